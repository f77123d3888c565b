package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.Rubbish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Texts from outside that become names, paths and numbers on a real host. */
class OutsideTextIT {
  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /** Every fourth of each kind; all are read in RubbishTest. */
  @Test
  void rubbishIsAnsweredWithACodeOfTheSpecificationAndChangesNothing() {
    world.container("a");
    String before = world.snapshot();
    List<String> inputs = Rubbish.inputs().filter(text -> text.length() < 1000).toList();
    List<String> configurations = Rubbish.configurations().toList();
    List<String> results = Rubbish.results().toList();
    for (int i = 0; i < inputs.size(); i += 3) {
      assertRefused("ADD", inputs.get(i));
      assertRefused("STATUS", inputs.get(i));
    }
    for (int i = 0; i < configurations.size(); i += 4) {
      assertRefused("ADD", configurations.get(i));
    }
    for (int i = 0; i < results.size(); i += 4) {
      assertRefused("CHECK", results.get(i));
    }
    assertEquals("", World.differences(before, world.snapshot()));
  }

  private void assertRefused(String verb, String input) {
    // A shell cannot pass a zero byte, and neither can a program's argument.
    World.Ended ended = world.call(verb, "a", input).run();
    assertEquals(1, ended.status(), verb + " " + input + "\n" + ended.out());
    boolean known =
        List.of("4", "5", "6", "7").stream()
            .anyMatch(code -> ended.out().contains("\"code\": " + code + ","));
    assertTrue(known, verb + " " + input + "\n" + ended.out());
    assertEquals("", ended.err());
  }

  @Test
  void oddVariablesAreAnsweredWithCode4() {
    for (String[] odd :
        new String[][] {
          {"CNI_NETNS", "/run/netns/\u00e4\u00f6"}, {"CNI_IFNAME", "\u00e4"},
          {"CNI_CONTAINERID", "a=b"}, {"CNI_NETNS", "/run/netns/ a"}
        }) {
      World.Ended add =
          world.call("ADD", "a", Configs.SAMPLE).with("LC_ALL", "C").with(odd[0], odd[1]).run();
      assertEquals(1, add.status());
      assertTrue(
          add.out().contains("\"code\": 4,") || add.out().contains("\"code\": 3,"), add.out());
    }
    World.Ended path =
        world
            .call("ADD", "a", Configs.SAMPLE.replace("host-local", "nosuch"))
            .with("CNI_PATH", "/opt/\u00e4:/opt")
            .with("CNI_NETNS", "/run/netns/a")
            .with("LC_ALL", "C")
            .run();
    assertFalse(path.out().contains("199"), path.out());
  }

  @Test
  void anInterfaceNameWithAnEqualsSignGetsItsSettings() {
    world.container("a");
    world.call("ADD", "a", Configs.DUAL).with("CNI_IFNAME", "a=b").run().ok();
    assertEquals("0\n", world.sh("ip netns exec a cat /proc/sys/net/ipv6/conf/a=b/accept_ra").ok());
    world.call("DEL", "a", Configs.DUAL).with("CNI_IFNAME", "a=b").run().ok();
  }

  @Test
  void aRelativeNamespaceBeginsInTheCallersFolder() throws IOException {
    world.container("a").container("b");
    // ip alone would take the name for the one in /run/netns.
    world.sh("touch b; mount --bind /run/netns/a b").ok();
    world.call("ADD", "a", Configs.SAMPLE).with("CNI_NETNS", "b").run().ok();
    assertTrue(world.sh("ip -n a -br link").ok().contains("eth0"));
    assertFalse(world.sh("ip -n b -br link").ok().contains("eth0"));
    World.Ended missing = world.call("ADD", "b", Configs.SAMPLE).with("CNI_NETNS", "a").run();
    assertTrue(missing.out().contains("\"code\": 3,"), missing.out());
    world.call("DEL", "a", Configs.SAMPLE).with("CNI_NETNS", "./b").run().ok();
    assertFalse(world.sh("ip -n a -br link").ok().contains("eth0"));
    world.sh("umount b").ok();
  }

