// The programs that the networks name: whether they are there, whether they speak the networks'
// version, and whether what was taken over still is.
package io.mycni.doctor;

import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.exec.Shell;
import io.mycni.node.TakeoverFolders;
import io.mycni.plugin.PluginName;
import io.mycni.process.IoReason;
import io.mycni.process.PluginProgram;
import io.mycni.service.AgentSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks about executables of plugins. */
final class ProgramQuestions {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

  private final Shell shell;
  private final String path;
  private final Map<Path, Answer> asked = new LinkedHashMap<>();
  private final List<Diagnosis> answers = new ArrayList<>();

  private ProgramQuestions(Shell shell, String path) {
    this.shell = shell;
    this.path = path;
  }

  /** The versions that a program speaks, or why it did not tell. */
  private record Answer(List<String> versions, String problem) {}

  /**
   * Asks.
   *
   * @param path the folders of plugins, separated by colons
   */
  static List<Diagnosis> ask(Shell shell, List<Network> networks, String path) {
    ProgramQuestions questions = new ProgramQuestions(shell, path);
    networks.forEach(questions::network);
    questions.takenOver();
    return questions.answers;
  }

  private void network(Network network) {
    List<String> missing = new ArrayList<>();
    for (String type : types(network)) {
      Optional<PluginProgram> program = PluginProgram.find(type, path, Path.of(""), type);
      if (program.isEmpty()) {
        missing.add(type);
      } else {
        version(network, program.get());
      }
    }
    if (!missing.isEmpty()) {
      boolean one = missing.size() == 1;
      answers.add(
          Diagnosis.fail(
              "network "
                  + network.name()
                  + (one ? " needs the plugin " : " needs the plugins ")
                  + String.join(", ", missing)
                  + (one ? ", which is not in " : ", which are not in ")
                  + path,
              "install there what is missing, or name the runtime's own folder by --cni-path"));
    }
  }

  /** What the network runs; an IPAM plugin is run by a plugin, unless mycni has it itself. */
  private static Set<String> types(Network network) {
    Set<String> types = new LinkedHashSet<>();
    network.plugins().forEach(plugin -> types.add(Network.type(plugin)));
    return types;
  }

  private void version(Network network, PluginProgram program) {
    // Many names may lead to one program, mycni's all do.
    Answer answer = asked.computeIfAbsent(program.realPath(), _ -> versions(program));
    String wanted = network.version().toString();
    if (!answer.problem().isEmpty()) {
      answers.add(
          Diagnosis.mind(
              "which versions " + program.path() + " speaks is not known: " + answer.problem(),
              "CNI_COMMAND=VERSION " + program.path() + " <<< '{\"cniVersion\": \"1.0.0\"}'"));
    } else if (!answer.versions().contains(wanted)) {
      answers.add(
          Diagnosis.fail(
              "network "
                  + network.name()
                  + " has cniVersion "
                  + wanted
                  + ", and "
                  + program.path()
                  + " does not speak it, only "
                  + String.join(", ", answer.versions()),
              "install a newer one, or put a version that all plugins speak into "
                  + network.file()));
    }
  }

  private Answer versions(PluginProgram program) {
    ObjectNode input = Json.object();
    input.put("cniVersion", "1.0.0");
    // No agent is started to be asked for its versions.
    Map<String, String> environment =
        Map.of(
            "CNI_PATH",
            path,
            "PATH",
            shell.tools().environment().getOrDefault("PATH", ""),
            AgentSocket.VARIABLE,
            AgentSocket.NOBODYS);
    try {
      byte[] answer =
          program.run(
              CniCommand.VERSION, input, environment, shell.runner(), LONGEST_ANSWER, said -> {});
      List<String> versions = new ArrayList<>();
      for (JsonNode each : Keys.of(program.answered(answer), "supportedVersions")) {
        versions.add(each.asString(""));
      }
      return new Answer(versions, versions.isEmpty() ? "it names none" : "");
    } catch (CniException e) {
      return new Answer(List.of(), e.getMessage());
    }
  }

  /** An upgrade of what was replaced puts its own files back into their place. */
  private void takenOver() {
    TakeoverFolders takeovers = TakeoverFolders.ofNode();
    Set<Path> folders = new LinkedHashSet<>();
    for (String folder : path.split(":")) {
      folders.add(Path.of(folder).toAbsolutePath().normalize());
    }
    try {
      folders.addAll(takeovers.all());
    } catch (IOException e) {
      answers.add(
          Diagnosis.mind(
              "it could not be read which folders were taken over: " + IoReason.of(e),
              "see " + takeovers.list()));
    }
    folders.forEach(folder -> takenOver(takeovers, folder));
  }

  private void takenOver(TakeoverFolders takeovers, Path folder) {
    try {
      List<String> back = takeovers.lostIn(folder, PluginName.all());
      if (!back.isEmpty()) {
        answers.add(
            Diagnosis.mind(
                "taken over by mycni, and replaced again since, by an upgrade say: "
                    + String.join(", ", back)
                    + " in "
                    + folder,
                "mycni takeover --bin-dir " + folder));
      }
    } catch (IOException e) {
      answers.add(
          Diagnosis.mind(
              "it could not be seen whether what was taken over in "
                  + folder
                  + " still is: "
                  + IoReason.of(e),
              "ls -la " + folder + " " + folder.resolve(TakeoverFolders.ASIDE)));
    }
  }
}
