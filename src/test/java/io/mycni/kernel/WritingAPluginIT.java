package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plugin of docs/WRITING-A-PLUGIN.md, built and started as the document says. */
class WritingAPluginIT {
  private static final Path BASE = Path.of(System.getProperty("mycni.base"));
  private static final String IMAGE = World.BIN.getParent().toString();

  private final World world = World.make();
  private String config;

  @AfterEach
  void end() {
    world.close();
  }

  /** Returns a block of the document: the first of that language. */
  private static String block(String language) throws IOException {
    String text = Files.readString(BASE.resolve("docs/WRITING-A-PLUGIN.md"));
    int begin = text.indexOf("\n```" + language + "\n") + language.length() + 5;
    return text.substring(begin, text.indexOf("\n```\n", begin)) + "\n";
  }

  @BeforeEach
  void build() throws IOException, InterruptedException {
    Path project = Files.createDirectories(world.folder().resolve("wire"));
    Path source = Files.createDirectories(project.resolve("src/main/java/org/example"));
    Files.writeString(source.resolve("Wire.java"), block("java"));
    Files.writeString(project.resolve("pom.xml"), block("xml"));
    ProcessBuilder maven =
        new ProcessBuilder("mvn", "-q", "-B", "-ntp", "-Dmycni=" + IMAGE, "package")
            .directory(project.toFile())
            .redirectErrorStream(true);
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process building = maven.start();
    String said = new String(building.getInputStream().readAllBytes());
    assertEquals(0, building.waitFor(), said);
    Path program = world.bin().resolve("wire");
    Files.writeString(
        program,
        block("sh")
            .replace("/usr/lib/mycni", IMAGE)
            .replace("/opt/wire/wire.jar", project.resolve("target/wire.jar").toString()));
    assertTrue(program.toFile().setExecutable(true));
    Path list = world.folder().resolve("20-wire.conflist");
    Files.writeString(list, block("json"));
    // A runtime takes the plugin out of the list, and gives it name and version.
    config =
        """
        { "cniVersion": "1.1.0", "name": "wire", "type": "wire", "hostAddress": "10.9.0.1/24",
          "ipam": { "type": "host-local", "subnet": "10.9.0.0/24", "rangeStart": "10.9.0.2",
                    "dataDir": "DATADIR" } }
        """;
  }

  private World.Call call(String verb) {
    return world.call(verb, "a", config).program("wire");
  }

  @Test
  void itServesEveryVerbAsMycnisOwnDo() {
    world.container("a");
    String before = world.snapshot();

    World.Ended lint = world.sh(world.bin().resolve("wire") + " lint 20-wire.conflist");
    assertEquals("", lint.ok());
    World.Ended wrong =
        world.sh(
            "sed s/hostAddress/hostAdress/ 20-wire.conflist > wrong.conflist; "
                + world.bin().resolve("wire")
                + " lint wrong.conflist");
    assertTrue(wrong.out().contains("hostAddress"), wrong.out());

    World.Ended plan = call("ADD").with("MYCNI_DRY_RUN", "1").run();
    assertTrue(plan.err().contains("ip address add 10.9.0.1/24 dev veth"), plan.err());
    assertEquals("", World.differences(before, world.snapshot()));

    String broken = world.wrap("nsenter", "exit 1\n");
    assertEquals(1, call("ADD").with("PATH", broken).run().status());
    assertEquals("", World.differences(before, world.snapshot()));

    String result = call("ADD").run().ok();
    new Traffic(world).ping("a", "10.9.0.1");
    config = Configs.after(config, result);
    call("CHECK").run().ok();
    world.sh("ip address delete 10.9.0.1/24 dev $(cd /sys/class/net; ls -d veth*)").ok();
    World.Ended check = call("CHECK").run();
    assertTrue(check.out().contains("the address 10.9.0.1/24 is gone from veth"), check.out());

    call("DEL").run().ok();
    call("DEL").run().ok();
    assertFalse(world.sh("ip -o link").ok().contains("veth"));

    call("ADD").run().ok();
    config = Configs.with(config, "\"cni.dev/valid-attachments\": []");
    call("GC").run().ok();
    String left = world.sh("ip -o link; ls data/wire").ok();
    assertFalse(left.contains("veth") || left.contains("10.9.0"), left);
  }
}
