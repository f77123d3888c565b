// Executables that a network's plugins would be run by, and that no folder has. Only the node on
// which a file is to be used can tell.
package io.mycni.lint;

import io.mycni.keys.TypeName;
import io.mycni.plugin.PluginName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Looks for the executables of one file. */
public final class Missing {
  /** The name of the executable that mycni's plugins are links to. */
  private static final String OURS = "mycni";

  private final Function<String, Optional<Path>> programs;
  private final String where;
  private final List<Finding> findings = new ArrayList<>();

  private Missing(Function<String, Optional<Path>> programs, String where) {
    this.programs = programs;
    this.where = where;
  }

  /**
   * Returns what is missing.
   *
   * @param text the file's text
   * @param programs finds the executable of a plugin's type, links followed to their end
   * @param where where these are looked for, in words
   */
  public static List<Finding> of(
      String text, Function<String, Optional<Path>> programs, String where) {
    Missing missing = new Missing(programs, where);
    try {
      Located root = Located.read(text);
      root.get("plugins").map(Located::items).orElse(List.of(root)).forEach(missing::plugin);
    } catch (Located.Malformed mistake) {
      // It is told elsewhere.
    }
    return missing.findings;
  }

  private void plugin(Located plugin) {
    Optional<Path> main = look(plugin, "plugin");
    Optional<Located> ipam = plugin.get("ipam").filter(it -> it.object().isPresent());
    if (main.isPresent()
        && ipam.isPresent()
        && !isWithin(text(plugin), main.get(), text(ipam.get()))) {
      look(ipam.get(), "IPAM plugin");
    }
  }

  /**
   * Tells whether a plugin may do without the executable of an IPAM plugin: mycni's have mycni's in
   * them, and of others it is known only of the reference's that they have not.
   */
  private static boolean isWithin(String type, Path main, String ipam) {
    boolean own =
        PluginName.of(ipam).map(name -> name.role() == PluginName.Role.IPAM).orElse(false);
    return own && (main.endsWith(OURS) || !TypeName.isOfInterfaces(type));
  }

  private Optional<Path> look(Located section, String role) {
    String type = text(section);
    Optional<Path> found = type.isEmpty() ? Optional.empty() : programs.apply(type);
    if (!type.isEmpty() && found.isEmpty()) {
      findings.add(
          Finding.error(
              section.get("type").map(Located::spot).orElse(section.spot()),
              "there is no executable of the " + role + " " + type + " in " + where,
              "install it there, or name its folder in CNI_PATH; `mycni plugins` lists mycni's own"));
    }
    return found;
  }

  private static String text(Located section) {
    return section.get("type").map(type -> type.value().asString("")).orElse("");
  }
}
