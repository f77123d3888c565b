// A configuration file as a person names it: one plugin's configuration, or a list of them.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One plugin's configuration out of a file.
 *
 * @param type the plugin type, {@code bridge} say
 * @param config the configuration as the plugin gets it on standard input
 */
record ConfigFile(String type, ObjectNode config) {
  private static final Set<String> OURS = Set.of("bridge", "host-local");

  /**
   * Reads a {@code .conf} or {@code .conflist}; of a list, the first plugin that mycni has.
   *
   * @param network the name that the network shall have; empty to take the file's
   * @throws CniException when the file cannot be read or has no such plugin
   */
  static ConfigFile read(Path file, Optional<String> network) {
    ObjectNode whole;
    try {
      whole = Json.readObject(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE, "the file " + file + " cannot be read: " + e, "name another");
    } catch (CniException e) {
      throw new CniException(e.code(), file + ": " + e.getMessage(), e.details());
    }
    ObjectNode config = whole;
    if (whole.path("plugins").isArray()) {
      config = pick(file, whole);
      config.set("name", whole.path("name"));
      if (whole.has("cniVersion")) {
        config.set("cniVersion", whole.path("cniVersion"));
      }
    }
    String type = Plugins.type(config.path("type").asString(""));
    if (!OURS.contains(type)) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          file + " is a configuration of type '" + type + "', which mycni does not have",
          "mycni has " + OURS);
    }
    if (network.isPresent()) {
      config.put("name", network.get());
    }
    return new ConfigFile(type, config);
  }

  private static ObjectNode pick(Path file, ObjectNode list) {
    for (JsonNode plugin : list.path("plugins")) {
      boolean ours = OURS.contains(Plugins.type(plugin.path("type").asString("")));
      if (ours && plugin instanceof ObjectNode object) {
        return object;
      }
    }
    throw new CniException(
        ErrorCode.INVALID_CONFIGURATION,
        file + " lists no plugin of a type that mycni has",
        "mycni has " + OURS);
  }
}
