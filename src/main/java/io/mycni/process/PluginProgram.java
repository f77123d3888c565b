// Another plugin's executable: how it is found, run, and how its failure is told. Used for IPAM
// plugins and for the plugins of a chain; what they are asked is decided there.
package io.mycni.process;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plugin that is an executable of its own (CNI 1.1.0, sections "Execution Protocol" and
 * "Delegated Plugins").
 *
 * @param role what it is called in messages: {@code the IPAM plugin dhcp} say
 * @param path the executable
 */
public record PluginProgram(String role, Path path) {
  /** Counts plugins that run plugins: mycni, an IPAM wrapper, mycni again … */
  private static final String DEPTH = "MYCNI_DEPTH";

  private static final int DEEPEST = 4;

  /**
   * Finds a plugin.
   *
   * @param type its type: the name of its executable
   * @param folders the folders to search, separated by colons, as in {@code CNI_PATH}
   * @param base where relative folders begin
   * @param role what it is called in messages
   * @return the plugin; empty when no folder has it
   */
  public static Optional<PluginProgram> find(String type, String folders, Path base, String role) {
    Optional<Path> name = Names.path(type);
    if (type.isEmpty() || type.indexOf('/') >= 0 || type.equals("..") || name.isEmpty()) {
      return Optional.empty();
    }
    for (String place : folders.split(":")) {
      Optional<Path> folder = Names.path(place);
      if (place.isEmpty() || folder.isEmpty()) {
        continue;
      }
      Path candidate = base.resolve(folder.get()).resolve(name.get()).toAbsolutePath();
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(new PluginProgram(role, candidate));
      }
    }
    return Optional.empty();
  }

  /** Returns the file that the executable's name leads to at last; the name where that is gone. */
  public Path realPath() {
    try {
      return path.toRealPath();
    } catch (IOException gone) {
      return path;
    }
  }

  /**
   * Runs the plugin.
   *
   * @param command the verb
   * @param config the configuration that it reads
   * @param environment the environment, to which the verb is added
   * @param runner starts it
   * @param limit how long it may take; it is killed then
   * @param notes takes what it writes on standard error
   * @return its answer; may be empty
   * @throws CniException with the plugin's own code when it refused, else one that says how it
   *     failed
   */
  public byte[] run(
      CniCommand command,
      ObjectNode config,
      Map<String, String> environment,
      Runner runner,
      Duration limit,
      Consumer<String> notes) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CNI_COMMAND", command.name());
    variables.put(DEPTH, String.valueOf(depth(command, environment) + 1));
    Runner.Outcome outcome =
        runner.runPlugin(List.of(path.toString()), Json.write(config), variables, limit);
    if (!outcome.err().isEmpty()) {
      // mycni itself begins with its name already.
      String name = path.getFileName() + ": ";
      notes.accept(outcome.err().startsWith(name) ? outcome.err() : name + outcome.err());
    }
    if (outcome.timedOut()) {
      throw new CniException(
          ErrorCode.TRY_AGAIN,
          role + " did not answer " + command + " in time and was killed",
          "see what it waits for");
    }
    if (!outcome.ok() || isError(outcome.stdout())) {
      throw failure(command, outcome);
    }
    return outcome.stdout();
  }

  /**
   * A plugin that asks itself for addresses, by whatever way, would start processes without end.
   */
  private int depth(CniCommand command, Map<String, String> environment) {
    String text = environment.getOrDefault(DEPTH, "");
    int depth = text.length() == 1 && Character.isDigit(text.charAt(0)) ? text.charAt(0) - '0' : 0;
    if (depth >= DEEPEST) {
      throw new CniException(
          ErrorCode.DELEGATE_FAILED,
          role
              + " is not run for "
              + command
              + ": "
              + DEEPEST
              + " plugins have run one another already",
          "a plugin in the circle names itself as its ipam; see " + path);
    }
    return depth;
  }

  private static boolean isError(byte[] answer) {
    if (answer.length == 0) {
      return false;
    }
    try {
      JsonNode node = Json.read(answer);
      return Keys.has(node, "code") && Keys.has(node, "msg");
    } catch (CniException noJson) {
      // Whoever needs the answer says so.
      return false;
    }
  }

  private CniException failure(CniCommand command, Runner.Outcome outcome) {
    try {
      ObjectNode error = answered(outcome.stdout());
      JsonNode number = Keys.of(error, "code");
      int code = number.isInt() ? number.intValue() : 0;
      String message = Keys.text(error, "msg");
      if (!message.isEmpty()) {
        return new CniException(
            code <= 0 ? ErrorCode.DELEGATE_FAILED.number() : code,
            role + " refused " + command + ": " + message,
            Keys.text(error, "details"));
      }
    } catch (CniException noJson) {
      // Then what it wrote on standard error has to do.
    }
    return new CniException(
        ErrorCode.DELEGATE_FAILED,
        role
            + " failed "
            + command
            + " with exit status "
            + outcome.exit()
            + (outcome.err().isEmpty() ? "" : ": " + outcome.err()),
        "run it by hand with the same environment and input");
  }

  /**
   * Reads an answer that has to be an object.
   *
   * @throws CniException when it is none
   */
  public ObjectNode answered(byte[] answer) {
    try {
      return Json.readObject(answer);
    } catch (CniException e) {
      throw new CniException(
          ErrorCode.DELEGATE_FAILED,
          role + " answered with something else than a JSON object: " + e.getMessage(),
          "");
    }
  }
}
