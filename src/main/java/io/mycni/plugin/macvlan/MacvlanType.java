// What a macvlan attachment is: an interface on a master, and what happens to it in the container.
package io.mycni.plugin.macvlan;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.net.MacAddress;
import io.mycni.part.Child;
import io.mycni.part.ChildLink;
import io.mycni.part.InsideLinkRemains;
import io.mycni.part.MadeNote;
import io.mycni.part.Master;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Reach;
import io.mycni.plugin.SubnetWarnings;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The macvlan plugin. */
public final class MacvlanType implements PluginType<MacvlanConfig> {
  private static final Child.Kind KIND = Child.Kind.MACVLAN;

  @Override
  public String name() {
    return KIND.keyword();
  }

  @Override
  public KeySet keys() {
    return MacvlanKeys.ALL;
  }

  @Override
  public MacvlanConfig read(Section network, CniArgs args) {
    return MacvlanConfig.read(network, args);
  }

  @Override
  public List<Part> parts(MacvlanConfig config, Subject asGiven) {
    Subject subject = asGiven.with(asGiven.given().with(config.dns()));
    return new ChildLink(
            subject,
            new Master(subject, config.master(), config.linkInContainer()),
            Child.macvlan(
                config.mode().keyword(),
                config.broadcastQueue(),
                mac(config, subject),
                config.mtu()))
        .parts(config.isLayer3(), config.disableContainerInterface());
  }

  /** One that is known beforehand need not be looked for afterwards. */
  private static Optional<MacAddress> mac(MacvlanConfig config, Subject subject) {
    return config.mac().isPresent() || config.mode() == MacvlanMode.PASSTHRU
        ? config.mac()
        : Optional.of(subject.names().containerMac());
  }

  @Override
  public Reach reach(MacvlanConfig config) {
    return config.linkInContainer() ? Reach.UNKNOWN : Reach.on(config.master());
  }

  @Override
  public List<Warning> warnings(MacvlanConfig config, Surroundings around) {
    List<Warning> warnings = new ArrayList<>(SubnetWarnings.unreachableGateways(around, false));
    if (!config.linkInContainer()) {
      boolean reflected = config.mode() == MacvlanMode.VEPA;
      warnings.addAll(SubnetWarnings.besideHost(around, config.master(), reflected));
    }
    return warnings;
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(InsideLinkRemains.of(request, note, name()));
  }
}
