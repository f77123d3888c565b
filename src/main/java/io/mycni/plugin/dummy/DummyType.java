// The dummy plugin: an interface that leads nowhere, with addresses that are the container's own.
package io.mycni.plugin.dummy;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.net.MacAddress;
import io.mycni.part.ContainerRoutes;
import io.mycni.part.ContainerSetup;
import io.mycni.part.InsideLink;
import io.mycni.part.InsideLinkRemains;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plan.Command;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.List;
import java.util.Optional;

/** The dummy plugin. */
public final class DummyType implements PluginType<DummyConfig> {
  private static final String KIND = "dummy";

  @Override
  public String name() {
    return "dummy";
  }

  @Override
  public KeySet keys() {
    return DummyKeys.ALL;
  }

  @Override
  public DummyConfig read(Section network, CniArgs args) {
    return DummyConfig.read(network, args);
  }

  @Override
  public List<Part> parts(DummyConfig config, Subject asGiven) {
    Subject subject = asGiven.with(asGiven.given().with(config.dns()));
    MacAddress mac = InsideLink.mac(subject, Optional.empty());
    String making = "link add name " + subject.ifname() + " address " + mac + " type " + KIND;
    return List.of(
        new InsideLink(subject, KIND, Command.Ip.in(subject.inside(), making), "", mac),
        ContainerSetup.of(subject, 0, true),
        new ContainerRoutes(subject));
  }

  @Override
  public List<Warning> warnings(DummyConfig config, Surroundings around) {
    boolean routes = around.ipam().isPresent() && !around.ipam().get().routes().isEmpty();
    return routes
        ? List.of(
            new Warning(
                "ipam.routes",
                "a dummy leads nowhere: what the container sends by these routes is lost",
                "leave them out, unless it is meant"))
        : List.of();
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(InsideLinkRemains.of(request, note, KIND));
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(KernelFeature.ofLink("dummies", "type dummy", "modprobe dummy"));
  }
}
