// Whether the networks of this node can be used: their files, their plugins, their leases.
package io.mycni.doctor;

import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.Keys;
import io.mycni.host.Link;
import io.mycni.keys.TypeName;
import io.mycni.process.PluginProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Asks about networks. */
final class NetworkQuestions {
  private final String path;
  private final List<Diagnosis> answers = new ArrayList<>();

  private NetworkQuestions(String path) {
    this.path = path;
  }

  /**
   * Asks.
   *
   * @param folder the folder of configurations
   * @param path the folders of plugins
   * @param links the links of the host
   * @param isOurs whether mycni has a plugin of a type
   * @param status asks mycni's plugins of a network whether they could serve an ADD; returns why
   *     not
   */
  static List<Diagnosis> ask(
      NetworkFolder folder,
      String path,
      List<Link> links,
      Predicate<String> isOurs,
      Function<Network, List<CniException>> status) {
    NetworkQuestions questions = new NetworkQuestions(path);
    questions.order(folder, isOurs);
    for (Network network : folder.networks()) {
      questions.network(network);
      network.plugins().stream()
          .filter(plugin -> TypeName.of(Network.type(plugin)).equals(TypeName.BRIDGE))
          .forEach(plugin -> questions.mtu(network, plugin, links));
      for (CniException why : status.apply(network)) {
        questions.answers.add(
            Diagnosis.fail("network " + network.name() + ": " + why.getMessage(), why.details()));
      }
    }
    questions.writable(Path.of("/run/mycni"));
    questions.writable(Path.of("/var/lib/cni/networks"));
    return questions.answers;
  }

  private void order(NetworkFolder folder, Predicate<String> isOurs) {
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
    Optional<Network> first = entries.getFirst().network();
    if (first.isEmpty()) {
      return;
    }
    String name = first.get().name() + " (" + first.get().file().getFileName() + ")";
    boolean firstIsOurs = hasOurs(first.get(), isOurs);
    Optional<Network> ours =
        folder.networks().stream().filter(network -> hasOurs(network, isOurs)).findFirst();
    if (firstIsOurs || ours.isEmpty()) {
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

  private static boolean hasOurs(Network network, Predicate<String> isOurs) {
    return network.plugins().stream().map(Network::type).anyMatch(isOurs);
  }

  private void network(Network network) {
    List<String> missing =
        network.plugins().stream()
            .map(Network::type)
            .filter(type -> PluginProgram.find(type, path, Path.of(""), type).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      answers.add(
          Diagnosis.fail(
              "network "
                  + network.name()
                  + " needs the "
                  + (missing.size() == 1 ? "plugin " : "plugins ")
                  + String.join(", ", missing)
                  + (missing.size() == 1 ? ", which is not in " : ", which are not in ")
                  + path,
              "install there what is missing, or name the runtime's own folder by --cni-path"));
    }
  }

  /** A bridge that is there keeps its MTU, so an mtu that was changed later has no effect on it. */
  private void mtu(Network network, ObjectNode plugin, List<Link> links) {
    int wanted = Keys.of(plugin, "mtu").asInt(0);
    String named = Keys.text(plugin, "bridge");
    String bridge = named.isEmpty() ? "cni0" : named;
    for (Link link : links) {
      if (link.name().equals(bridge) && wanted != 0 && link.mtu() != wanted) {
        answers.add(
            Diagnosis.mind(
                "network "
                    + network.name()
                    + ": the bridge "
                    + bridge
                    + " has the MTU "
                    + link.mtu()
                    + ", the configuration asks for "
                    + wanted,
                "ip link set dev " + bridge + " mtu " + wanted));
      }
    }
  }

  private void writable(Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && Files.isWritable(there)) {
      answers.add(Diagnosis.good(folder + " can be written"));
    } else {
      answers.add(
          Diagnosis.fail(
              folder + " cannot be written", "run as root; is the file system mounted read-only?"));
    }
  }
}
