// The host-device plugin: a link of the host moves into the container, and back with the DEL.
package io.mycni.plugin.hostdevice;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.PluginType;
import java.util.List;
import java.util.Optional;

/** The host-device plugin. */
public final class HostDeviceType implements PluginType<HostDeviceConfig> {
  @Override
  public String name() {
    return "host-device";
  }

  @Override
  public KeySet keys() {
    return HostDeviceKeys.ALL;
  }

  @Override
  public HostDeviceConfig read(Section network, CniArgs args) {
    return HostDeviceConfig.read(network, args);
  }

  @Override
  public List<Part> parts(HostDeviceConfig config, Subject asGiven) {
    Subject subject = asGiven.with(asGiven.given().with(config.dns()));
    return List.of(new HostDevice(subject, config));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(HostDeviceRemains.of(request, note));
  }
}
