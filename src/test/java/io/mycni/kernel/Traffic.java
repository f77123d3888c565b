// Packets that really flow: pings, and a TCP exchange of a few bytes in each direction.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** Traffic between the containers of a world, and with a host outside. */
final class Traffic {
  /** The addresses of the host outside. */
  static final String OUTSIDE_V4 = "198.51.100.2";

  static final String OUTSIDE_V6 = "2001:db8::2";

  /** The link of the world's own host that leads to the host outside. */
  static final String UPLINK = "up0";

  /** Where containers listen. */
  static final int PORT = 4711;

  private final World world;

  Traffic(World world) {
    this.world = world;
  }

  /** Makes the host outside, a namespace behind {@link #UPLINK}, which has no route back. */
  Traffic outside() {
    world
        .sh(
            """
            ip netns add outside
            ip link add up0 type veth peer name eth0 netns outside
            ip address add 198.51.100.1/24 dev up0; ip link set up0 up
            ip address add 2001:db8::1/64 dev up0 nodad
            ip -n outside address add 198.51.100.2/24 dev eth0; ip -n outside link set eth0 up
            ip -n outside address add 2001:db8::2/64 dev eth0 nodad
            """)
        .ok();
    return this;
  }

  /** Pings an address from a container, which has to answer. */
  Traffic ping(String from, String address) {
    world.sh("ip netns exec " + from + " ping -q -c 1 -W 2 " + address).ok();
    return this;
  }

  /** Has one container greet another by TCP, and be greeted back. */
  Traffic tcp(String from, String to, String address) {
    return greet(from, address, PORT, to, address);
  }

  /** The same by a process of the host's own. */
  Traffic publishedOnHost(String address, int port, String to) {
    return greet("", address, port, to, "0.0.0.0");
  }

  /** Has somebody greet a container by a port of the host's that is published for {@link #PORT}. */
  Traffic published(String from, String address, int port, String to) {
    return greet(from, address, port, to, address.contains(":") ? "::" : "0.0.0.0");
  }

  private static String prelude(String address, int port) {
    String family = address.contains(":") ? "AF_INET6" : "AF_INET";
    return """
    use Socket qw(:all); $SIG{ALRM} = sub { die "nobody came\\n" }; alarm 10;
    my ($error, $at) = getaddrinfo("%s", %d, {family => %s, socktype => SOCK_STREAM,
      flags => AI_NUMERICHOST});
    die $error if $error;
    socket(my $s, $at->{family}, SOCK_STREAM, 0) or die "socket: $!";
    """
        .formatted(address, port, family);
  }

  /** From a container, or from the host where none is named. */
  private Traffic greet(String from, String address, int port, String to, String listening) {
    Process server =
        world.start(
            java.util.Map.of(),
            "",
            "ip",
            "netns",
            "exec",
            to,
            "perl",
            "-e",
            prelude(listening, PORT)
                + """
                setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
                bind($s, $at->{addr}) or die "bind: $!"; listen($s, 1) or die;
                accept(my $c, $s) or die; my $line = <$c>;
                syswrite($c, "hello $line"); close $c;
                """);
    List<String> where = from.isEmpty() ? List.of() : List.of("ip", "netns", "exec", from);
    List<String> words = new ArrayList<>(where);
    words.addAll(
        List.of(
            "perl",
            "-e",
            prelude(address, port)
                + """
                until (connect($s, $at->{addr})) {
                  $! =~ /refused/i or die "connect: $!"; select(undef, undef, undef, 0.02);
                  socket($s, $at->{family}, SOCK_STREAM, 0) or die;
                }
                syswrite($s, "world\\n"); print scalar <$s>;
                """));
    String said = world.run(java.util.Map.of(), "", words.toArray(String[]::new)).ok();
    assertEquals("hello world\n", said);
    World.await(server).ok();
    return this;
  }
}
