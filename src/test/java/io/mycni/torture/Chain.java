// What is tortured: plugins of the family, alone and in chains, called as a runtime would.
package io.mycni.torture;

import io.mycni.kernel.Reference;
import io.mycni.kernel.World;
import java.util.ArrayList;
import java.util.List;

/**
 * A network.
 *
 * @param name what schedules call it
 * @param needs a script that fails where what it needs is missing; BY is who serves
 * @param host what has to be on the host before, a script
 * @param each what has to be there for each container, a script in which CONTAINER is its name
 * @param members its plugins
 */
record Chain(String name, String needs, String host, String each, List<Member> members) {
  private static final String IPAM =
      """
      "ipam": { "type": "host-local", "dataDir": "DATADIR",
        "ranges": [[{ "subnet": "10.30.0.0/24" }], [{ "subnet": "fd30::/64" }]],
        "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] }\
      """;
  private static final String BRIDGE = "\"bridge\": \"mybr0\", \"isGateway\": true, " + IPAM;
  private static final String MASQUERADING =
      "\"bridge\": \"mybr0\", \"isGateway\": true, \"ipMasq\": true, " + IPAM;
  private static final String PORTS =
      "\"snat\": true, \"runtimeConfig\": {\"portMappings\":"
          + " [{\"hostPort\": HOSTPORT, \"containerPort\": 80, \"protocol\": \"tcp\"}]}";
  private static final String RATES =
      "\"ingressRate\": 20000000, \"ingressBurst\": 2000000,"
          + " \"egressRate\": 40000000, \"egressBurst\": 4000000";
  private static final String TUNING =
      "\"mtu\": 1400, \"promisc\": true,"
          + " \"sysctl\": {\"net.core.somaxconn\": \"500\", \"net.ipv4.conf.IFNAME.arp_filter\": \"1\"}";

  /** The iptables of a Debian that has been told to use its older kernel interface. */
  private static final String LEGACY =
      """
      cp -a /etc/alternatives alternatives
      for tool in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
        ln -sf /usr/sbin/${tool%%tables*}tables-legacy${tool#*tables} alternatives/$tool
      done
      mount --bind alternatives /etc/alternatives\
      """;

  /** A server of its own, with leases that outlive the trial. */
  private static final String SERVER =
      """
      ip link add mybr0 type bridge; ip link set mybr0 up
      ip netns add server
      ip link add srv0 master mybr0 type veth peer name eth0 netns server; ip link set srv0 up
      ip -n server address add 10.77.0.1/24 dev eth0; ip -n server link set eth0 up
      until ip -n server link show eth0 | grep -q 'state UP'; do sleep 0.05; done
      ip netns exec server dnsmasq --user=root --port=0 --interface=eth0 --bind-interfaces \
        --conf-file=/dev/null --pid-file= --no-ping --dhcp-authoritative --log-facility=$PWD/dhcp-log \
        --dhcp-leasefile=$PWD/dhcp-leases --dhcp-range=10.77.0.50,10.77.0.99,255.255.255.0,12h\
      """;

  private static final String UPLINK =
      "ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up";

  /**
   * A plugin.
   *
   * @param type its type
   * @param keys what its configuration has besides
   */
  record Member(String type, String keys) {
    String config(String network) {
      return "{ \"cniVersion\": \"1.1.0\", \"name\": \""
          + network
          + "\", \"type\": \""
          + type
          + "\""
          + (keys.isEmpty() ? "" : ", ")
          + keys
          + " }";
    }
  }

