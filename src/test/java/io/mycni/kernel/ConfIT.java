package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mycni.cni.Json;
import io.mycni.keys.TypeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Each sample of {@code conf/} attaches a container, passes CHECK and leaves nothing. */
class ConfIT {
  private static final Path CONF = Path.of(System.getProperty("mycni.base"), "conf");

  static Stream<String> samples() throws IOException {
    // The full kernel is slow, and has tested all but VLANs in other places.
    boolean onlyVlans = Boolean.getBoolean("mycni.full-kernel");
    try (Stream<Path> files = Files.list(CONF)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !onlyVlans || name.contains("vlan"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSampleWorks(String name) throws IOException {
    ObjectNode whole = Json.readObject(Files.readAllBytes(CONF.resolve(name)));
    ObjectNode config = whole;
    if (whole.has("plugins")) {
      config = (ObjectNode) whole.path("plugins").get(0);
      config.set("name", whole.path("name"));
      config.set("cniVersion", whole.path("cniVersion"));
    }
    String text = new String(Json.write(config), StandardCharsets.UTF_8);
    try (World world = World.make()) {
      if (config.has("vlan")) {
        world.requireKernel(
            "VLAN filtering on bridges",
            "ip link add probe type bridge vlan_filtering 1 && ip link delete probe");
      }
      if (config.path("type").asString().equals("dummy")) {
        world.requireKernel("dummy", "ip link add probe type dummy && ip link delete probe");
      }
      // The world lies in /tmp itself; only the sample's own folder there is covered.
      world.sh("mkdir -p /tmp/cni-host; mount -t tmpfs tmpfs /tmp/cni-host").ok();
      world.container("a");
      String type = TypeName.of(config.path("type").asString());
      String result = world.call("ADD", "a", text).program(type).run().ok();
      world.call("CHECK", "a", Configs.after(text, result)).program(type).run().ok();
      world.call("DEL", "a", text).program(type).run().ok();
      assertFalse(world.sh("ip -o link; iptables-save").ok().matches("(?s).*(mycni:|CNI-).*"));
    }
  }
}
