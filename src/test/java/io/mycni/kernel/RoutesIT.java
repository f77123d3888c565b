package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route that an answer names is there, by the container's interface. */
class RoutesIT {
  private static final String OURS = World.BIN + "/mycni";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private static String network(int number, String routes) {
    return """
    { "cniVersion": "1.1.0", "name": "netN", "type": "bridge", "bridge": "brN", "isGateway": true,
      "ipam": { "type": "host-local", "dataDir": "DATADIR", "routes": [ ROUTES ],
                "ranges": [[{ "subnet": "10.N.0.0/24" }], [{ "subnet": "fd0N::/64" }]] } }
    """
        .replace("N\"", number + "\"")
        .replace("10.N", "10." + number)
        .replace("fd0N", "fd0" + number)
        .replace("ROUTES", routes);
  }

  private static String networkWithDefaults(int number) {
    return network(number, "{ \"dst\": \"0.0.0.0/0\" }, { \"dst\": \"::/0\" }");
  }

  private World.Call call(String verb, String container, String ifname, String config) {
    return world.call(verb, container, config).with("CNI_IFNAME", ifname);
  }

  private String routes(String container) {
    String show = "ip -n " + container + " -4 route; ip -n " + container + " -6 route";
    return world.sh(show).ok().replaceAll("(?m)^fe80.*\n", "");
  }

