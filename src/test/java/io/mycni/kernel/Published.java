// A server in a container, and clients that come by a published port.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server that listens on a port of a container, at all its addresses, and answers each client
 * with what it was sent.
 *
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 * @param server the server's process
 */
record Published(World world, String protocol, Process server) implements AutoCloseable {
  private static final String SERVER =
      """
      use IO::Socket::IP; use Socket; $| = 1; $SIG{PIPE} = "IGNORE"; alarm 60;
      my $tcp = $ARGV[0] ne "udp"; my $proto = $ARGV[0] eq "sctp" ? 132 : $ARGV[0];
      my $s = IO::Socket::IP->new(LocalHost => $ARGV[2], LocalPort => $ARGV[1], Proto => $proto,
        V6Only => 0, ReuseAddr => 1, Type => $tcp ? SOCK_STREAM : SOCK_DGRAM,
        $tcp ? (Listen => 5) : ()) or die "server: $@";
      print "ready\\n"; close STDOUT;
      while (1) {
        if ($tcp) { my $c = $s->accept or next; my $l = <$c>; print $c $l if $l; close $c; }
        else { my $l; my $from = $s->recv($l, 100); $s->send($l, 0, $from); }
      }
      """;

  private static final String CLIENT =
      """
      use IO::Socket::IP; use Socket; $SIG{ALRM} = sub { die "nobody answered\\n" }; alarm $ARGV[3];
      my $tcp = $ARGV[0] ne "udp"; my $proto = $ARGV[0] eq "sctp" ? 132 : $ARGV[0];
      my $c = IO::Socket::IP->new(PeerHost => $ARGV[1], PeerPort => $ARGV[2], Proto => $proto,
        $ARGV[4] ? (LocalPort => $ARGV[4]) : (),
        Type => $tcp ? SOCK_STREAM : SOCK_DGRAM) or die "client: $@";
      syswrite($c, "hello\\n"); sysread($c, my $l, 100); print $l;
      """;

  /** Starts a server; in the host where no container is named. */
  static Published in(World world, String container, String protocol, int port) {
    return at("::", world, container, protocol, port);
  }

  /** The same, where it listens at one address only. */
  static Published at(String address, World world, String container, String protocol, int port) {
    List<String> words = inside(container);
    words.addAll(List.of("perl", "-e", SERVER, protocol, String.valueOf(port), address));
    Process server = world.start(Map.of(), "", words.toArray(String[]::new));
    try {
      byte[] said = server.getInputStream().readNBytes(6);
      assertEquals("ready\n", new String(said, java.nio.charset.StandardCharsets.UTF_8));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return new Published(world, protocol, server);
  }

  /**
   * Fails unless a client gets an answer.
   *
   * @param from its namespace; empty for the host
   */
  Published answers(String from, String address, int port) {
    return answers(from, 0, address, port);
  }

  /** The same, where the client sends from that port of its own; 0 for any. */
  Published answers(String from, int own, String address, int port) {
    World.Ended client = client(world, protocol, from, own, address, port, 5);
    assertEquals("hello\n", client.out(), from + " to " + address + " " + client.err());
    return this;
  }

  /** Fails if a client gets an answer. */
  Published isSilent(String from, String address, int port) {
    assertNotEquals("hello\n", client(world, protocol, from, 0, address, port, 1).out());
    return this;
  }

  /** What came of a client that sends from that port of its own, 0 for any, and waits. */
  static World.Ended client(
      World world, String protocol, String from, int own, String address, int port, int seconds) {
    List<String> words = inside(from);
    words.addAll(List.of("perl", "-e", CLIENT, protocol, address, String.valueOf(port)));
    words.addAll(List.of(String.valueOf(seconds), String.valueOf(own)));
    return world.run(Map.of(), "", words.toArray(String[]::new));
  }

  /** The words before a command that runs in a container; none for the host. */
  private static List<String> inside(String container) {
    return new ArrayList<>(
        container.isEmpty() ? List.of() : List.of("ip", "netns", "exec", container));
  }

  @Override
  public void close() {
    server.destroy();
  }
}
