package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.host.HostQuery;
import io.mycni.host.HostReader;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.PortVlan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What questions to a real host are answered with. */
class LooksIT {
  private static final String NETNS = "/run/netns/a";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private static HostReader host() {
    return new HostReader(InWorld.shell());
  }

  @Test
  void aPortTellsHowItsBridgeTreatsIt() {
    world
        .sh(
            """
            ip link add br0 type bridge
            ip link add v0 type veth peer name v1
            ip link set v0 master br0
            bridge link set dev v0 hairpin on isolated on
            """)
        .ok();
    InWorld.run(world, LooksIT.class, "aPort");
  }

  static void aPort() {
    HostQuery query = HostQuery.links(List.of("v0", "v1", "br0", "none"));
    Optional<Link.Port> both = Optional.of(new Link.Port(true, true));
    for (HostState state :
        List.of(
            host().quickly(query),
            host().thoroughly(query),
            host().thoroughly(query.and(HostQuery.allLinks())))) {
      assertEquals(both, state.link("v0").orElseThrow().port());
      assertEquals("br0", state.link("v0").orElseThrow().master());
      assertEquals(Optional.empty(), state.link("v1").orElseThrow().port());
      assertEquals(1, state.link("br0").orElseThrow().ports());
      assertTrue(state.link("br0").orElseThrow().floatingMac());
      assertEquals(Optional.empty(), state.link("none"));
    }
  }

  @Test
  void aMacvlanTellsItsParentWhereverThatIs() {
    world
        .container("a")
        .sh(
            """
            ip link add v0 type veth peer name v1
            ip link add link v0 name m0 type macvlan mode private
            ip link add link v0 name eth0 netns a type macvlan mode vepa bcqueuelen 500
            """)
        .ok();
    InWorld.run(world, LooksIT.class, "aMacvlan");
  }

  static void aMacvlan() {
    HostState state = host().thoroughly(HostQuery.allLinks().and(HostQuery.inside(NETNS)));
    int parent = state.link("v0").orElseThrow().index();
    Link.Child here = state.link("m0").orElseThrow().child().orElseThrow();
    assertEquals(new Link.Child("v0", parent, -1, "private", -1, 1000), here);
    Link.Child there = state.insideLink("eth0").orElseThrow().child().orElseThrow();
    assertEquals(new Link.Child("", parent, 0, "vepa", -1, 500), there);
    assertEquals(Optional.empty(), state.link("v0").orElseThrow().child());
  }

  @Test
  @NeedsFullKernel
  void aVlanAndAnIpvlanTellNumberAndMode() {
    KernelNeed.VLAN_DEVICES.require(world);
    KernelNeed.IPVLAN.require(world);
    world
        .sh(
            """
            ip link add v0 type veth peer name v1
            ip link add link v0 name i0 type ipvlan mode l3s
            ip link add link v1 name v1.7 type vlan id 7
            """)
        .ok();
    InWorld.run(world, LooksIT.class, "aVlan");
  }

  static void aVlan() {
    HostState state = host().thoroughly(HostQuery.allLinks());
    Link.Child vlan = state.link("v1.7").orElseThrow().child().orElseThrow();
    assertEquals("v1", vlan.parent());
    assertEquals(7, vlan.vlanId());
    assertEquals("l3s", state.link("i0").orElseThrow().child().orElseThrow().mode());
  }

  @Test
  void aTapTellsWhoMayOpenIt() {
    world.sh("ip tuntap add dev t0 mode tap user 4711 group 4712 multi_queue").ok();
    InWorld.run(world, LooksIT.class, "aTap");
  }

  static void aTap() {
    Link tap = host().thoroughly(HostQuery.link("t0")).link("t0").orElseThrow();
    assertEquals(Optional.of(new Link.Tap("tap", "4711", "4712", true, true)), tap.tap());
  }

