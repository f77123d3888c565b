package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The plugin ptp. */
class PtpIT {
  private static final String CONFIG =
      """
      { "cniVersion": "1.1.0", "name": "cable", "type": "ptp", "ipMasq": true,
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
                  "ranges": [[{ "subnet": "10.22.0.0/24" }], [{ "subnet": "fd22::/64" }]],
                  "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
      """;

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private World.Call call(String verb, String container, String config) {
    return world.call(verb, container, config).program("ptp");
  }

  private String add(String container) {
    return call("ADD", container, CONFIG).run().ok();
  }

  @Test
  void twoContainersReachEachOtherTheGatewayAndTheOutside() {
    Traffic traffic = new Traffic(world).outside();
    world.container("a").container("b");
    add("a");
    add("b");
    for (String there : List.of("10.22.0.1", "10.22.0.3", Traffic.OUTSIDE_V4)) {
      traffic.ping("a", there);
    }
    for (String there : List.of("fd22::1", "fd22::3", Traffic.OUTSIDE_V6)) {
      traffic.ping("a", there);
    }
    traffic.tcp("a", "b", "10.22.0.3").tcp("b", "a", "fd22::2");
    traffic.tcp("a", "outside", Traffic.OUTSIDE_V4).tcp("b", "outside", Traffic.OUTSIDE_V6);
  }

  /** Nobody answers there, with the reference neither; it is no reason to fail. */
  @Test
  void aRouteByANeighbourIsMadeThoughThereIsNone() {
    world.container("a");
    String config =
        CONFIG.replace(
            "\"routes\": [",
            "\"routes\": [ { \"dst\": \"192.0.2.0/24\", \"gw\": \"10.22.0.9\" },"
                + " { \"dst\": \"2001:db8::/48\", \"gw\": \"fd22::9\" },");
    String result = call("ADD", "a", config).run().ok();
    String routes = world.sh("ip -n a route; ip -n a -6 route").ok();
    assertTrue(routes.contains("192.0.2.0/24 via 10.22.0.9 dev eth0"), routes);
    assertTrue(routes.contains("2001:db8::/48 via fd22::9 dev eth0"), routes);
    call("CHECK", "a", Configs.after(config, result)).run().ok();
  }

  @Test
  void delLeavesNothingHoweverOftenItIsCalled() {
    world.container("a").container("b");
    add("b");
    String before = world.snapshot();
    add("a");
    for (int i = 0; i < 3; i++) {
      assertEquals("", call("DEL", "a", CONFIG).run().ok());
    }
    String left = World.differences(before, world.snapshot());
    // Which address comes next is remembered, and nothing else.
    assertFalse(
        left.contains("veth") || left.contains("CNI-") || left.contains("10.22.0.3 f "), left);
  }

