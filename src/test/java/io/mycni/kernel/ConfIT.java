package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mycni.cni.Json;
import io.mycni.keys.TypeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
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
          .filter(name -> need(name).isPresent() == forAFullKernel)
          .sorted()
          .toList();
    }
  }

  /** Returns the plugins of a sample in their order, as a runtime calls them. */
  private static List<ObjectNode> plugins(String sample) {
    ObjectNode whole;
    try {
      whole = Json.readObject(Files.readAllBytes(CONF.resolve(sample)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    if (!whole.has("plugins")) {
      return List.of(whole);
    }
    List<ObjectNode> plugins = new ArrayList<>();
    for (JsonNode each : whole.path("plugins")) {
      ObjectNode plugin = (ObjectNode) each;
      plugin.set("name", whole.path("name"));
      plugin.set("cniVersion", whole.path("cniVersion"));
      plugins.add(plugin);
    }
    return plugins;
  }

  private static Optional<KernelNeed> need(String sample) {
    return plugins(sample).stream().flatMap(plugin -> KernelNeed.of(plugin).stream()).findFirst();
  }

  /** Calls a plugin with the result before it, where there is one. */
  private static String call(World world, String verb, ObjectNode plugin, String result) {
    String text = new String(Json.write(plugin), StandardCharsets.UTF_8);
    return world
        .call(verb, "a", result.isEmpty() ? text : Configs.after(text, result))
        .program(TypeName.of(plugin.path("type").asString()))
        .run()
        .ok();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSampleWorks(String name) {
    List<ObjectNode> plugins = plugins(name);
    try (World world = World.make()) {
      need(name).ifPresent(need -> need.require(world));
      // The world lies in /tmp itself; only the sample's own folder there is covered.
      world.sh("mkdir -p /tmp/cni-host; mount -t tmpfs tmpfs /tmp/cni-host").ok();
      // Samples whose interface is one of the node's links, or on one, name these.
      world.sh("ip link add eth1 type veth peer name outside1").ok();
      world.sh("ip link add eth0 up type veth peer name outside; ip link set outside up").ok();
      world.container("a");
      if (plugins.getFirst().path("ipam").path("type").asString("").equals(TypeName.DHCP)) {
        DhcpServer.behind(world, "outside");
      }
      String result = "";
      for (ObjectNode plugin : plugins) {
        result = call(world, "ADD", plugin, result);
      }
      for (ObjectNode plugin : plugins) {
        call(world, "CHECK", plugin, result);
      }
      for (ObjectNode plugin : plugins.reversed()) {
        call(world, "DEL", plugin, result);
      }
      // Chains that all attachments share stay.
      assertFalse(
          world.sh("ip -o link; iptables-save").ok().matches("(?s).*(mycni:|CNI-[0-9a-f]).*"));
    }
  }

  @ParameterizedTest
  @NeedsFullKernel
  @MethodSource("samplesForAFullKernel")
  void theSampleWorksUnderAFullKernel(String name) {
    theSampleWorks(name);
  }
}