  @Test
  void aDescriptorIsANamespaceToo() {
    world.container("a");
    String plugin = world.bin().resolve("mycni").toString();
    Path config = world.folder().resolve("config");
    try {
      Files.writeString(config, Configs.SAMPLE.replace("DATADIR", world.folder() + "/data"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String variables = "CNI_CONTAINERID=a CNI_IFNAME=eth0 CNI_PATH=" + world.bin() + " ";
    world
        .sh(
            "exec 9</run/netns/a; export "
                + variables
                + "; CNI_COMMAND=ADD CNI_NETNS=/proc/$$/fd/9 "
                + plugin
                + " <config; ip -n a -br link | grep eth0; CNI_COMMAND=DEL CNI_NETNS=/proc/self/fd/9 "
                + plugin
                + " <config; CNI_COMMAND=ADD CNI_NETNS=/proc/self/fd/9 "
                + plugin
                + " <config; ip -n a -br link | grep eth0; for netns in /dev/fd/9"
                + " /proc/thread-self/fd/9 //proc/./self/fd/9; do CNI_COMMAND=DEL CNI_NETNS=$netns "
                + plugin
                + " <config; CNI_COMMAND=ADD CNI_NETNS=$netns "
                + plugin
                + " <config && ip -n a -br link | grep eth0 || exit 1; done")
        .ok();
  }

  @Test
  void namesThatAreTooLongForAnAliasAreServed() {
    world.container("a").container("b");
    String network = "n".repeat(120);
    String config =
        Configs.SAMPLE
            .replace("mynet", network)
            .replace("0.4.0", "1.1.0")
            .replace("\"ipMasq\": true", "\"ipMasq\": false");
    String first = "c".repeat(130);
    String second = "d".repeat(130);
    String before = world.snapshot();
    World.Call call = world.call("ADD", "a", config).with("CNI_CONTAINERID", first);
    String result = call.run().ok();
    world
        .call("CHECK", "a", Configs.after(config, result))
        .with("CNI_CONTAINERID", first)
        .run()
        .ok();
    world.call("ADD", "b", config).with("CNI_CONTAINERID", second).run().ok();
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \""
            + first
            + "\", \"ifname\": \"eth0\"}]";
    world.call("GC", "", Configs.with(config, valid)).run().ok();
    assertTrue(world.sh("ip -n a -br link").ok().contains("eth0"), "the valid one stays");
    assertFalse(world.sh("ip -n b -br link").ok().contains("eth0"), "the other one goes");
    String other = config.replace(network, "other").replace("10.16", "10.17");
    world.call("GC", "", Configs.with(other, "\"cni.dev/valid-attachments\": []")).run().ok();
    assertTrue(world.sh("ip -n a -br link").ok().contains("eth0"), "it is of another network");
    world.call("DEL", "a", config).with("CNI_CONTAINERID", first).run().ok();
    assertFalse(world.snapshot().contains("mycni~"), "nothing is left");
    assertFalse(before.contains("mycni~"));
  }

  private void plugin(String name, String script) throws IOException {
    Path plugin = world.bin().resolve(name);
    Files.writeString(plugin, "#!/bin/sh\n" + script);
    plugin.toFile().setExecutable(true);
  }

  @Test
  void aMainPluginIsNoIpamPlugin() throws IOException {
    world.container("a");
    plugin("mycni-bridge", "touch started\n");
    for (String name : new String[] {"mycni", "bridge", "mycni-bridge"}) {
      World.Ended add = world.add("a", Configs.SAMPLE.replace("host-local", name));
      assertEquals(1, add.status());
      assertTrue(add.out().contains("\"code\": 7,"), add.out());
      assertTrue(add.out().contains("ipam.type is"), add.out());
    }
    world.sh("[ ! -e started ]").ok();
  }

  @Test
  void aPluginThatAsksForTheAttachmentThatRunsItIsRefusedAtOnce() throws IOException {
    world.container("a");
    plugin("wrapper", "echo x >> rounds\nexec " + world.bin().resolve("mycni") + "\n");
    String config = Configs.SAMPLE.replace("host-local", "wrapper");
    World.Ended add = world.add("a", config);
    assertEquals(1, add.status());
    assertTrue(add.out().contains("asks for the same attachment again"), add.out());
    assertTrue(add.out().contains("\"code\": 104,"), add.out());
    assertEquals("1\n", world.sh("wc -l < rounds").ok());
  }

  @Test
  void aCircleOfPluginsEnds() throws IOException {
    world.container("a");
    plugin(
        "wrapper",
        "echo x >> rounds\nCNI_IFNAME=${CNI_IFNAME}x exec " + world.bin().resolve("mycni") + "\n");
    World.Ended add = world.add("a", Configs.SAMPLE.replace("host-local", "wrapper"));
    assertEquals(1, add.status());
    assertTrue(add.out().contains("plugins have run one another"), add.out());
    assertTrue(add.out().contains("\"code\": 104,"), add.out());
    assertEquals("4\n", world.sh("wc -l < rounds").ok());
  }
}
