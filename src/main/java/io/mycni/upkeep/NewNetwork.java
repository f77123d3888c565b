// The first network of a node: what its file says, and writing it.
package io.mycni.upkeep;

import io.mycni.call.Plugins;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.NetworkForm;
import io.mycni.keys.TypeName;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import io.mycni.lint.Types;
import io.mycni.net.Cidr;
import io.mycni.process.IoReason;
import io.mycni.process.SyncedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bridge with addresses, as it is asked for.
 *
 * @param name the network's name
 * @param bridge the bridge
 * @param subnets a subnet for each family
 * @param masquerade whether other hosts see the host's address instead of the containers'
 * @param behind the types of the plugins behind the bridge, as their executables are named
 */
public record NewNetwork(
    String name, String bridge, List<Cidr> subnets, boolean masquerade, List<String> behind) {
  /** The plugins that usually stand behind the bridge of a node, in their order. */
  public static final List<String> USUAL = List.of("portmap", "bandwidth", "firewall");

  /** Copies the lists. */
  public NewNetwork {
    subnets = List.copyOf(subnets);
    behind = List.copyOf(behind);
  }

  /**
   * Returns the text of its file.
   *
   * @throws CniException when {@code mycni lint} would find a mistake in it
   */
  public String text() {
    ObjectNode list = Json.object();
    list.put("cniVersion", "1.0.0");
    list.put("name", name);
    ArrayNode plugins = list.putArray("plugins");
    ObjectNode plugin = plugins.addObject();
    plugin.put("type", "mycni");
    plugin.put("bridge", bridge);
    plugin.put("isDefaultGateway", true);
    plugin.put("ipMasq", masquerade);
    ObjectNode capabilities = plugin.putObject("capabilities");
    capabilities.put("mac", true);
    capabilities.put("ips", true);
    ObjectNode ipam = plugin.putObject("ipam");
    ipam.put("type", "host-local");
    ArrayNode ranges = ipam.putArray("ranges");
    subnets.forEach(subnet -> ranges.addArray().addObject().put("subnet", subnet.toString()));
    for (String type : behind) {
      ObjectNode chained = plugins.addObject();
      chained.put("type", type);
      Optional<String> capability = capability(TypeName.of(type));
      if (capability.isPresent()) {
        chained.putObject("capabilities").put(capability.get(), true);
      }
    }
    String text = new String(Json.pretty(list), StandardCharsets.UTF_8) + "\n";
    refuseMistakes(text);
    return text;
  }

  /** Returns by what a runtime tells a plugin what a container asks for; CONVENTIONS.md of CNI. */
  private static Optional<String> capability(String type) {
    return switch (type) {
      case "portmap" -> Optional.of("portMappings");
      case "bandwidth" -> Optional.of("bandwidth");
      case "tuning" -> Optional.of("mac");
      default -> Optional.empty();
    };
  }

  private static void refuseMistakes(String text) {
    Optional<NetworkForm> list = Optional.of(NetworkForm.LIST);
    for (Finding finding : Linter.lint(text, list, Plugins::type, Types.OF_MYCNI, List.of())) {
      if (finding.level() == Finding.Level.ERROR) {
        throw new CniException(ErrorCode.INVALID_CONFIGURATION, finding.message(), finding.help());
      }
    }
  }

  /**
   * Writes a file as a whole, in the place of what is there.
   *
   * @throws CniException when it cannot be written
   */
  public static void write(Path file, String text) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      Files.createDirectories(parent);
      SyncedFile.write(file, text.getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE, file + " cannot be written: " + IoReason.of(e), "are you root?");
    }
  }
}
