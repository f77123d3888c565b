// What a runtime keeps of an attachment: the files that libcni writes after each ADD.
//
//   /var/lib/cni/results/NETWORK-CONTAINERID-IFNAME
//   {"kind": "cniCacheV1", "containerId": …, "config": BASE64 of the list, "ifName": …,
//    "networkName": …, "netns": … (since libcni 1.2), "cniArgs": [[KEY, VALUE] …],
//    "capabilityArgs": {…}, "result": {…}}
package io.mycni.chain;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.ResultReader;
import io.mycni.cni.SpecVersion;
import io.mycni.process.IoReason;
import io.mycni.process.SyncedFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kept attachment.
 *
 * @param attachment whose it is
 * @param netns the namespace's path; empty where neither the file nor the result tells it
 * @param args what CNI_ARGS was
 * @param capabilities what the runtime offered
 * @param list the configuration as it was then
 * @param result the result of the ADD, as it was answered
 */
public record Kept(
    Attachment attachment,
    String netns,
    String args,
    ObjectNode capabilities,
    ObjectNode list,
    ObjectNode result) {
  /** Where libcni keeps results unless its runtime chooses otherwise. */
  public static final Path FOLDER = Path.of("/var/lib/cni/results");

  /** What brings about that a result is kept. */
  public static final String WRITTEN_ANEW =
      "a new ADD writes it, by a runtime, cnitool or mycni: DEL and ADD the container again";

  private static final String KIND = "cniCacheV1";

  /** Makes what is to be kept of an attachment. */
  static Kept of(Chain.Target target, Network network, ObjectNode result) {
    return new Kept(
        target.to(network),
        target.netns(),
        target.args(),
        target.capabilities(),
        network.list(),
        result);
  }

  private static Path fileOf(Attachment attachment) {
    return FOLDER.resolve(
        attachment.network() + "-" + attachment.containerId() + "-" + attachment.ifname());
  }

  /**
   * Returns what is kept of an attachment; empty when there is nothing, or nothing that is a kept
   * result.
   *
   * @throws CniException when there is something that cannot be read
   */
  public static Optional<Kept> of(Attachment attachment) {
    return read(fileOf(attachment)).filter(kept -> kept.attachment().equals(attachment));
  }

  /** Returns the file that should tell of an attachment and does not: half written, say. */
  public static Optional<Path> unreadable(Attachment attachment) {
    Path file = fileOf(attachment);
    return Files.isRegularFile(file) && of(attachment).isEmpty()
        ? Optional.of(file)
        : Optional.empty();
  }

  /** Returns why nothing is known of what an ADD answered, as a clause. */
  public static String whyNone(Attachment attachment) {
    return unreadable(attachment)
        .map(file -> file + " is no kept result, but half of one, or something else")
        .orElse("no result of it is kept in " + FOLDER);
  }

  /**
   * Returns all that is kept, in the order of the files' names.
   *
   * @throws CniException when the folder, or a file in it, cannot be read
   */
  public static List<Kept> all() {
    List<Kept> all = new ArrayList<>();
    files().forEach(file -> read(file).ifPresent(all::add));
    return all;
  }

  /**
   * Returns a network as it was when a container was last attached to it, by the newest result that
   * is kept; empty when none is.
   */
  public static Optional<Network> networkNamed(String name) {
    return files().stream()
        .sorted(Comparator.comparing(Kept::changed).reversed())
        .flatMap(file -> read(file).stream())
        .filter(kept -> kept.attachment().network().equals(name))
        .flatMap(kept -> kept.network().stream())
        .findFirst();
  }

  private static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(FOLDER)) {
      all.forEach(files::add);
    } catch (NoSuchFileException none) {
      return files;
    } catch (IOException e) {
      throw failed("read what is kept in " + FOLDER, e);
    }
    files.sort(null);
    return files;
  }

  private static Instant changed(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException gone) {
      return Instant.EPOCH;
    }
  }

  private static Optional<Kept> read(Path file) {
    try {
      // Folders and pipes are nothing that anybody kept.
      return Files.isRegularFile(file) ? parse(Files.readAllBytes(file)) : Optional.empty();
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read the kept result " + file, e);
    }
  }

  /** Reads a file; from one of another kind, or half written, nothing is known. */
  static Optional<Kept> parse(byte[] text) {
    ObjectNode node;
    try {
      node = Json.readObject(text);
    } catch (CniException e) {
      return Optional.empty();
    }
    if (!Keys.text(node, "kind").equals(KIND)) {
      return Optional.empty();
    }
    String network = Keys.text(node, "networkName");
    String ifname = Keys.text(node, "ifName");
    ObjectNode result = objectAt(node, "result");
    String netns = netns(Keys.text(node, "netns"));
    return Optional.of(
        new Kept(
            new Attachment(network, Keys.text(node, "containerId"), ifname),
            netns.isEmpty() ? sandbox(result, ifname) : netns,
            args(Keys.of(node, "cniArgs")),
            objectAt(node, "capabilityArgs"),
            list(Keys.text(node, "config")),
            result));
  }

  /** Until version 1.2 libcni kept no namespace; the result names where the interface is. */
  private static String sandbox(ObjectNode result, String ifname) {
    for (JsonNode made : Keys.of(result, "interfaces")) {
      if (made instanceof ObjectNode object && Keys.text(object, "name").equals(ifname)) {
        return netns(Keys.text(object, "sandbox"));
      }
    }
    return "";
  }

  /** What can be no path names no namespace. */
  private static String netns(String text) {
    return Names.path(text).isPresent() ? text : "";
  }

  /** Returns the configuration; what cannot be read is empty, for the rest still tells. */
  private static ObjectNode list(String encoded) {
    try {
      return Json.readObject(Base64.getDecoder().decode(encoded));
    } catch (CniException | IllegalArgumentException e) {
      return Json.object();
    }
  }

  private static ObjectNode objectAt(ObjectNode node, String key) {
    return Keys.of(node, key) instanceof ObjectNode object ? object : Json.object();
  }

  private static String args(JsonNode pairs) {
    StringBuilder text = new StringBuilder();
    for (JsonNode pair : pairs.isArray() ? pairs : Json.array()) {
      text.append(text.isEmpty() ? "" : ";")
          .append(pair.path(0).asString(""))
          .append('=')
          .append(pair.path(1).asString(""));
    }
    return text.toString();
  }

  /** Returns the network as it was configured then; empty when that cannot be read. */
  public Optional<Network> network() {
    try {
      // Plugins in files of their own are looked for where the network's file would be.
      return Optional.of(
          Network.of(NetworkFolder.DEFAULT.resolve("kept"), list)
              .named(attachment.network())
              .at(fileOf(attachment)));
    } catch (IOException | CniException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns a target with what was kept of it where nothing is given.
   *
   * @param wanted the target as far as it was given
   * @param keptNetns the namespace, where none is given
   */
  public Chain.Target complete(Chain.Target wanted, String keptNetns) {
    return new Chain.Target(
        wanted.containerId(),
        wanted.netns().isEmpty() ? keptNetns : wanted.netns(),
        wanted.ifname(),
        wanted.args().isEmpty() ? args : wanted.args(),
        wanted.capabilities().isEmpty() ? capabilities : wanted.capabilities());
  }

  /** Returns the result as a value; empty when it cannot be read. */
  public Optional<CniResult> readResult() {
    try {
      return Optional.of(ResultReader.read(result, "the kept result"));
    } catch (CniException e) {
      return Optional.empty();
    }
  }

  /** Returns the result in another version, which plugins of a changed configuration read. */
  public ObjectNode resultIn(SpecVersion version) {
    if (Keys.text(result, "cniVersion").equals(version.toString())) {
      return result;
    }
    return readResult().map(value -> ResultCodec.write(value, version)).orElse(result);
  }

  /** Writes the file, by a temporary one and a rename. */
  public void write() {
    ObjectNode node = Json.object();
    node.put("kind", KIND);
    node.put("containerId", attachment.containerId());
    node.put("config", Base64.getEncoder().encodeToString(Json.write(list)));
    node.put("ifName", attachment.ifname());
    node.put("networkName", attachment.network());
    node.put("netns", netns);
    if (!args.isEmpty()) {
      ArrayNode pairs = node.putArray("cniArgs");
      for (String pair : args.split(";")) {
        int sign = pair.indexOf('=');
        pairs.addArray().add(pair.substring(0, Math.max(sign, 0))).add(pair.substring(sign + 1));
      }
    }
    if (!capabilities.isEmpty()) {
      node.set("capabilityArgs", capabilities);
    }
    node.set("result", result);
    Path file = fileOf(attachment);
    try {
      if (!Files.isDirectory(FOLDER)) {
        Files.createDirectories(FOLDER.getParent());
        Files.createDirectory(
            FOLDER,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      SyncedFile.write(file, Json.write(node), "rw-------");
    } catch (IOException e) {
      throw failed("keep the result " + file, e);
    }
  }

  /** Removes what is kept of an attachment; that there is nothing is no failure. */
  public static void forget(Attachment attachment) {
    Path file = fileOf(attachment);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("remove the kept result " + file, e);
    }
  }

  private static CniException failed(String what, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "could not " + what + ": " + IoReason.of(e),
        "are you root? may " + FOLDER + " be read and written?",
        e);
  }
}
