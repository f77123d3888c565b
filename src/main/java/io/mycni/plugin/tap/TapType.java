// The tap plugin: an interface whose other end is a program, a virtual machine say.
package io.mycni.plugin.tap;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.ContainerRoutes;
import io.mycni.part.ContainerSetup;
import io.mycni.part.InsideLinkRemains;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginType;
import java.util.List;
import java.util.Optional;

/** The tap plugin. */
public final class TapType implements PluginType<TapConfig> {
  @Override
  public String name() {
    return "tap";
  }

  @Override
  public KeySet keys() {
    return TapKeys.ALL;
  }

  @Override
  public TapConfig read(Section network, CniArgs args) {
    return TapConfig.read(network, args);
  }

  @Override
  public List<Part> parts(TapConfig config, Subject asGiven) {
    Subject subject = asGiven.with(asGiven.given().with(config.dns()));
    return List.of(
        Tap.of(subject, config),
        ContainerSetup.of(subject, config.mtu(), config.isLayer3()),
        new ContainerRoutes(subject));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(InsideLinkRemains.of(request, note, Tap.KIND));
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(
        new KernelFeature(
            "taps", "ip tuntap add dev mycni0 mode tap", "modprobe tun; is there a /dev/net/tun?"));
  }
}
