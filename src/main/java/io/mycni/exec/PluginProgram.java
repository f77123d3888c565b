// Another plugin's executable: how it is found, run, and how its failure is told. Used for IPAM
// plugins and for the plugins of a chain; what they are asked is decided there.
package io.mycni.exec;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
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
    if (type.isEmpty() || type.indexOf('/') >= 0 || type.equals("..")) {
      return Optional.empty();
    }
    for (String place : folders.split(":")) {
      Path candidate = base.resolve(place).resolve(type).toAbsolutePath();
      boolean usable = !place.isEmpty() && Files.isExecutable(candidate);
      if (usable && !Files.isDirectory(candidate)) {
        return Optional.of(new PluginProgram(role, candidate));
      }
    }
    return Optional.empty();
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
    Runner.Outcome outcome =
        runner.run(List.of(path.toString()), Json.write(config), variables, limit);
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

  private static boolean isError(byte[] answer) {
    if (answer.length == 0) {
      return false;
    }
    JsonNode node = Json.read(answer);
    return node.has("code") && node.has("msg");
  }

  private CniException failure(CniCommand command, Runner.Outcome outcome) {
    try {
      ObjectNode error = answered(outcome.stdout());
      int code = error.path("code").asInt(0);
      String message = error.path("msg").asString("");
      if (!message.isEmpty()) {
        return new CniException(
            code == 0 ? ErrorCode.DELEGATE_FAILED.number() : code,
            role + " refused " + command + ": " + message,
            error.path("details").asString(""));
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