  @Test
  void settingsAreThoseOfTheNamespaceThatWasMeant() {
    world
        .container("a")
        .sh(
            """
            ip -n a link add eth0.5 type veth peer name p
            echo 2 > /proc/sys/net/ipv6/conf/lo/accept_ra
            ip netns exec a sh -c 'echo 1 > /proc/sys/net/ipv6/conf/eth0.5/accept_ra'
            ip netns exec a sh -c 'echo "4096 5000 6000" > /proc/sys/net/ipv4/tcp_rmem'
            """)
        .ok();
    InWorld.run(world, LooksIT.class, "settings");
  }

  static void settings() {
    String dotted = "net/ipv6/conf/eth0.5/accept_ra";
    HostQuery outside =
        HostQuery.setting("net/ipv6/conf/lo/accept_ra").and(HostQuery.setting(dotted));
    HostQuery query =
        outside
            .and(HostQuery.settingInside(NETNS, dotted))
            .and(HostQuery.settingInside(NETNS, "net/ipv6/conf/lo/accept_ra"))
            .and(HostQuery.settingInside(NETNS, "net/ipv4/tcp_rmem"))
            .and(HostQuery.settingInside(NETNS, "net/no/such"));
    HostState state = host().thoroughly(query);
    assertEquals(Optional.of("2"), state.setting("net/ipv6/conf/lo/accept_ra"));
    assertEquals(Optional.empty(), state.setting(dotted));
    assertEquals(Optional.of("1"), state.settingInside(dotted));
    assertEquals(Optional.of("1"), state.settingInside("net/ipv6/conf/lo/accept_ra"));
    assertEquals(Optional.of("4096\t5000\t6000"), state.settingInside("net/ipv4/tcp_rmem"));
    assertEquals(Optional.empty(), state.settingInside("net/no/such"));

    HostState quick = host().quickly(query);
    assertEquals(Optional.of("2"), quick.setting("net/ipv6/conf/lo/accept_ra"));
    assertThrows(IllegalStateException.class, () -> quick.settingInside(dotted));

    HostState gone = host().thoroughly(HostQuery.settingInside("/run/netns/none", dotted));
    assertTrue(gone.insideGone());
    assertEquals(Optional.empty(), gone.settingInside(dotted));

    // Without a secret that file is there, and every attempt to read it fails.
    String secret = "net/ipv6/conf/eth0.5/stable_secret";
    HostQuery unreadable = HostQuery.settingInside(NETNS, secret);
    CniException failure = assertThrows(CniException.class, () -> host().thoroughly(unreadable));
    assertTrue(failure.getMessage().contains("cat /proc/sys/" + secret), failure.getMessage());
  }

  @Test
  void routesOfTheHostAndInsideAreToldApart() {
    world
        .container("a")
        .sh(
            """
            ip link add v0 type veth peer name eth0 netns a
            ip address add 10.9.0.1/24 dev v0; ip link set v0 up
            ip -n a address add 10.9.0.2/24 dev eth0; ip -n a link set eth0 up
            ip -n a route add default via 10.9.0.1
            """)
        .ok();
    InWorld.run(world, LooksIT.class, "routes");
  }

  static void routes() {
    HostState state =
        host().thoroughly(HostQuery.routes().and(HostQuery.inside(NETNS)).and(HostQuery.facts()));
    assertTrue(state.routes().stream().anyMatch(route -> route.device().equals("v0")));
    assertTrue(state.routes().stream().noneMatch(route -> route.gateway().isPresent()));
    assertTrue(state.routesInside().stream().anyMatch(route -> route.gateway().isPresent()));
  }

  @Test
  @NeedsFullKernel
  void vlansOfPortsAreRanges() {
    KernelNeed.VLAN_FILTERING.require(world);
    world
        .sh(
            """
            ip link add v0 type veth peer name v1
            ip link add br0 type bridge vlan_filtering 1
            ip link set v0 master br0
            bridge vlan add dev v0 vid 10-12
            """)
        .ok();
    InWorld.run(world, LooksIT.class, "vlans");
  }

  static void vlans() {
    HostState state = host().thoroughly(HostQuery.portVlans());
    assertEquals(
        Optional.of(List.of(new PortVlan(1, 1, true, true), new PortVlan(10, 12, false, false))),
        state.portVlans("v0"));
    assertEquals(Optional.of(List.of()), state.portVlans("v1"));
  }
}
