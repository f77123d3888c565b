// Whether the networks of this node can be used: their files, what an ADD to each would meet, and
// what `mycni lint` has against their texts.
package io.mycni.doctor;

import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.Keys;
import io.mycni.lint.Finding;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.plugin.PluginName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Asks about networks. */
final class NetworkQuestions {
  /** What a runtime may add to the configuration, and an ADD may need. */
  private static final Set<String> NEEDED_OF_RUNTIMES =
      Set.of("ips", "ipRanges", "deviceID", "mac");

  private final OwnPlugins plugins;
  private final Attachments attachments;
  private final List<Diagnosis> answers = new ArrayList<>();

  private NetworkQuestions(Attachments attachments, OwnPlugins plugins) {
    this.attachments = attachments;
    this.plugins = plugins;
  }

  /**
   * Asks.
   *
   * @param folder the folder of configurations
   * @param attachments those of the node, and what was found on it
   * @param plugins answer for themselves
   */
  static List<Diagnosis> ask(NetworkFolder folder, Attachments attachments, OwnPlugins plugins) {
    NetworkQuestions questions = new NetworkQuestions(attachments, plugins);
    questions.order(folder);
    folder.networks().forEach(questions::network);
    for (NetworkFolder.Entry entry : folder.entries()) {
      if (entry.network().isPresent()) {
        questions.text(entry.file());
      }
    }
    return questions.answers;
  }

  private void order(NetworkFolder folder) {
    List<NetworkFolder.Entry> entries = folder.entries();
    if (entries.isEmpty()) {
      answers.add(Diagnosis.mind("there is no network in " + folder.path(), "mycni init"));
      return;
    }
    for (NetworkFolder.Entry entry : entries) {
      if (entry.network().isEmpty()) {
        answers.add(Diagnosis.fail(entry.problem(), "mycni lint " + entry.file()));
      }
    }
    Optional<Network> first = folder.networks().stream().findFirst();
    if (first.isEmpty()) {
      return;
    }
    String name = first.get().name() + " (" + first.get().file().getFileName() + ")";
    boolean firstIsOurs = hasOurs(first.get());
    Optional<Network> ours = folder.networks().stream().filter(this::hasOurs).findFirst();
    if (entries.getFirst().network().isEmpty()) {
      answers.add(
          Diagnosis.mind(
              "runtimes that pass over what cannot be read take the network "
                  + name
                  + ", others none",
              "mend or remove " + entries.getFirst().file().getFileName()));
    } else if (firstIsOurs || ours.isEmpty()) {
      answers.add(
          Diagnosis.good(
              "runtimes take the network "
                  + name
                  + (entries.size() > 1 ? ", the first of " + entries.size() : "")));
    } else {
      answers.add(
          Diagnosis.mind(
              "runtimes take the network "
                  + name
                  + ", which comes before mycni's in "
                  + ours.get().file().getFileName(),
              "move the other file away, or give mycni's an earlier name"));
    }
  }

  private boolean hasOurs(Network network) {
    return network.plugins().stream().map(Network::type).anyMatch(plugins::isOurs);
  }

  private void network(Network network) {
    List<CniException> refusals = plugins.refusals(network);
    for (CniException why : refusals) {
      answers.add(
          Diagnosis.fail("network " + network.name() + ": " + why.getMessage(), why.details()));
    }
    if (refusals.isEmpty() && !isTakenByOne(network)) {
      trial(network);
    }
  }

  /** A plan of an ADD finds whatever stands in its way, by the plugins' own words. */
  private void trial(Network network) {
    List<String> known = attachments.node().rules().notes();
    String name = "network " + network.name() + ": ";
    try {
      for (String note : plugins.tryAdd(network)) {
        if (!known.contains(note)) {
          // What is to be done stands in the note itself.
          answers.add(Diagnosis.mind(name + note, ""));
        }
      }
    } catch (CniException why) {
      if (needsRuntime(network)) {
        answers.add(
            Diagnosis.mind(
                name + "without what a runtime adds, an ADD fails: " + why.getMessage(),
                why.details()));
      } else {
        answers.add(Diagnosis.fail(name + "an ADD would fail: " + why.getMessage(), why.details()));
      }
    }
  }

  private static boolean needsRuntime(Network network) {
    for (ObjectNode plugin : network.plugins()) {
      for (var capability : Keys.of(plugin, "capabilities").properties()) {
        if (NEEDED_OF_RUNTIMES.contains(capability.getKey())) {
          return true;
        }
      }
    }
    return false;
  }

  /** A device that has moved into a container is on the host no more. */
  private boolean isTakenByOne(Network network) {
    String first = Network.type(network.plugins().getFirst());
    return PluginName.of(first).equals(Optional.of(PluginName.HOST_DEVICE))
        && attachments.to(network.name()).stream()
            .anyMatch(each -> each.living() instanceof Living.Alive);
  }

  /** What its text has against itself and the others; what an ADD met is told already. */
  private void text(Path file) {
    for (Finding finding : plugins.findings(file)) {
      if (answers.stream().noneMatch(answer -> answer.text().contains(finding.message()))) {
        String text =
            file.getFileName() + ", line " + finding.spot().line() + ": " + finding.message();
        answers.add(
            finding.level() == Finding.Level.ERROR
                ? Diagnosis.fail(text, finding.help())
                : Diagnosis.mind(text, finding.help()));
      }
    }
  }
}
