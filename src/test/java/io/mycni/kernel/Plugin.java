// One plugin with one configuration, called by every verb.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plugin.
 *
 * @param type its type
 * @param config the configuration
 */
record Plugin(World world, String type, String config) {
  Plugin with(String keys) {
    return new Plugin(world, type, Configs.with(config, keys));
  }

  World.Call call(String verb, String container) {
    return world.call(verb, container, config).program(type);
  }

  /** A call of the reference's plugin. */
  World.Call theirs(String verb, String container) {
    return call(verb, container).program(Reference.newest() + "/" + type);
  }

  String add(String container) {
    return call("ADD", container).run().ok();
  }

  void del(String container) {
    assertEquals("", call("DEL", container).run().ok());
  }

  /** A call after an ADD whose result is known. */
  Plugin after(String result) {
    return new Plugin(world, type, Configs.after(config, result));
  }

  /** What CHECK has to say; nothing when it finds everything as it was made. */
  String check(String container, String result) {
    World.Ended ended = after(result).call("CHECK", container).run();
    return ended.status() == 0 ? "" : json(ended.out()).path("msg").asString();
  }

  /** Fails unless an ADD fails whose ip fails at such a line, and leaves the world as it was. */
  void assertUndone(String container, String line) {
    String path = Spoilt.tool(world, "ip", line);
    String before = world.snapshot();
    World.Ended add = call("ADD", container).with("PATH", path).run();
    assertEquals(1, add.status(), add.out());
    assertTrue(add.out().contains("everything that had been changed was undone"), add.out());
    assertEquals("", World.differences(before, world.snapshot()));
  }

  /** What is in an answer but for hardware addresses and what only older references say. */
  static ObjectNode comparable(String answer) {
    ObjectNode node = (ObjectNode) json(answer);
    node.path("interfaces").forEach(made -> ((ObjectNode) made).remove("mac"));
    node.remove("dns");
    return node;
  }

  static JsonNode json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
