// A network as a file describes it: a list of plugins, or one plugin, which counts as a
// list of one.
package io.mycni.chain;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Names;
import io.mycni.cni.SpecVersion;
import io.mycni.exec.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A network configuration (CNI 1.1.0, section "Network configuration format").
 *
 * @param file where it was read
 * @param name the network's name
 * @param version the version that is spoken with its plugins
 * @param disableCheck whether CHECK does nothing
 * @param disableGc whether GC does nothing
 * @param plugins the plugins' configurations as written, in the order of ADD; never empty
 * @param list the configuration as a list, whatever it was written as
 */
public record Network(
    Path file,
    String name,
    SpecVersion version,
    boolean disableCheck,
    boolean disableGc,
    List<ObjectNode> plugins,
    ObjectNode list) {
  /** Copies the list. */
  public Network {
    plugins = List.copyOf(plugins);
  }

  /**
   * Reads a file.
   *
   * @throws CniException when it cannot be read or is no network configuration; the message begins
   *     with the file's name
   */
  public static Network read(Path file) {
    try {
      return of(file, Json.readObject(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE, "there is no file " + file, "`mycni list` shows the networks");
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the file " + file + " cannot be read: " + IoReason.of(e),
          "name another");
    } catch (CniException e) {
      throw new CniException(e.code(), file + ": " + e.getMessage(), e.details());
    }
  }

  /** Makes a network of JSON that was read from a file, or kept in its name. */
  static Network of(Path file, ObjectNode written) throws IOException {
    ObjectNode list = written;
    if (!written.has("plugins") && written.has("type")) {
      list = Json.object();
      list.set("name", written.path("name"));
      list.set("cniVersion", written.path("cniVersion"));
      list.putArray("plugins").add(written);
    }
    String name = list.path("name").asString("");
    Names.requireNetworkName(name);
    List<ObjectNode> plugins = new ArrayList<>();
    for (JsonNode plugin : list.path("plugins")) {
      plugins.add(plugin(plugin));
    }
    if (!isTrue(list, "loadOnlyInlinedPlugins")) {
      plugins.addAll(besides(file, name));
    }
    if (plugins.isEmpty()) {
      throw wrong("lists no plugins", "add at least one to plugins: [{\"type\": …}]");
    }
    return new Network(
        file,
        name,
        version(list),
        isTrue(list, "disableCheck"),
        isTrue(list, "disableGC"),
        plugins,
        list);
  }

  /** Plugins may stand in files of their own, in a folder of the network's name beside its file. */
  private static List<ObjectNode> besides(Path file, String name) throws IOException {
    List<ObjectNode> plugins = new ArrayList<>();
    Path folder = file.resolveSibling(name);
    if (!Files.isDirectory(folder)) {
      return plugins;
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.conf")) {
      entries.forEach(files::add);
    }
    files.sort(null);
    for (Path each : files) {
      plugins.add(plugin(Json.readObject(Files.readAllBytes(each))));
    }
    return plugins;
  }

  private static ObjectNode plugin(JsonNode node) {
    if (node instanceof ObjectNode object && !object.path("type").asString("").isEmpty()) {
      return object;
    }
    throw wrong("has a plugin without a type: " + Json.text(node), "add \"type\": \"bridge\", say");
  }

  /** The newest of {@code cniVersion} and {@code cniVersions} that mycni speaks. */
  private static SpecVersion version(ObjectNode list) {
    String written = list.path("cniVersion").asString("");
    Optional<SpecVersion> newest =
        SpecVersion.of(written.isEmpty() ? SpecVersion.V0_1_0.toString() : written);
    for (JsonNode item : list.path("cniVersions")) {
      Optional<SpecVersion> offered = SpecVersion.of(item.asString(""));
      if (offered.isPresent() && (newest.isEmpty() || offered.get().atLeast(newest.get()))) {
        newest = offered;
      }
    }
    return newest.orElseThrow(() ->
        new CniException(
            ErrorCode.INCOMPATIBLE_VERSION,
            "cniVersion is '" + written + "', which mycni does not speak",
            "it speaks " + SpecVersion.list()));
  }

  /** The specification has truth values as text, too: "true". */
  private static boolean isTrue(ObjectNode list, String key) {
    JsonNode value = list.path(key);
    return value.isBoolean() && value.asBoolean()
        || value.isString() && value.asString().equalsIgnoreCase("true");
  }

  private static CniException wrong(String what, String whatToDo) {
    return new CniException(ErrorCode.INVALID_CONFIGURATION, "the network " + what, whatToDo);
  }

  /**
   * Returns the same network under another name.
   *
   * @throws CniException when that is no name
   */
  public Network named(String other) {
    Names.requireNetworkName(other);
    ObjectNode renamed = list.deepCopy();
    renamed.put("name", other);
    return new Network(file, other, version, disableCheck, disableGc, plugins, renamed);
  }

  /** Returns the type of a plugin. */
  public static String type(ObjectNode plugin) {
    return plugin.path("type").asString("");
  }

  /**
   * Returns what a plugin is given on standard input.
   *
   * @param plugin one of {@link #plugins}
   * @param previous the result before it; empty when there is none
   * @param capabilities what the runtime offers; only what the plugin asks for is passed on
   */
  public ObjectNode inputOf(
      ObjectNode plugin, Optional<ObjectNode> previous, ObjectNode capabilities) {
    ObjectNode input = plugin.deepCopy();
    input.put("name", name);
    input.put("cniVersion", version.toString());
    previous.ifPresent(result -> input.set("prevResult", result));
    ObjectNode offered = Json.object();
    for (var wanted : plugin.path("capabilities").properties()) {
      if (wanted.getValue().asBoolean(false) && capabilities.has(wanted.getKey())) {
        offered.set(wanted.getKey(), capabilities.path(wanted.getKey()));
      }
    }
    if (!offered.isEmpty()) {
      input.set("runtimeConfig", offered);
    }
    return input;
  }
}
