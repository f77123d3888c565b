// A network as a file describes it: a list of plugins, or one plugin, which counts as a
// list of one.
package io.mycni.chain;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.cni.NetworkForm;
import io.mycni.cni.SpecVersion;
import io.mycni.process.IoReason;
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
    byte[] text = textOf(file);
    try {
      ObjectNode written = Json.readObject(text);
      Optional<CniException> contradiction =
          NetworkForm.of(file.toString()).flatMap(form -> form.contradicts(written));
      if (contradiction.isPresent()) {
        throw contradiction.get();
      }
      return of(file, written);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (CniException e) {
      throw new CniException(e.code(), file + ": " + e.getMessage(), e.details());
    }
  }

  /**
   * Returns what is in a file of a network, be it one or not. A pipe is read where a shell has made
   * it for the command, and nowhere else, as nobody may ever write into it.
   *
   * @throws CniException when it cannot be read; the message names the file
   */
  public static byte[] textOf(Path file) {
    boolean ofAShell = file.startsWith("/dev") || file.startsWith("/proc");
    if (Files.exists(file) && !Files.isRegularFile(file) && !ofAShell) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          file + " is no file, but a folder, a pipe or a device",
          "see `ls -l " + file + "`");
    }
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw Files.isSymbolicLink(file)
          ? new CniException(
              ErrorCode.IO_FAILURE,
              file + " is a link that leads nowhere",
              "remove it, or see `ls -l " + file + "`")
          : new CniException(
              ErrorCode.IO_FAILURE, "there is no file " + file, "`mycni list` shows the networks");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CniException unreadable(Path file, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "the file " + file + " cannot be read: " + IoReason.of(e),
        "are you root?");
  }

  /** Makes a network of JSON that was read from a file, or kept in its name. */
  static Network of(Path file, ObjectNode written) throws IOException {
    ObjectNode list = written;
    if (!Keys.has(written, "plugins") && Keys.has(written, "type")) {
      list = Json.object();
      list.put("name", text(written, "name"));
      if (Keys.has(written, "cniVersion")) {
        list.put("cniVersion", text(written, "cniVersion"));
      }
      list.putArray("plugins").add(written);
    }
    String name = text(list, "name");
    Names.requireNetworkName(name);
    List<ObjectNode> plugins = new ArrayList<>();
    for (JsonNode plugin : items(list, "plugins")) {
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
      plugins.add(plugin(Json.readObject(textOf(each))));
    }
    return plugins;
  }

  private static ObjectNode plugin(JsonNode node) {
    if (node instanceof ObjectNode object && !type(object).isEmpty()) {
      return object;
    }
    throw wrong("has a plugin without a type: " + Json.text(node), "add \"type\": \"bridge\", say");
  }

  /** The newest of {@code cniVersion} and {@code cniVersions} that mycni speaks. */
  private static SpecVersion version(ObjectNode list) {
    String written = text(list, "cniVersion");
    Optional<SpecVersion> newest =
        SpecVersion.of(written.isEmpty() ? SpecVersion.V0_1_0.toString() : written);
    for (JsonNode item : items(list, "cniVersions")) {
      Optional<SpecVersion> offered =
          item.isString() ? SpecVersion.of(item.asString()) : Optional.empty();
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
    JsonNode value = Keys.of(list, key);
    return value.isBoolean() && value.asBoolean()
        || value.isString() && value.asString().equalsIgnoreCase("true");
  }

  private static String text(ObjectNode list, String key) {
    JsonNode value = Keys.of(list, key);
    if (!value.isMissingNode() && !value.isString()) {
      throw wrong(
          "has the " + key + " " + Json.text(value) + ", which is no text", "put it in quotes");
    }
    return Keys.text(list, key);
  }

  private static JsonNode items(ObjectNode list, String key) {
    JsonNode items = Keys.of(list, key);
    if (!items.isMissingNode() && !items.isArray()) {
      throw wrong("has " + key + " that are no list", "put them in square brackets");
    }
    return items;
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
    Keys.set(renamed, "name", renamed.stringNode(other));
    return new Network(file, other, version, disableCheck, disableGc, plugins, renamed);
  }

  /** Returns the same network as read from another file. */
  Network at(Path other) {
    return new Network(other, name, version, disableCheck, disableGc, plugins, list);
  }

  /** Returns the type of a plugin. */
  public static String type(ObjectNode plugin) {
    return Keys.text(plugin, "type");
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
    Keys.set(input, "name", input.stringNode(name));
    Keys.set(input, "cniVersion", input.stringNode(version.toString()));
    previous.ifPresent(result -> Keys.set(input, "prevResult", result));
    ObjectNode offered = Json.object();
    for (var wanted : Keys.of(plugin, "capabilities").properties()) {
      if (wanted.getValue().isBoolean()
          && wanted.getValue().asBoolean(false)
          && capabilities.has(wanted.getKey())) {
        offered.set(wanted.getKey(), capabilities.path(wanted.getKey()));
      }
    }
    if (!offered.isEmpty()) {
      Keys.set(input, "runtimeConfig", offered);
    }
    return input;
  }
}
