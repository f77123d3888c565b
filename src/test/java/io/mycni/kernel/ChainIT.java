package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** plan, trace, doctor, reload and gc look into every plugin of a chain that is mycni's own. */
class ChainIT {
  private final World world = World.make();
  private final Person person = new Person(world);

  @AfterEach
  void end() {
    world.close();
  }

  /** Our bridge, a plugin of somebody else's that passes on what it is given, and our loopback. */
  @BeforeEach
  void configure() throws IOException {
    Files.writeString(
        world.bin().resolve("other"),
        "#!/bin/sh\ncat > input; echo $CNI_COMMAND >> seen\n"
            + "[ $CNI_COMMAND != ADD ] || sed 's/.*\"prevResult\":\\({.*}\\)}$/\\1/' input\n");
    world.sh("chmod 755 bin/other; ln -s mycni bin/mycni-loopback").ok();
    String bridge = Configs.SAMPLE.replaceFirst("\"cniVersion\": \"0.4.0\", ", "");
    person.configure(
        "10-mynet.conflist",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"mynet\", \"plugins\": ["
            + bridge
            + ", {\"type\": \"other\"}, {\"type\": \"loopback\"}]}");
    // lo is down, as in the containers of a runtime.
    world.sh("ip netns add a").ok();
  }

  @Test
  void thePlanOfAnAddGoesThroughTheChainFromTheFirstToTheLast() {
    String before = world.snapshot();
    String plan = person.mycni("plan", "add", "mynet", "a").ok();
    assertTrue(
        plan.matches(
            "(?s)\\[1 of 3] mycni\nPlan: ADD eth0 .*"
                + "\n\n\\[2 of 3] other\nIt is not mycni's own, so what it would do was not looked"
                + " at.\n\n\\[3 of 3] loopback\nPlan: ADD eth0 .*bring up lo in .*"),
        plan);
    String last = plan.substring(plan.indexOf("[3 of 3]"));
    assertTrue(last.contains("- address 10.16.0.2/16, gateway 10.16.0.1"), "handed on\n" + last);
    assertEquals(before, world.snapshot());
    assertFalse(Files.exists(world.folder().resolve("seen")), "the other plugin was not started");
  }

  @Test
  void whatWorksOnTheAnswerOfOthersAloneIsNamedInAPlan() {
    person.configure(
        "20-foreign.conflist",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"foreign\", \"plugins\": ["
            + "{\"type\": \"other\"}, {\"type\": \"tuning\", \"mtu\": 1400}]}");
    String plan = person.mycni("plan", "add", "foreign", "a").ok();
    String depends = "[2 of 2] tuning\nWhat it would do depends on the answer of other, which";
    assertTrue(plan.contains(depends), plan);
    String json = person.mycni("plan", "add", "foreign", "a", "--format", "json").ok();
    var tuning = Json.readObject(json.getBytes(StandardCharsets.UTF_8)).path("plugins").get(1);
    assertTrue(tuning.path("own").asBoolean() && !tuning.has("plan"), json);
    String del = person.mycni("plan", "del", "foreign", "a").ok();
    assertTrue(del.startsWith("[1 of 2] tuning\nPlan: DEL eth0"), del);
  }

  @Test
  void thePlanOfADelGoesThroughTheChainFromTheLastToTheFirst() {
    person.mycni("add", "mynet", "a").ok();
    String plan = person.mycni("plan", "del", "mynet", "a").ok();
    assertTrue(
        plan.matches(
            "(?s)\\[1 of 3] loopback\n.*take lo down in .*\\[2 of 3] other\n.*"
                + "\\[3 of 3] mycni\n.*remove the veth pair.*"),
        plan);
  }

  @Test
  void theScriptOfAChainDoesWhatOurPluginsDoAndSaysWhatIsMissing() {
    String script = person.mycni("plan", "add", "mynet", "a", "--format", "sh").ok();
    World.Ended ran = world.run(Map.of(), script, "sh", "-s");
    ran.ok();
    assertEquals("what the plugin other does is not in this script\n", ran.err());
    world
        .sh("ip -n a address show dev eth0 | grep 10.16.0.2; ip -n a link show lo up | grep lo")
        .ok();
  }

  @Test
  void theJsonOfAChainNamesEachPlugin() {
    var json =
        Json.readObject(
            person
                .mycni("plan", "add", "mynet", "a", "--format", "json")
                .ok()
                .getBytes(StandardCharsets.UTF_8));
    var plugins = json.path("plugins");
    assertEquals(3, plugins.size());
    assertTrue(plugins.get(0).path("own").asBoolean() && plugins.get(0).has("plan"));
    assertFalse(plugins.get(1).path("own").asBoolean() || plugins.get(1).has("plan"));
    assertEquals(
        plugins.get(0).path("plan").path("result"), plugins.get(2).path("plan").path("result"));
  }