  @Test
  void aSecondNetworkAddsItsDefaultRoutesBesideThoseOfTheFirst() {
    world.container("a");
    world.sh("ip address add 192.0.2.1/32 dev lo; ip address add fd99::1/128 dev lo nodad").ok();
    String first = networkWithDefaults(1);
    String second = networkWithDefaults(2);
    String firstResult = call("ADD", "a", "eth0", first).run().ok();
    String secondResult = call("ADD", "a", "eth1", second).run().ok();
    String both = routes("a");
    assertTrue(both.contains("default via 10.1.0.1 dev eth0"), both);
    assertTrue(both.contains("default via 10.2.0.1 dev eth1"), both);
    assertTrue(both.contains("nexthop via fd01::1 dev eth0"), both);
    assertTrue(both.contains("nexthop via fd02::1 dev eth1"), both);
    call("CHECK", "a", "eth0", Configs.after(first, firstResult)).run().ok();
    call("CHECK", "a", "eth1", Configs.after(second, secondResult)).run().ok();

    call("DEL", "a", "eth0", first).run().ok();
    call("CHECK", "a", "eth1", Configs.after(second, secondResult)).run().ok();
    world.sh("ip netns exec a ping -q -c 1 -W 2 192.0.2.1").ok();
    world.sh("ip netns exec a ping -q -c 1 -W 2 fd99::1").ok();
    call("DEL", "a", "eth1", second).run().ok();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"dst\": \"0.0.0.0/0\" }, { \"dst\": \"::/0\" }",
        "{ \"dst\": \"192.0.2.0/24\", \"gw\": \"10.N.0.8\" }, { \"dst\": \"192.0.2.0/24\", \"gw\": \"10.N.0.9\" }",
        "{ \"dst\": \"fd99::/64\", \"gw\": \"fd0N::8\" }, { \"dst\": \"fd99::/64\", \"gw\": \"fd0N::9\" }",
        "{ \"dst\": \"192.0.2.0/24\", \"priority\": 7 }, { \"dst\": \"192.0.2.0/24\", \"table\": 77 }",
        "{ \"dst\": \"192.0.2.0/24\", \"scope\": 200 }, { \"dst\": \"fd99::/64\", \"scope\": 253 }",
        "{ \"dst\": \"10.N.0.0/24\", \"gw\": \"10.N.0.1\" }",
      })
  void theRoutesAreThoseThatTheReferenceMakes(String wanted) {
    String theirs = Reference.newest();
    world.container("a").container("b");
    for (int i = 1; i <= 2; i++) {
      String config = network(i, wanted.replace("N", "" + i));
      call("ADD", "a", "eth" + i, config).program(OURS).run().ok();
      // The same subnets, but other bridges and leases.
      String other =
          config
              .replace("\"br" + i, "\"theirs" + i)
              .replace("\"net" + i, "\"theirs" + i)
              .replace("\"DATADIR\"", "\"" + world.folder() + "/theirs\"");
      call("ADD", "b", "eth" + i, other).program(theirs + "/bridge").run().ok();
    }
    assertEquals(routes("b"), routes("a"));
    assertEquals(
        world.sh("ip -n b route show table 77 || true").ok(),
        world.sh("ip -n a route show table 77 || true").ok());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          route replace 198.51.100.0/24 via 10.1.0.9 dev eth0 mtu 1300 advmss 1200 metric 50 table 77
          route replace 198.51.100.0/24 via 10.1.0.7 dev eth1 mtu 1300 advmss 1200 metric 50 table 77 onlink
          route replace 198.51.100.0/24 via 10.1.0.7 dev eth0 mtu 1400 advmss 1200 metric 50 table 77
          route replace 198.51.100.0/24 via 10.1.0.7 dev eth0 mtu 1300 advmss 1300 metric 50 table 77
          route add 198.51.100.0/24 via 10.1.0.7 dev eth0 mtu 1300 advmss 1200 metric 51 table 77
          route add 198.51.100.0/24 via 10.1.0.7 dev eth0 mtu 1300 advmss 1200 metric 50 table 78
          """)
  void checkComparesHopDeviceTableMetricMtuAndSegmentSize(String other) {
    world.container("a");
    String config =
        network(
            1,
            "{ \"dst\": \"198.51.100.0/24\", \"gw\": \"10.1.0.7\", \"mtu\": 1300,"
                + " \"advmss\": 1200, \"priority\": 50, \"table\": 77 }");
    String after = Configs.after(config, call("ADD", "a", "eth0", config).run().ok());
    world.sh("ip -n a link add eth1 type veth peer name x; ip -n a link set eth1 up").ok();
    call("CHECK", "a", "eth0", after).run().ok();
    if (other.startsWith("route add")) {
      world.sh("ip -n a route delete 198.51.100.0/24 table 77").ok();
    }
    world.sh("ip -n a " + other).ok();
    World.Ended check = call("CHECK", "a", "eth0", after).run();
    assertEquals(1, check.status());
    assertTrue(
        check
            .out()
            .contains(
                "the route to 198.51.100.0/24 via 10.1.0.7 mtu 1300 advmss 1200 metric 50 table 77"
                    + " is gone from eth0"),
        check.out());
  }

  @Test
  void checkIsNotContentWithADefaultRouteOfAnotherInterface() {
    world.container("a");
    String config = networkWithDefaults(1);
    String after = Configs.after(config, call("ADD", "a", "eth0", config).run().ok());
    world
        .sh(
            """
            ip -n a link add eth1 type veth peer name x; ip -n a link set eth1 up
            ip -n a route replace default via 10.1.0.1 dev eth1 onlink
            """)
        .ok();
    World.Ended check = call("CHECK", "a", "eth0", after).run();
    assertTrue(check.out().contains("the route to 0.0.0.0/0 is gone from eth0"), check.out());
  }

  @Test
  void aRouteOfScopeLinkOrHostHasNoNextHopInAnyTable() {
    world.container("a");
    String config =
        network(
            1,
            "{ \"dst\": \"192.0.2.0/24\", \"scope\": 253 }, { \"dst\": \"192.0.3.0/24\", \"scope\": 254 },"
                + "{ \"dst\": \"192.0.2.0/24\", \"scope\": 253, \"table\": 77 },"
                + "{ \"dst\": \"192.0.3.0/24\", \"scope\": 254, \"table\": 77 }");
    String result = call("ADD", "a", "eth0", config).run().ok();
    for (String table : List.of("main", "77")) {
      String routes = world.sh("ip -n a route show table " + table).ok();
      assertTrue(routes.contains("192.0.2.0/24 dev eth0 scope link"), routes);
      assertTrue(routes.contains("192.0.3.0/24 dev eth0 scope host"), routes);
    }
    call("CHECK", "a", "eth0", Configs.after(config, result)).run().ok();
    world.sh("ip -n a route delete 192.0.2.0/24 table 77").ok();
    world.sh("ip -n a route add 192.0.2.0/24 via 10.1.0.1 table 77").ok();
    World.Ended check = call("CHECK", "a", "eth0", Configs.after(config, result)).run();
    assertTrue(check.out().contains("192.0.2.0/24 table 77 scope 253 is gone"), check.out());
  }

  @Test
  void aScopeThatForbidsANextHopBesideOneIsRefused() {
    world.container("a");
    String before = world.snapshot();
    String config =
        network(1, "{ \"dst\": \"192.0.2.0/24\", \"gw\": \"10.1.0.7\", \"scope\": 253 }");
    World.Ended add = call("ADD", "a", "eth0", config).run();
    assertTrue(
        add.out().contains("ipam.routes[0].scope is 253, which cannot go with gw 10.1.0.7"),
        add.out());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aNameForATableOfTheContainersRoutesDoesNotMatter() {
    world.container("a");
    world
        .sh(
            "mkdir -p etc; cp -r /etc/iproute2 etc; mount --bind etc/iproute2 /etc/iproute2;"
                + " echo '77 mine' >> /etc/iproute2/rt_tables")
        .ok();
    String config = network(1, "{ \"dst\": \"192.0.2.0/24\", \"table\": 77 }");
    String result = call("ADD", "a", "eth0", config).run().ok();
    call("CHECK", "a", "eth0", Configs.after(config, result)).run().ok();
  }
}
