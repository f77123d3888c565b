// What the kernel can do, tried in a network namespace that ends at once, and how it is set.
package io.mycni.doctor;

import io.mycni.chain.Network;
import io.mycni.exec.Shell;
import io.mycni.host.DroppingChains;
import io.mycni.host.HostFacts;
import io.mycni.keys.Section;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginTypes;
import io.mycni.plugin.firewall.FirewallType;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Asks about the kernel. */
final class KernelQuestions {
  private final Shell shell;
  private final List<Diagnosis> answers = new ArrayList<>();

  private KernelQuestions(Shell shell) {
    this.shell = shell;
  }

  /**
   * Asks for what the networks need; where there is none, for what the bridge needs.
   *
   * @param networks the configured networks
   */
  static List<Diagnosis> ask(Shell shell, List<Network> networks) {
    KernelQuestions questions = new KernelQuestions(shell);
    questions.features(needed(networks));
    questions.settings();
    questions.firewalls(networks);
    return questions.answers;
  }

  /** What no accept of another chain helps against. */
  private void firewalls(List<Network> networks) {
    Set<String> notes = new LinkedHashSet<>();
    List<String> dropping = DroppingChains.QUESTION.ask(shell);
    for (Network network : networks) {
      for (ObjectNode plugin : network.plugins()) {
        if (PluginName.of(Network.type(plugin)).equals(Optional.of(PluginName.FIREWALL))) {
          notes.addAll(FirewallType.notOverridden(Section.of(plugin), dropping));
        }
      }
    }
    notes.forEach(
        note -> answers.add(Diagnosis.mind(note, "see `backend` of the firewall plugin")));
  }

  private static Set<KernelFeature> needed(List<Network> networks) {
    Set<KernelFeature> needed = new LinkedHashSet<>();
    for (Network network : networks) {
      for (ObjectNode plugin : network.plugins()) {
        PluginName.of(Network.type(plugin))
            .flatMap(PluginTypes::of)
            .ifPresent(type -> needed.addAll(type.kernel()));
      }
    }
    if (needed.isEmpty()) {
      PluginTypes.of(PluginName.BRIDGE).ifPresent(type -> needed.addAll(type.kernel()));
    }
    return needed;
  }

  private void features(Set<KernelFeature> needed) {
    if (!tries("true")) {
      answers.add(
          Diagnosis.mind(
              "kernel features could not be tried: no namespace can be made", "run it as root"));
      return;
    }
    for (KernelFeature each : needed) {
      feature(each.name(), each.probe(), true, each.mend());
    }
    feature(
        "VLAN filtering on bridges",
        "ip link add name mycni0 type bridge && ip link set dev mycni0 type bridge vlan_filtering 1",
        false,
        "only the keys vlan and vlanTrunk need it; CONFIG_BRIDGE_VLAN_FILTERING");
    if (shell.tools().find("iptables").isPresent()) {
      feature(
          "masquerading by iptables",
          "iptables -w -t nat -A POSTROUTING -m comment --comment t -j MASQUERADE",
          false,
          "modprobe iptable_nat, or ipMasqBackend: nftables");
    }
    if (shell.tools().find("nft").isPresent()) {
      feature(
          "masquerading by nftables",
          "nft 'add table inet t; add chain inet t c { type nat hook postrouting priority 100; };"
              + " add rule inet t c masquerade'",
          false,
          "modprobe nft_masq");
    }
  }

  private void feature(String what, String script, boolean needed, String mend) {
    if (tries(script)) {
      answers.add(Diagnosis.good("the kernel has " + what));
    } else if (needed) {
      answers.add(Diagnosis.fail("the kernel has no " + what, mend));
    } else {
      answers.add(Diagnosis.mind("the kernel has no " + what, mend));
    }
  }

  private boolean tries(String script) {
    if (shell.tools().find("unshare").isEmpty()) {
      return false;
    }
    Runner.Outcome outcome =
        shell.ask("try a kernel feature", "unshare", List.of("--net", "sh", "-c", script));
    return outcome.ok();
  }

  private void settings() {
    forwarding("net/ipv4/ip_forward", "IPv4");
    forwarding("net/ipv6/conf/all/forwarding", "IPv6");
    if (value("net/ipv4/conf/all/rp_filter").equals("1")
        || value("net/ipv4/conf/default/rp_filter").equals("1")) {
      answers.add(
          Diagnosis.mind(
              "rp_filter is strict (1): replies that come by another interface are dropped",
              "sysctl net.ipv4.conf.all.rp_filter=2, where hosts have several ways"));
    }
    if (value("net/bridge/bridge-nf-call-iptables").equals("1")) {
      answers.add(
          Diagnosis.mind(
              "bridge-nf-call-iptables is 1: frames between containers pass the FORWARD chain",
              "sysctl net.bridge.bridge-nf-call-iptables=0, unless Kubernetes' kube-proxy wants it"));
    }
  }

  private void forwarding(String key, String family) {
    String value = value(key);
    String name = key.replace('/', '.');
    if (value.isEmpty()) {
      answers.add(
          Diagnosis.mind("this kernel has no " + family, "use only ranges of the other family"));
    } else {
      answers.add(
          Diagnosis.good(
              name
                  + " is "
                  + value
                  + (value.equals("0") ? "; the first gateway switches it on" : "")));
    }
  }

  private static String value(String key) {
    return HostFacts.read(Path.of("/proc/sys", key));
  }
}
