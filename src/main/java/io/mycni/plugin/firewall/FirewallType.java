// The firewall plugin: traffic of the container passes the host, whatever that drops otherwise.
package io.mycni.plugin.firewall;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The firewall plugin. */
public final class FirewallType implements PluginType<FirewallConfig> {
  private static final KernelFeature TRACKING =
      new KernelFeature(
          "rules that know connections",
          "iptables -w -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
              + " || nft 'add table inet t; add chain inet t c; add rule inet t c ct state"
              + " established accept'",
          "modprobe nf_conntrack, and xt_conntrack for iptables");

  @Override
  public String name() {
    return "firewall";
  }

  @Override
  public KeySet keys() {
    return FirewallKeys.ALL;
  }

  @Override
  public Chaining chaining() {
    return Chaining.BEHIND;
  }

  @Override
  public FirewallConfig read(Section network, CniArgs args) {
    return FirewallConfig.read(network);
  }

  /**
   * What keeps bridges apart is made first, and so is never behind what lets containers through.
   */
  @Override
  public List<Part> parts(FirewallConfig config, Subject subject) {
    List<Part> parts = new ArrayList<>();
    if (config.policy() != IngressPolicy.OPEN) {
      parts.add(new Isolation(subject, config));
    }
    parts.add(new Acceptance(subject, config));
    return parts;
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    String zone = FirewallConfig.zoneOr(Section.of(request.config()));
    return List.of(
        new FirewallRemains(
            FirewallNote.of(note), Acceptance.addresses(request.prevResult()), zone));
  }

  @Override
  public List<Warning> warnings(FirewallConfig config, Surroundings around) {
    return FirewallWarnings.of(config, around);
  }

  /**
   * Returns what a network's owner should know of chains of nftables that drop what they forward.
   *
   * @param network the configuration of the plugin
   * @param dropping the chains, as {@link io.mycni.host.DroppingChains} has them
   */
  public static List<String> notOverridden(Section network, List<String> dropping) {
    List<String> notes = new ArrayList<>();
    for (String chain : dropping) {
      if (FirewallBackend.NFTABLES.keyword().equals(network.string("backend").orElse(""))
          && !chain.startsWith(NftFirewall.TABLE + " ")) {
        notes.add(NftFirewall.notOverridden(chain));
      }
    }
    return notes;
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(TRACKING);
  }
}
