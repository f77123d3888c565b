package io.mycni.kernel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container, or a text of somebody's, may try on the host: docs/SECURITY.md names each. */
class HostileNeighboursIT {
  private static final String IPAM =
      """
      "ipMasq": true, "ipam": { "type": "host-local", "dataDir": "DATADIR",
        "ranges": [[{ "subnet": "10.23.0.0/24" }], [{ "subnet": "fd23::/64" }]],
        "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
      """;

  /** Sends one router advertisement (RFC 4861, section 4.2) to all nodes of the link. */
  private static final String ROUTER =
      """
      use Socket qw(:all);
      socket(my $s, AF_INET6, SOCK_RAW, 58) or die "socket: $!";
      setsockopt($s, 41, 18, pack("i", 255)) or die "hops: $!";
      my $link = qx(cat /sys/class/net/$ARGV[0]/ifindex); chomp $link;
      setsockopt($s, 41, 17, pack("i", $link)) or die "link: $!";
      my $advertisement = pack("CCnCCnNN", 134, 0, 0, 64, 0, 1800, 0, 0);
      send($s, $advertisement, 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), $link))
        or die "send: $!";
      """;

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private String attach(String maker, String container) {
    world.container(container);
    return new Plugin(world, maker, config(maker)).add(container);
  }

  private static String config(String maker) {
    String head = "{ \"cniVersion\": \"1.0.0\", \"name\": \"pub\", \"type\": \"" + maker + "\", ";
    return head
        + (maker.equals("bridge") ? "\"bridge\": \"pub0\", \"isGateway\": true, " : "")
        + IPAM;
  }

  /** What listens on the host alone is not for containers, whatever the ports make possible. */
  @ParameterizedTest
  @CsvSource({"bridge,iptables", "bridge,nftables", "ptp,iptables", "ptp,nftables"})
  void aContainerDoesNotReachWhatListensOnTheHostsLoopback(String maker, String backend) {
    String made = attach(maker, "a");
    String config =
        """
        { "cniVersion": "1.0.0", "name": "pub", "type": "portmap", "backend": "BACKEND",
          "runtimeConfig": { "portMappings": [
            { "hostPort": 8080, "containerPort": 80, "protocol": "tcp" } ] } }
        """
            .replace("BACKEND", backend);
    new Plugin(world, "portmap", config).after(made).add("a");
    try (Published host = Published.at("127.0.0.1", world, "", "tcp", 9999)) {
      host.answers("", "127.0.0.1", 9999);
      // What a raw socket does with less: packets to 127.0.0.1 leave by eth0.
      world
          .sh(
              """
              ip netns exec a sh -c 'echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet'
              ip -n a address del 127.0.0.1/8 dev lo
              ip -n a route del table local local 127.0.0.0/8 dev lo || true
              ip -n a route add 127.0.0.1 via 10.23.0.1 dev eth0 src $(
                ip -n a -4 -o address show dev eth0 | sed "s,.*inet \\\\([0-9.]*\\\\)/.*,\\\\1,")
              """)
          .ok();
      host.isSilent("a", "127.0.0.1", 9999);
    }
  }
}
