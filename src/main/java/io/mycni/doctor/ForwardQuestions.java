// Whether the host's packet filters let through what networks forward: the policy of FORWARD, and
// the zones of firewalld; each with the command that helps this network.
package io.mycni.doctor;

import io.mycni.chain.Network;
import io.mycni.exec.Shell;
import io.mycni.host.Firewalld;
import io.mycni.host.TableRules;
import io.mycni.net.IpFamily;
import io.mycni.node.Attachments;
import io.mycni.node.BridgeName;
import io.mycni.node.Node;
import io.mycni.plugin.PluginName;
import io.mycni.process.Runner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks about packet filters. */
final class ForwardQuestions {
  private static final String TRUSTED = "trusted";
  private static final Path RELOAD_UNIT =
      Path.of("/etc/systemd/system/firewalld.service.wants/mycni-reload.service");

  private final Shell shell;
  private final Node node;
  private final List<Diagnosis> answers = new ArrayList<>();

  private ForwardQuestions(Shell shell, Attachments attachments) {
    this.shell = shell;
    this.node = attachments.node();
  }

  static List<Diagnosis> ask(Shell shell, Attachments attachments) {
    ForwardQuestions questions = new ForwardQuestions(shell, attachments);
    for (IpFamily family : IpFamily.values()) {
      String begin = "the policy of the FORWARD chain of " + family + " ";
      attachments.node().rules().notes().stream()
          .filter(note -> note.startsWith(begin))
          .forEach(note -> questions.dropped(family, note));
    }
    questions.firewalld();
    return questions.answers;
  }

  /** Bridges of networks without the firewall plugin, by the names of the networks. */
  private Map<String, String> unguarded() {
    Map<String, String> bridges = new LinkedHashMap<>();
    for (Network network : node.networks()) {
      if (!has(network, PluginName.FIREWALL)) {
        BridgeName.of(network).ifPresent(bridge -> bridges.put(network.name(), bridge));
      }
    }
    return bridges;
  }

  private static boolean has(Network network, PluginName name) {
    return network.plugins().stream()
        .anyMatch(plugin -> PluginName.of(Network.type(plugin)).equals(Optional.of(name)));
  }

  private void dropped(IpFamily family, String note) {
    String tool = family == IpFamily.V4 ? "iptables" : "ip6tables";
    TableRules filter = node.rules().filterRules(family);
    List<String> mends = new ArrayList<>();
    unguarded()
        .forEach((network, bridge) -> {
          if (!accepts(filter, "-i " + bridge) || !accepts(filter, "-o " + bridge)) {
            mends.add(
                network
                    + ": put the plugin firewall behind its bridge, or "
                    + tool
                    + " -I FORWARD -i "
                    + bridge
                    + " -j ACCEPT; "
                    + tool
                    + " -I FORWARD -o "
                    + bridge
                    + " -j ACCEPT");
          }
        });
    boolean published =
        node.networks().stream()
            .anyMatch(it -> has(it, PluginName.PORTMAP) && has(it, PluginName.FIREWALL));
    if (published && filter.rules().stream().noneMatch(ForwardQuestions::acceptsPublished)) {
      mends.add(
          "published ports: "
              + tool
              + " -N CNI-ADMIN; "
              + tool
              + " -A CNI-ADMIN -m conntrack --ctstate DNAT -j ACCEPT");
    }
    if (!mends.isEmpty()) {
      answers.add(Diagnosis.mind(note, String.join(". ", mends)));
    } else if (node.networks().isEmpty()) {
      answers.add(Diagnosis.mind(note, "`mycni init` puts the plugin firewall behind the bridge"));
    } else {
      answers.add(
          Diagnosis.good(
              "the policy of the FORWARD chain of "
                  + family
                  + " is DROP, and rules or the plugin firewall accept what networks need"));
    }
  }

  private static boolean accepts(TableRules filter, String link) {
    String rule = "-A FORWARD " + link + " -j ACCEPT";
    return filter.rules().contains(rule);
  }

  private static boolean acceptsPublished(String rule) {
    return rule.contains("--ctstate") && rule.contains("DNAT") && rule.endsWith("-j ACCEPT");
  }

  private void firewalld() {
    if (!Firewalld.RUNS.ask(shell)) {
      return;
    }
    unguarded()
        .forEach((network, bridge) -> {
          String zone = zone(bridge);
          if (zone.isEmpty()) {
            answers.add(
                Diagnosis.mind(
                    "firewalld runs, and the bridge "
                        + bridge
                        + " of network "
                        + network
                        + " is in none of its zones: it refuses what containers send to other"
                        + " networks, whatever mycni's rules say",
                    "firewall-cmd --permanent --zone=trusted --add-interface="
                        + bridge
                        + " && firewall-cmd --reload && mycni reload; or put the plugin firewall"
                        + " behind the bridge"));
          } else if (zone.equals(TRUSTED)) {
            answers.add(Diagnosis.good("the bridge " + bridge + " is in firewalld's zone " + zone));
          } else {
            answers.add(
                Diagnosis.mind(
                    "firewalld's zone " + zone + " decides what containers on " + bridge + " reach",
                    "see `firewall-cmd --info-zone="
                        + zone
                        + "`; --zone=trusted --change-interface="
                        + bridge
                        + " lets all through"));
          }
        });
    if (!Files.exists(RELOAD_UNIT)) {
      answers.add(
          Diagnosis.mind(
              "firewalld runs, and its reload takes rules of others away",
              "systemctl enable --now mycni-reload"));
    }
  }

  /** The zone of a link; empty where it is in none, for which the tool has words and a status. */
  private String zone(String link) {
    Runner.Outcome outcome =
        shell.ask(
            "ask firewalld for a zone", "firewall-cmd", List.of("--get-zone-of-interface=" + link));
    return outcome.ok() ? outcome.out().strip() : "";
  }
}
