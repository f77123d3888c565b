// What a vlan attachment is: an interface on a master, and what happens to it in the container.
package io.mycni.plugin.vlan;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
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

/** The vlan plugin. */
public final class VlanType implements PluginType<VlanConfig> {
  private static final Child.Kind KIND = Child.Kind.VLAN;

  @Override
  public String name() {
    return KIND.keyword();
  }

  @Override
  public KeySet keys() {
    return VlanKeys.ALL;
  }

  @Override
  public VlanConfig read(Section network, CniArgs args) {
    return VlanConfig.read(network, args);
  }

  @Override
  public List<Part> parts(VlanConfig config, Subject asGiven) {
    Subject subject = asGiven.with(asGiven.given().with(config.dns()));
    return new ChildLink(
            subject,
            new Master(subject, config.master(), config.linkInContainer()),
            Child.vlan(config.vlanId(), config.mtu()))
        .parts(true, false);
  }

  @Override
  public Reach reach(VlanConfig config) {
    return config.linkInContainer()
        ? Reach.UNKNOWN
        : new Reach(List.of("VLAN " + config.vlanId() + " of the link " + config.master()), "");
  }

  @Override
  public List<Warning> warnings(VlanConfig config, Surroundings around) {
    List<Warning> warnings = new ArrayList<>(SubnetWarnings.unreachableGateways(around, false));
    if (config.vlanId() == 0) {
      warnings.add(
          new Warning(
              "vlanId",
              "VLAN 0 is none: frames get a priority, and are in whichever VLAN the other side"
                  + " takes them to be",
              "write the number of a VLAN, 1 to 4094, unless it is meant"));
    }
    return warnings;
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(InsideLinkRemains.of(request, note, name()));
  }
}