  @ParameterizedTest
  @CsvSource({"''", "/run/netns/gone"})
  void delNeedsNoNamespace(String netns) {
    world.container("a");
    add("a");
    world.remove("a");
    call("DEL", "a", CONFIG).with("CNI_NETNS", netns).run().ok();
    String after = world.snapshot();
    assertFalse(after.contains("CNI-") || after.contains("veth"), after);
    assertEquals("", world.sh("ls data/cable | grep -v -e last -e lock || true").ok());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ip route delete 10.22.0.2/32 dev $veth | the host's route to 10.22.0.2 | reload",
        "ip -6 route delete fd22::2/128 dev $veth | the host's route to fd22::2 | reload",
        "ip address delete 10.22.0.1/32 dev $veth | gateway address 10.22.0.1/32 is gone | reload",
        "echo 0 > /proc/sys/net/ipv4/ip_forward | forwarding of IPv4 is off | reload",
        "iptables -t nat -F | the masquerade rule | reload",
        "echo 1 > /proc/sys/net/ipv6/conf/$veth/accept_ra | believes router advert | reload",
        "ip link set $veth alias nothing | lacks its alias | reload",
        "ip -n a route delete 10.22.0.1 | the route to 10.22.0.1/32 is gone | anew",
        "ip -n a route delete 10.22.0.0/24 | the route to 10.22.0.0/24 via | anew",
        "ip link set $veth down | the host link .* is down | anew",
        "ip -n a link set eth0 down | the interface eth0 is down | anew",
        "ip -n a address delete 10.22.0.2/24 dev eth0 | the address 10.22.0.2/24 is gone | anew",
        "ip link delete $veth | the host link .* is gone | anew",
      })
  void eachThingThatIsBrokenIsNamed(String breaking, String named, String mended) {
    world.container("a");
    String after = Configs.after(CONFIG, add("a"));
    call("CHECK", "a", after).run().ok();
    world.sh("veth=$(cd /sys/class/net; ls -d veth*); " + breaking).ok();
    World.Ended check = call("CHECK", "a", after).run();
    JsonNode error = Json.read(check.out().getBytes(StandardCharsets.UTF_8));
    assertTrue(error.path("msg").asString().matches("(?s).*" + named + ".*"), check.out());
    boolean reload = error.path("details").asString().contains("mycni reload");
    assertEquals(mended.equals("reload"), reload, check.out());
  }

  @ParameterizedTest
  @CsvSource({"iptables-restore,", "ip6tables-restore,", "nsenter,-batch"})
  void aStepThatFailsLeavesTheHostAsItWas(String tool, String word) {
    world.container("a");
    String before = world.snapshot();
    String match = word == null ? "true" : "case \"$*\" in *" + word + "*) true;; *) false;; esac";
    String path =
        world.wrap(
            tool,
            "if "
                + match
                + "; then echo broken >&2; exit 1; fi\nexec $(PATH=${PATH#*:} command -v "
                + tool
                + ") \"$@\"\n");
    World.Ended failed = call("ADD", "a", CONFIG).with("PATH", path).run();
    assertEquals(1, failed.status(), failed.out());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  /** What cannot be done cannot be undone: nobody may have the address before a DEL has looked. */
  @Test
  void whereNoLineOfIpCanBeRunTheAddressStaysUntilADel() {
    world.container("a");
    world.container("b");
    String real = "exec $(PATH=${PATH#*:} command -v ip) \"$@\"\n";
    String path =
        world.wrap("ip", "case \"$*\" in *-batch*) echo broken >&2; exit 1;; esac\n" + real);
    World.Ended failed = call("ADD", "a", CONFIG).with("PATH", path).run();
    assertEquals(1, failed.status(), failed.out());
    assertTrue(failed.out().contains("not before all else is undone"), failed.out());
    assertFalse(add("b").contains("10.22.0.2/"));
    call("DEL", "a", CONFIG).run().ok();
    assertEquals("", world.sh("ls data/cable | grep -x 10.22.0.2 || true").ok());
  }

  @Test
  void gcCollectsWhatNobodyKnows() {
    world.container("a").container("b");
    add("a");
    add("b");
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    call("GC", "a", Configs.with(CONFIG, valid)).run().ok();
    String rules = world.sh("ip route; iptables-save; ls data/cable").ok();
    assertFalse(rules.contains("10.22.0.2"), rules);
    assertTrue(rules.contains("10.22.0.3"), rules);
  }

  @Test
  void theAnswerIsTheReferences() {
    world.container("a").container("b");
    String ours = add("a").replaceAll("veth[0-9a-f]+|[0-9a-f]{2}(:[0-9a-f]{2}){5}", "X");
    call("DEL", "a", CONFIG).run().ok();
    world.sh("rm -r data").ok();
    String theirs =
        call("ADD", "a", CONFIG)
            .program(Reference.newest() + "/ptp")
            .run()
            .ok()
            .replaceAll("veth[0-9a-f]+|[0-9a-f]{2}(:[0-9a-f]{2}){5}", "X");
    assertEquals(
        Json.read(theirs.getBytes(StandardCharsets.UTF_8)).path("ips"),
        Json.read(ours.getBytes(StandardCharsets.UTF_8)).path("ips"));
    assertEquals(names(theirs), names(ours));
  }

  private static List<String> names(String result) {
    return Json.read(result.getBytes(StandardCharsets.UTF_8))
        .path("interfaces")
        .valueStream()
        .map(made -> made.path("name").asString() + " " + made.path("sandbox").asString(""))
        .toList();
  }

  @Test
  void eachUndoesWhatTheOtherMade() {
    Reference.require();
    String theirs = Reference.FOLDER + "/ptp";
    String config = CONFIG.replace("1.1.0", "1.0.0");
    world.container("a");
    String made = call("ADD", "a", config).program(theirs).run().ok();
    new Traffic(world).ping("a", "10.22.0.1");
    call("CHECK", "a", Configs.after(config, made)).run().ok();
    call("DEL", "a", Configs.after(config, made)).run().ok();
    nothingIsLeft();

    made = call("ADD", "a", config).run().ok();
    call("CHECK", "a", Configs.after(config, made)).program(theirs).run().ok();
    call("DEL", "a", Configs.after(config, made)).program(theirs).run().ok();
    nothingIsLeft();

    world.container("b");
    call("ADD", "b", config).program(theirs).run().ok();
    call("DEL", "b", config).run().ok();
    nothingIsLeft();
  }

  private void nothingIsLeft() {
    String left = world.sh("ip -o link show type veth; iptables-save; ip6tables-save").ok();
    assertFalse(left.contains("veth") || left.contains("CNI-"), left);
  }
}
