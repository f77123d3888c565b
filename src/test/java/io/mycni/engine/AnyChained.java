// Attachments that nobody has written down, of the plugins that work on what another has made.
package io.mycni.engine;

import static io.mycni.engine.Draft.always;
import static io.mycni.engine.Draft.inside;
import static io.mycni.engine.Draft.maybe;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Drafts of each of them. */
final class AnyChained {
  private static final String ON_BRIDGE = "{\"name\": \"BRIDGE\", \"mac\": \"02:00:00:00:00:05\"}";
  private static final String HOST_END = "{\"name\": \"LINK1\", \"mac\": \"02:00:00:00:00:01\"}";
  private static final String INSIDE =
      "{\"name\": \"eth0\", \"mac\": \"02:00:00:00:00:07\", \"mtu\": 1500, \"sandbox\":"
          + " \"/run/netns/c1\", \"pciID\": \"0000:03:00.1\"}";

  private static final Arbitrary<List<String>> CABLES =
      Arbitraries.of(List.of(ON_BRIDGE, HOST_END, INSIDE), List.of(HOST_END, INSIDE));

  /** The interface of either container, as the plugin before has made it. */
  private static final String ETH0 =
      inside("ip link add name eth0 address 02:00:00:00:00:07 type dummy")
          + "\n"
          + inside("ip link set dev eth0 up");

  private AnyChained() {}

  private static String setUp(AnyLease lease) {
    return ETH0 + "\n" + String.join("\n", lease.inside());
  }

  /** Members of a limit, in bits; a few of what people write and what they do not. */
  private static Arbitrary<String> limit(String direction) {
    return Arbitraries.oneOf(
        always(""),
        Combinators.combine(
                Arbitraries.longs().between(8, 40_000_000_000L),
                Arbitraries.longs().between(8, 2_147_483_647L))
            .as((rate, burst) ->
                "\"" + direction + "Rate\": " + rate + ", \"" + direction + "Burst\": " + burst));
  }

  static Arbitrary<Draft> bandwidth() {
    String cables =
        """
        ip link add name LINK1 address 02:00:00:00:00:01 type veth peer name eth0 address 02:00:00:00:00:07 netns /run/netns/c1
        ip link set dev LINK1 up
        ip link add name LINK2 address 02:00:00:00:00:03 type veth peer name eth0 address 02:00:00:00:00:04 netns /run/netns/c2
        ip link set dev LINK2 up
        """;
    return Draft.behind(
        "bandwidth",
        CABLES,
        AnyLease.some(),
        List.of(
            limit("ingress"),
            limit("egress"),
            maybe(
                "\"unshapedSubnets\": [\"10.0.0.0/8\", \"2001:db8:1:2:3::/80\"]",
                "\"shapedSubnets\": [\"0.0.0.0/0\", \"fd00::/8\"]",
                "\"shapedSubnets\": [\"203.0.113.128/25\"]")),
        _ -> List.of(always(cables)));
  }

  static Arbitrary<Draft> firewall() {
    return Draft.behind(
        "firewall",
        Arbitraries.just(List.of(ON_BRIDGE, HOST_END, INSIDE)),
        AnyLease.someOrNone(),
        List.of(
            maybe("\"backend\": \"iptables\"", "\"backend\": \"nftables\""),
            maybe("\"ingressPolicy\": \"same-bridge\"", "\"ingressPolicy\": \"isolated\""),
            maybe("\"iptablesAdminChainName\": \"MY-RULES\""),
            maybe("\"firewalldZone\": \"internal\"")),
        _ -> List.of(maybe("firewalld")));
  }

  private static Arbitrary<String> ports() {
    Arbitrary<String> port =
        Combinators.combine(
                Arbitraries.integers().between(1, 65_535),
                maybe(", \"protocol\": \"udp\"", ", \"protocol\": \"SCTP\""),
                maybe(
                    ", \"hostIP\": \"192.0.2.1\"",
                    ", \"hostIP\": \"0.0.0.0\"",
                    ", \"hostIP\": \"::\"",
                    ", \"hostIP\": \"2001:db8::1\""))
            .as((number, protocol, address) ->
                "\"containerPort\": " + number + protocol + address + "}");
    return port.list()
        .ofMaxSize(4)
        .map(ports -> {
          List<String> numbered = new ArrayList<>();
          for (String each : ports) {
            numbered.add("{\"hostPort\": 5OCTET" + (10 + numbered.size()) + ", " + each);
          }
          return "\"runtimeConfig\": {\"portMappings\": [" + String.join(", ", numbered) + "]}";
        });
  }

