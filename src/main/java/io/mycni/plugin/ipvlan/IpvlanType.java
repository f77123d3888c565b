// What an ipvlan attachment is: an interface on a master, and what happens to it in the container.
// Behind another plugin of a chain, that one may tell the master and the addresses.
package io.mycni.plugin.ipvlan;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.Child;
import io.mycni.part.ChildLink;
import io.mycni.part.Given;
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
import java.util.List;
import java.util.Optional;

/** The ipvlan plugin. */
public final class IpvlanType implements PluginType<IpvlanConfig> {
  private static final Child.Kind KIND = Child.Kind.IPVLAN;

  @Override
  public String name() {
    return KIND.keyword();
  }

  @Override
  public KeySet keys() {
    return IpvlanKeys.ALL;
  }

  @Override
  public IpvlanConfig read(Section network, CniArgs args) {
    return IpvlanConfig.read(network, args);
  }

  @Override
  public List<Part> parts(IpvlanConfig config, Subject asGiven) {
    boolean standing = asGiven.previous().isPresent();
    Subject subject =
        asGiven.with(
            (standing ? asGiven.given() : given(config, asGiven.given())).with(config.dns()));
    String master = standing ? config.master() : config.masterForAdd();
    return new ChildLink(
            subject,
            new Master(subject, master, config.linkInContainer()),
            Child.ipvlan(config.mode().keyword(), config.mtu(), config.ipamType().isEmpty()))
        .parts(true, false);
  }

  /** Without an IPAM plugin, what the chain has passed on. */
  private static Given given(IpvlanConfig config, Given lease) {
    return config.ipamType().isEmpty() && config.passedOn().isPresent()
        ? Given.of(config.passedOn().get())
        : lease;
  }

  @Override
  public Reach reach(IpvlanConfig config) {
    return config.linkInContainer() ? Reach.UNKNOWN : Reach.on(config.master());
  }

  @Override
  public List<Warning> warnings(IpvlanConfig config, Surroundings around) {
    boolean behind = !around.before().isEmpty();
    return config.linkInContainer() || config.mode() != IpvlanMode.L2 || behind
        ? List.of()
        : SubnetWarnings.besideHost(around, config.master(), false);
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(InsideLinkRemains.of(request, note, name()));
  }
}
