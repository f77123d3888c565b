package io.mycni.kernel;

import static io.mycni.kernel.Deeds.A;
import static io.mycni.kernel.Deeds.assertDone;
import static io.mycni.kernel.Deeds.back;
import static io.mycni.kernel.Deeds.carryOut;
import static io.mycni.kernel.Deeds.inside;
import static io.mycni.kernel.Deeds.ip;
import static io.mycni.kernel.Deeds.out;
import static io.mycni.kernel.Deeds.plan;
import static io.mycni.kernel.Deeds.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.exec.Undo;
import io.mycni.exec.Undone;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How links come into a container and leave it, by one process on each side. */
class LinksInsideIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private void inWorld(String method) {
    Deeds.run(world, LinksInsideIT.class, method);
  }

  @Test
  void aMacvlanIsMadeOnALinkOfTheHostRightInsideTheNamespace() {
    inWorld("macvlan");
  }

  static void macvlan() {
    assertDone(
        plan(
            step(
                Change.of(
                    Command.Ip.host(
                        "link add link v0 name eth0 netns /run/netns/a address 02:00:00:00:00:09"
                            + " type macvlan mode bridge bcqueuelen 500"),
                    Command.Ip.in(A, "link delete dev eth0")),
                Change.of(new Command.Sysctl(A, "net/ipv4/conf/eth0/arp_notify", "1", true)),
                inside("address add 10.9.0.2/24 dev eth0"),
                inside("link set dev eth0 up"))),
        2,
        "ip -n a -d address show dev eth0; ip netns exec a sysctl net.ipv4.conf.eth0.arp_notify",
        "macvlan mode bridge bcqueuelen 500",
        "10.9.0.2/24",
        "arp_notify = 1");
  }

  @Test
  void aMacvlanIsMadeOnALinkOfTheContainer() {
    inWorld("macvlanInside");
  }

  static void macvlanInside() {
    assertDone(
        plan(
            step(
                Change.of(Command.Ip.host("link set dev v1 netns /run/netns/a"), back("v1")),
                Change.of(
                    Command.Ip.in(A, "link add link v1 name eth0 type macvlan mode vepa"),
                    Command.Ip.in(A, "link delete dev eth0")))),
        2,
        "ip -n a -d link show dev eth0",
        "eth0@v1",
        "macvlan mode vepa");
  }

  @Test
  void aLinkMovesInUnderAnotherNameAndBackThoughMycniIsInANamespaceOfItsOwn() {
    inWorld("moving");
  }

  static void moving() {
    assertDone(
        plan(
            step(
                ip("link set dev v0 up", "link set dev v0 down"),
                ip("link set dev v1 up", "link set dev v1 down"),
                Change.of(
                    Command.Ip.host("link set dev v1 netns /run/netns/a name eth0"), back("eth0")),
                inside("link set dev eth0 up"))),
        2,
        "ip -n a link show dev eth0",
        "eth0@if",
        "UP");
  }

  @Test
  void aTapThatLastsIsMadeForItsOwner() {
    inWorld("tap");
  }

  static void tap() {
    String tap = "tuntap add dev t0 mode tap user 4711 group 4712 vnet_hdr multi_queue";
    assertDone(
        plan(
            step(
                ip(tap, "link delete dev t0"),
                Change.of(
                    Command.Ip.in(A, tap),
                    Command.Ip.in(A, "tuntap delete dev t0 mode tap multi_queue")),
                inside("link set dev t0 address 02:00:00:00:00:09 mtu 1400 up"))),
        2,
        "ip -d link show dev t0; ip -n a -d link show dev t0",
        "user 4711 group 4712",
        "multi_queue",
        "vnet_hdr on",
        "mtu 1400");
  }

  @Test
  void neighboursLearnOfANewAddressWhenItsLinkComesUp() {
    inWorld("announcement");
  }

  static void announcement() {
    Undo ready =
        carryOut(
            ip("link set dev v0 up", "link set dev v0 down"),
            ip("link set dev v1 up", "link set dev v1 down"),
            ip("address add 10.9.0.1/24 dev v0", "address delete 10.9.0.1/24 dev v0"),
            ip("address add fd09::1/64 dev v0 nodad", "address delete fd09::1/64 dev v0"),
            Change.of(
                Command.Ip.host(
                    "link add link v1 name eth0 netns /run/netns/a address"
                        + " 02:00:00:00:00:09 type macvlan mode bridge")));
    // Neighbours of IPv6 listen only when their own interface has been ready for a moment.
    out(
        """
        sleep 0.3
        echo 0 > /proc/sys/net/ipv4/neigh/v0/locktime
        ip neigh replace 10.9.0.2 lladdr 02:00:00:00:00:01 dev v0 nud stale
        ip neigh replace fd09::2 lladdr 02:00:00:00:00:01 dev v0 nud stale
        """);
    Undo announced =
        carryOut(
            new Change(
                new Command.Sysctl(A, "net/ipv4/conf/eth0/arp_notify", "1", true),
                List.of(Command.Ip.in(A, "link delete dev eth0"))),
            Change.of(new Command.Sysctl(A, "net/ipv6/conf/eth0/ndisc_notify", "1", true)),
            inside("address add 10.9.0.2/24 dev eth0"),
            inside("address add fd09::2/64 dev eth0 nodad"),
            inside("link set dev eth0 up"));
    String learnt =
        out(
            """
            n=0
            until [ $(ip neigh show dev v0 | grep -c 02:00:00:00:00:09) -ge 2 ]; do
              sleep 0.05; [ $((n=n+1)) -lt 100 ] || break
            done
            ip neigh show dev v0
            """);
    assertTrue(learnt.contains("10.9.0.2 lladdr 02:00:00:00:00:09"), learnt);
    assertTrue(learnt.contains("fd09::2 lladdr 02:00:00:00:00:09"), learnt);
    assertEquals(Undone.whole(), announced.undo());
    assertEquals(Undone.whole(), ready.undo());
  }
}
