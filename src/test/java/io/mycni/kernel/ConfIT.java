package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mycni.cni.Json;
import io.mycni.keys.TypeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Each sample of {@code conf/} attaches a container, passes CHECK and leaves nothing. */
class ConfIT {
  private static final Path CONF = Path.of(System.getProperty("mycni.base"), "conf");

  static List<String> samples() throws IOException {
    return samples(false);
  }

  static List<String> samplesForAFullKernel() throws IOException {
    return samples(true);
  }

  private static List<String> samples(boolean forAFullKernel) throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> KernelNeed.of(plugin(name)).isPresent() == forAFullKernel)
          .sorted()
          .toList();
    }
  }

  /** Returns the first plugin of a sample, as a runtime calls it. */
  private static ObjectNode plugin(String sample) {
    ObjectNode whole;
    try {
      whole = Json.readObject(Files.readAllBytes(CONF.resolve(sample)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    if (!whole.has("plugins")) {
      return whole;
    }
    ObjectNode plugin = (ObjectNode) whole.path("plugins").get(0);
    plugin.set("name", whole.path("name"));
    plugin.set("cniVersion", whole.path("cniVersion"));
    return plugin;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSampleWorks(String name) {
    String text = new String(Json.write(plugin(name)), StandardCharsets.UTF_8);
    try (World world = World.make()) {
      KernelNeed.of(plugin(name)).ifPresent(need -> need.require(world));
      // The world lies in /tmp itself; only the sample's own folder there is covered.
      world.sh("mkdir -p /tmp/cni-host; mount -t tmpfs tmpfs /tmp/cni-host").ok();
      // Samples whose interface is one of the node's links, or on one, name these.
      world.sh("ip link add eth1 type veth peer name outside1").ok();
      world.sh("ip link add eth0 up type veth peer name outside; ip link set outside up").ok();
      world.container("a");
      String type = TypeName.of(plugin(name).path("type").asString());
      String result = world.call("ADD", "a", text).program(type).run().ok();
      world.call("CHECK", "a", Configs.after(text, result)).program(type).run().ok();
      world.call("DEL", "a", text).program(type).run().ok();
      assertFalse(world.sh("ip -o link; iptables-save").ok().matches("(?s).*(mycni:|CNI-).*"));
    }
  }

  @ParameterizedTest
  @NeedsFullKernel
  @MethodSource("samplesForAFullKernel")
  void theSampleWorksUnderAFullKernel(String name) {
    theSampleWorks(name);
  }
}
