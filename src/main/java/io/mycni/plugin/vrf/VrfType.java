// The vrf plugin: the interface that a plugin before it has made goes into a VRF of the container.
package io.mycni.plugin.vrf;

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
import java.util.List;
import java.util.Optional;

/** The vrf plugin, virtual routing and forwarding. */
public final class VrfType implements PluginType<VrfConfig> {
  @Override
  public String name() {
    return "vrf";
  }

  @Override
  public KeySet keys() {
    return VrfKeys.ALL;
  }

  @Override
  public Chaining chaining() {
    return Chaining.BEHIND;
  }

  /** A VRF is shared by its members, and which tables are free is seen together with its making. */
  @Override
  public boolean sharesNamespace() {
    return true;
  }

  @Override
  public VrfConfig read(Section network, CniArgs args) {
    return VrfConfig.read(network, args);
  }

  @Override
  public List<Part> parts(VrfConfig config, Subject subject) {
    return List.of(new Membership(subject, config));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(VrfRemains.of(request, note));
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(KernelFeature.ofLink("VRFs", "type vrf table 4711", "modprobe vrf"));
  }
}