  static Arbitrary<Draft> portmap() {
    return Draft.behind(
        "portmap",
        CABLES,
        AnyLease.some(),
        List.of(
            ports(),
            maybe(
                "\"backend\": \"iptables\"",
                "\"backend\": \"nftables\"",
                "\"backend\": \"iptables\", \"markMasqBit\": 5",
                "\"backend\": \"iptables\", \"conditionsV4\": [\"!\", \"-d\", \"192.0.2.0/24\"]",
                "\"backend\": \"iptables\", \"externalSetMarkChain\": \"KUBE-MARK-MASQ\"",
                "\"backend\": \"nftables\", \"conditionsV4\": [\"iifname\", \"eth0\"]"),
            maybe("\"snat\": false", "\"masqAll\": true")),
        _ ->
            List.of(
                always("ip link add name BRIDGE type bridge\nip link set dev BRIDGE up"),
                always("ip link add name LINK1 type dummy\nip link add name LINK2 type dummy"),
                maybe("ip route add NET4.0.0/16 dev BRIDGE"),
                maybe("sysctl net/ipv4/conf/BRIDGE/route_localnet=1")));
  }

  static Arbitrary<Draft> sbr() {
    return Draft.behind(
        "sbr",
        Arbitraries.just(List.of(INSIDE)),
        AnyLease.some(),
        List.of(
            maybe("\"table\": 5000"),
            maybe("\"gateways\": [\"NET4.0.6\"]", "\"gateways\": [\"NET6::6\"]"),
            maybe("\"addSourceHints\": true")),
        lease -> List.of(always(setUp(lease)), maybe(inside("ip link add name eth1 type dummy"))));
  }

  static Arbitrary<Draft> vrf() {
    String blue = inside("ip link add name blue type vrf table 1001\nip link set dev blue up");
    String red = inside("ip link add name red type vrf table 1");
    String member = inside("ip link add name eth1 type dummy\nip link set dev eth1 master blue");
    return Draft.behind(
        "vrf",
        Arbitraries.just(List.of(INSIDE)),
        AnyLease.some(),
        List.of(always("\"vrfname\": \"blue\""), maybe("\"table\": 1001")),
        lease -> List.of(always(setUp(lease)), maybe(red), maybe(blue, blue + "\n" + member)));
  }

  static Arbitrary<Draft> tuning() {
    return Draft.behind(
        "tuning",
        CABLES,
        AnyLease.someOrNone(),
        List.of(
            maybe(
                "\"sysctl\": {\"net.core.somaxconn\": \"500\"}",
                "\"sysctl\": {\"net.ipv4.conf.IFNAME.arp_filter\": \"1\","
                    + " \"net/ipv4/tcp_rmem\": \"4096 87380 6291456\"}"),
            maybe("\"mac\": \"c2:b0:57:49:47:f1\""),
            maybe("\"mtu\": 1454", "\"mtu\": 1500"),
            maybe("\"promisc\": true", "\"promisc\": false"),
            maybe("\"allmulti\": true", "\"allmulti\": false"),
            maybe("\"txQLen\": 20", "\"txQLen\": 1000")),
        lease ->
            List.of(
                always(setUp(lease)),
                maybe(inside("sysctl net/core/somaxconn=4096")),
                maybe(inside("ip link set dev eth0 promisc on")),
                maybe(inside("ip link set dev eth0 allmulticast on"))));
  }

  static Arbitrary<Draft> loopback() {
    return Draft.behind(
        "loopback",
        Arbitraries.just(List.of(INSIDE)),
        AnyLease.someOrNone(),
        List.of(),
        _ ->
            List.of(
                always(inside("ip link add name lo type loopback")),
                maybe(inside("sysctl net/ipv6/conf/lo/disable_ipv6=1")),
                maybe(inside("ip address add 127.0.0.53/8 dev lo")),
                maybe(inside("ip link set dev lo up"))));
  }
}