  /** All that are tried. */
  static List<Chain> all() {
    Member bridge = new Member("bridge", BRIDGE);
    Member nft = new Member("bridge", "\"ipMasqBackend\": \"nftables\", " + MASQUERADING);
    String ifb = "ip link add probe type ifb && ip link delete probe";
    List<Chain> all = new ArrayList<>();
    all.add(of("bridge", new Member("bridge", MASQUERADING)));
    all.add(of("bridge-nftables", nft));
    all.add(
        of("bridge-legacy", new Member("bridge", MASQUERADING))
            .needing("iptables-legacy -t nat -S")
            .on(LEGACY));
    all.add(of("ptp", new Member("ptp", "\"ipMasq\": true, " + IPAM)));
    all.add(of("macvlan", new Member("macvlan", "\"master\": \"up0\", " + IPAM)).on(UPLINK));
    all.add(
        of("host-device", new Member("host-device", "\"device\": \"dev-CONTAINER\", " + IPAM))
            .with("ip link add dev-CONTAINER type veth peer name end-CONTAINER"));
    all.add(of("tap", new Member("tap", IPAM)));
    all.add(of("loopback", new Member("loopback", "")).with("ip -n CONTAINER link set lo down"));
    all.add(of("bridge+portmap", bridge, new Member("portmap", PORTS)));
    all.add(
        of(
            "bridge+portmap-nftables",
            bridge,
            new Member("portmap", "\"backend\": \"nftables\", " + PORTS)));
    all.add(
        of("bridge+portmap-legacy", bridge, new Member("portmap", PORTS))
            .needing("iptables-legacy -t nat -S")
            .on(LEGACY));
    all.add(of("bridge+bandwidth", bridge, new Member("bandwidth", RATES)).needing(ifb));
    all.add(
        of("ptp+bandwidth", new Member("ptp", IPAM), new Member("bandwidth", RATES)).needing(ifb));
    all.add(of("bridge+firewall", bridge, new Member("firewall", "\"backend\": \"iptables\"")));
    all.add(of("bridge+tuning", bridge, new Member("tuning", TUNING)));
    all.add(of("bridge+sbr", bridge, new Member("sbr", "")));
    all.add(
        of(
                "macvlan+tuning",
                new Member("macvlan", "\"master\": \"up0\", " + IPAM),
                new Member("tuning", TUNING))
            .on(UPLINK));
    all.add(
        of(
                "bridge+firewall+portmap+bandwidth",
                new Member("bridge", MASQUERADING),
                new Member("firewall", ""),
                new Member("portmap", PORTS),
                new Member("bandwidth", RATES))
            .needing(ifb));
    all.add(
        of("vlan", new Member("vlan", "\"master\": \"up0\", \"vlanId\": 7, " + IPAM))
            .needing("ip link add d0 type veth && ip link add link d0 name d0.9 type vlan id 9")
            .on(UPLINK));
    all.add(
        of("ipvlan", new Member("ipvlan", "\"master\": \"up0\", " + IPAM))
            .needing("ip link add d0 type veth && ip link add link d0 name i9 type ipvlan")
            .on(UPLINK));
    all.add(
        of(
                "bridge-dhcp",
                new Member("bridge", "\"bridge\": \"mybr0\", \"ipam\": { \"type\": \"dhcp\" }"))
            .needing("[ BY = agent ] && [ -x /usr/sbin/dnsmasq ]")
            .on(SERVER));
    all.add(of("dummy", new Member("dummy", IPAM)).needing("ip link add probe9 type dummy"));
    all.add(
        of("bridge+vrf", bridge, new Member("vrf", "\"vrfname\": \"blue\""))
            .needing("ip link add probe9 type vrf table 99"));
    return all;
  }

  private static Chain of(String name, Member... members) {
    return new Chain(name, "true", "true", "true", List.of(members));
  }

  private Chain needing(String probe) {
    return new Chain(name, probe, host, each, members);
  }

  private Chain on(String script) {
    return new Chain(name, needs, script, each, members);
  }

  private Chain with(String script) {
    return new Chain(name, needs, host, script, members);
  }

  static Chain named(String name) {
    return all().stream()
        .filter(chain -> chain.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no chain " + name));
  }

  /** A call of one of its plugins, ours or the reference's. */
  World.Call call(
      World world, boolean ours, String verb, int member, String container, String more) {
    Member plugin = members.get(member);
    String config =
        plugin
            .config("torture")
            .replace("CONTAINER", container)
            .replace("HOSTPORT", String.valueOf(8000 + container.charAt(0)));
    World.Call call = world.call(verb, container, withKeys(config, more));
    if (ours) {
      return call.program(plugin.type());
    }
    String folder = Reference.newest();
    return call.program(folder + "/" + plugin.type()).with("CNI_PATH", folder);
  }

  private static String withKeys(String config, String more) {
    return more.isEmpty() ? config : "{ " + more + "," + config.substring(1);
  }

  /** Where the program of a plugin lies. */
  String program(World world, boolean ours, int member) {
    String type = members.get(member).type();
    return ours ? world.bin().resolve(type).toString() : Reference.newest() + "/" + type;
  }
}
