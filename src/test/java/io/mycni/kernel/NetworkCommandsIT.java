package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Networks by name: add, del, check, status, gc, list. */
class NetworkCommandsIT {
  private final World world = World.make();
  private final Person person = new Person(world);

  @AfterEach
  void end() {
    world.close();
  }

  /** A chain with another plugin behind ours, which writes down how it is called. */
  private String chain(String version, String script) {
    try {
      Path other = world.bin().resolve("other");
      Files.writeString(other, "#!/bin/sh\ncat > input; env > seen-$CNI_COMMAND\n" + script);
      other.toFile().setExecutable(true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String ours = Configs.SAMPLE.replaceFirst("\"cniVersion\": \"0.4.0\", ", "");
    return "{\"cniVersion\": \""
        + version
        + "\", \"name\": \"mynet\", \"plugins\": ["
        + ours
        + ", {\"type\": \"other\", \"capabilities\": {\"aliases\": true}}]}";
  }

  private static final String PASS_ON =
      "[ $CNI_COMMAND != ADD ] || "
          + "sed 's/.*\"prevResult\":\\({.*}\\),\"runtimeConfig.*/\\1/' input\n";

  @Test
  void aContainerIsAttachedCheckedAndDetachedByTheNameOfItsNetwork() {
    person.configure("10-mynet.conflist", chain("1.0.0", PASS_ON));
    world.container("a");
    // The first bridge of a world stays, so the comparison begins behind it.
    person.mycni("add", "mynet", "a", "--cap-args", "{\"aliases\": [\"x\"]}").ok();
    person.mycni("del", "mynet", "a").ok();
    final String before = world.snapshot();

    String result =
        person.mycni("add", "mynet", "a", "--cap-args", "{\"aliases\": [\"x\"], \"mac\": 1}").ok();
    assertTrue(result.contains("\"address\": \"10.16.0.3/16\""), result);
    String input = world.sh("cat input").ok();
    assertTrue(input.contains("\"runtimeConfig\":{\"aliases\":[\"x\"]}"), input);
    assertTrue(input.contains("\"name\":\"mynet\""), input);
    String kept = world.sh("cat /var/lib/cni/results/*").ok();
    assertTrue(kept.contains("\"kind\":\"cniCacheV1\""), kept);
    assertTrue(kept.contains("\"containerId\":\"" + Person.idOf(world, "a")), kept);
    assertTrue(person.mycni("list").ok().contains("mynet    1.0.0    mycni, other  1"));
    assertTrue(person.mycni("check", "mynet", "a").ok().contains("is as it was made"));

    person.mycni("del", "mynet", "a").ok();
    assertEquals("", world.sh("ls /var/lib/cni/results").ok());
    String after = world.snapshot().replace("10.16.0.3", "10.16.0.2");
    assertEquals("", World.differences(before, after));
    String again = person.mycni("del", "mynet", "a").ok();
    assertTrue(again.contains("was not attached; DEL was called all the same"), again);
  }

  @Test
  void whenAPluginOfTheChainFailsWhatTheOthersDidIsUndone() {
    person.configure(
        "10-mynet.conflist",
        chain(
            "1.0.0",
            "[ $CNI_COMMAND != ADD ] || { echo '{\"code\": 42, \"msg\": \"no\"}'; exit 1; }"));
    world.container("a");
    World.Ended add = person.mycni("add", "mynet", "a");
    assertEquals(1, add.status());
    assertTrue(add.err().contains("the plugin other refused ADD: no"), add.err());
    String left = world.snapshot();
    assertFalse(left.contains("veth") || left.contains("CNI-"), left);
    assertEquals(
        "", world.sh("find data -name '10.*'; ls /var/lib/cni 2>/dev/null || true").ok().strip());
    assertTrue(world.sh("cat seen-DEL").ok().contains("CNI_NETNS=/run/netns/a"));
  }

  @Test
  void whatAnUndoSaysIsToldBehindTheErrorAndNotTwice() {
    String fail = "echo '{\"code\": 42, \"msg\": \"'$MSG'\"}'; exit 1\n";
    person.configure("10-mynet.conflist", chain("1.0.0", "MSG=no\n" + fail));
    world.container("a");
    World.Ended same = person.mycni("add", "mynet", "a");
    assertTrue(same.err().contains("the plugin other refused ADD: no"), same.err());
    assertFalse(same.err().contains("undoing"), same.err());
    person.configure("10-mynet.conflist", chain("1.0.0", "MSG=no-$CNI_COMMAND\n" + fail));
    String both = person.mycni("add", "mynet", "a").err();
    int first = both.indexOf("the plugin other refused ADD: no-ADD");
    int second = both.indexOf("undoing it: the plugin other refused DEL: no-DEL");
    assertTrue(first >= 0 && first < second, both);
  }

  @Test
  void aMissingPluginIsFoundBeforeAnythingIsDone() {
    person.configure("10-mynet.conflist", chain("1.0.0", PASS_ON));
    world.sh("rm bin/other").ok();
    world.container("a");
    String before = world.snapshot();
    World.Ended add = person.mycni("add", "mynet", "a");
    assertTrue(add.err().contains("failed to find plugin \"other\" in path ["), add.err());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  @Test
  void aSecondAddOfTheSameAttachmentIsRefusedAndHarmsNothing() {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    person.mycni("add", "mynet", "a").ok();
    World.Ended second = person.mycni("add", "mynet", "a");
    assertTrue(second.err().contains("is attached already"), second.err());
    person.mycni("check", "mynet", "a").ok();
  }

  @Test
  void delWorksWhenConfigurationAndNamespaceAreGone() throws IOException {
    Path file = person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    person.mycni("add", "mynet", "a", "--container-id", "a1").ok();
    Files.delete(file);
    world.remove("a");
    World.Ended del = person.mycni("del", "mynet", "--container-id", "a1");
    assertEquals("mynet:a1/eth0 is detached\n", del.ok());
    assertTrue(del.err().contains("the configuration that was kept"), del.err());
    assertEquals("", world.sh("find data -name '10.*'; iptables-save | grep CNI- || true").ok());
  }

  @Test
  void checkNamesWhatDiffers() {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    World.Ended none = person.mycni("check", "mynet", "a");
    assertTrue(none.err().contains("no result of it is kept in /var/lib/cni/results"), none.err());
    person.mycni("add", "mynet", "a").ok();
    world.sh("ip -n a address del 10.16.0.2/16 dev eth0").ok();
    World.Ended check = person.mycni("check", "mynet", "a");
    assertEquals(1, check.status());
    assertTrue(check.err().contains("the address 10.16.0.2/16 is gone from eth0"), check.err());
  }

  @Test
  void gcDetachesWhatIsGoneAndKeepsWhatLives() {
    String config = Configs.SAMPLE.replace("0.4.0", "1.1.0");
    person.configure("10-mynet.conf", config);
    world.container("a").container("b").container("c");
    person.mycni("add", "mynet", "a").ok();
    person.mycni("add", "mynet", "b").ok();
    // A runtime that keeps nothing attached this one, and another is about to attach one more.
    world.add("c", config).ok();
    world.sh("printf 'young\\r\\neth0' > data/mynet/10.16.0.9").ok();
    world.remove("b");
    String before = world.snapshot();
    String dry = person.mycni("gc", "mynet", "--dry-run").ok();
    assertTrue(dry.contains("3 attached to mynet and alive; they stay"), dry);
    assertTrue(dry.contains("would detach mynet:" + Person.idOf(world, "b") + "/eth0"), dry);
    assertEquals("", World.differences(before, world.snapshot()));

    person.mycni("gc", "mynet").ok();
    person.mycni("check", "mynet", "a").ok();
    String leases = world.sh("ls data/mynet | grep ^10").ok();
    assertEquals("10.16.0.2\n10.16.0.4\n10.16.0.9\n", leases);
    String rules = world.sh("iptables-save").ok();
    assertTrue(rules.contains("id: \\\"c\\\""), rules);
    assertFalse(rules.contains(Person.idOf(world, "b")), rules);
  }

  @Test
  void gcKeepsWhatTheReferencePluginAttachedThoughNobodyKeepsItsResult() {
    Reference.require();
    person.configure("10-mynet.conf", Configs.SAMPLE.replace("0.4.0", "1.1.0"));
    world.container("a");
    world
        .call("ADD", "a", Configs.SAMPLE.replace("\"mycni\"", "\"bridge\""))
        .program(Reference.FOLDER + "/bridge")
        .with("CNI_PATH", Reference.FOLDER)
        .run()
        .ok();
    world.sh("touch -d '1 hour ago' data/mynet/10.16.0.2").ok();
    assertTrue(person.mycni("gc", "mynet").ok().contains("1 attached to mynet and alive"));
    world.sh("ls data/mynet/10.16.0.2; iptables-save | grep CNI-").ok();
  }

  @Test
  void statusTellsWhetherAnAddCouldBeServed() {
    person.configure("10-mynet.conf", Configs.SAMPLE.replace("0.4.0", "1.1.0"));
    assertEquals("mynet: ready\n", person.mycni("status", "mynet").ok());
    person.configure(
        "20-full.conf",
        Configs.SAMPLE
            .replace("0.4.0", "1.1.0")
            .replace("mynet", "full")
            .replace("10.16.0.0/16\"", "10.16.0.0/30\""));
    world.container("a");
    person.mycni("add", "full", "a").ok();
    World.Ended full = person.mycni("status", "full");
    assertEquals(1, full.status());
    assertTrue(full.err().contains("no IP addresses available in range set"), full.err());
  }

  @Test
  void listNamesFilesThatAreNoNetworks() {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    person.configure("20-broken.conflist", "{ \"name\": ");
    World.Ended list = person.mycni("list");
    assertEquals(1, list.status());
    assertTrue(list.out().contains("mynet"), list.out());
    assertTrue(list.err().contains("20-broken.conflist: the text is no JSON"), list.err());
    World.Ended json = person.mycni("list", "--json");
    assertTrue(json.out().contains("\"cniVersion\": \"0.4.0\""), json.out());
    World.Ended unknown = person.mycni("add", "other", "a");
    assertTrue(unknown.err().contains("there is no network 'other'"), unknown.err());
    assertTrue(unknown.err().contains("there are mynet"), unknown.err());
  }
}