  @Test
  void aTraceRunsOurPluginsAndNamesTheOthers() {
    World.Ended add = person.mycni("trace", "add", "mynet", "a");
    String text = add.ok();
    assertTrue(
        text.matches(
            "(?s)\\[1 of 3] mycni\n.*\\[2 of 3] other: not mycni's own, so it was not run\n"
                + "\\[3 of 3] loopback\n.* in all, with \\d+ processes\n\\{.*10\\.16\\.0\\.2/16.*"),
        text);
    world.sh("ip -n a link show lo up | grep lo; ip -n a link show eth0 up | grep eth0").ok();
    assertFalse(Files.exists(world.folder().resolve("seen")));
    String del = person.mycni("trace", "del", "mynet", "a").ok();
    assertTrue(del.startsWith("[1 of 3] loopback\n"), del);
    assertFalse(world.sh("ip -br link; ip -n a -br link").ok().contains("veth"));
  }

  @Test
  void whenALaterPluginFailsATraceUndoesTheEarlierOnes() {
    person.mycni("trace", "add", "mynet", "a").ok();
    person.mycni("trace", "del", "mynet", "a").ok();
    final String before = world.snapshot();
    // Only loopback brings lo up.
    String path =
        world.wrap(
            "nsenter",
            "case \"$*\" in *lo*) echo 'RTNETLINK answers: Nope' >&2; exit 2;; esac;"
                + " [ \"$(tee in)\" ] && grep -q 'dev lo' in && { echo no >&2; exit 2; };"
                + " exec /usr/bin/nsenter \"$@\" < in");
    World.Ended add = person.mycniIn(path, "trace", "add", "mynet", "a");
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("[3 of 3] loopback\n"), add.out());
    assertTrue(
        add.err()
            .contains(
                "what the plugins before it had done: everything that had been changed was undone"),
        add.err());
    assertEquals(
        World.differences(before, world.snapshot()).replaceAll("(?m)^.*last_reserved.*\n", ""), "");
  }

  @Test
  void aReloadAsksEachOfOursAndNamesTheOthers() {
    person.mycni("add", "mynet", "a").ok();
    world.sh("iptables -t nat -F; ip -n a link set lo down").ok();
    World.Ended reload = person.mycni("reload");
    assertTrue(
        reload
            .ok()
            .matches(
                "mynet:\\S+: masquerade \\S+ in chain \\S+; bring up lo in \\S+\n1 put back.*\n"),
        reload.out());
    assertEquals("mycni: network mynet: not mycni's own, so not looked at: other\n", reload.err());
    assertEquals("0 put back, 1 complete\n", person.mycni("reload").ok());
    person.mycni("check", "mynet", "a").ok();
  }

  @Test
  void aReloadSaysWhatItDoesNotMend() {
    person.mycni("add", "mynet", "a").ok();
    world.sh("ip -n a address del 10.16.0.2/16 dev eth0").ok();
    World.Ended reload = person.mycni("reload");
    assertEquals("0 put back, 0 complete, 1 damaged\n", reload.ok());
    assertTrue(
        reload.err().contains("not mended: the address 10.16.0.2/16 is gone from eth0"),
        reload.err());
  }

  @Test
  void aDryRunOfWhichOnlyOursKnowIsRefused() {
    World.Ended add =
        world.run(
            Map.of("MYCNI_DRY_RUN", "1", "CNI_PATH", world.bin().toString()),
            "",
            world.bin().resolve("mycni").toString(),
            "add",
            world.folder().resolve("net.d/10-mynet.conflist").toString(),
            "a");
    assertEquals(1, add.status());
    assertTrue(add.err().contains("show what a whole chain would do"), add.err());
    assertFalse(Files.exists(world.folder().resolve("seen")));
  }

  @Test
  void aDryRunOfAGcShowsThePlanOfEachOfOurs() {
    person.mycni("add", "mynet", "a").ok();
    String gc = person.mycni("gc", "mynet", "--dry-run").ok();
    assertTrue(
        gc.matches(
            "(?s)1 attached.*\\[1 of 3] mycni\n.*\\[2 of 3] other\n.*\\[3 of 3] loopback\n.*"),
        gc);
  }

  @Test
  void aChainWithoutAPluginOfOursIsSaidToHaveNone() {
    person.configure(
        "20-foreign.conflist",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"foreign\", \"plugins\": [{\"type\": \"other\"}]}");
    World.Ended plan = person.mycni("plan", "add", "foreign", "a");
    assertEquals(1, plan.status());
    assertTrue(plan.err().contains("none of its plugins is mycni's own: other"), plan.err());
  }
}
