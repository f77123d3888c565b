// The descriptions behind the names of those plugins that the engine serves.
package io.mycni.plugin;

import io.mycni.plugin.bandwidth.BandwidthType;
import io.mycni.plugin.bridge.BridgeType;
import io.mycni.plugin.dummy.DummyType;
import io.mycni.plugin.firewall.FirewallType;
import io.mycni.plugin.hostdevice.HostDeviceType;
import io.mycni.plugin.ipvlan.IpvlanType;
import io.mycni.plugin.loopback.LoopbackType;
import io.mycni.plugin.macvlan.MacvlanType;
import io.mycni.plugin.portmap.PortmapType;
import io.mycni.plugin.ptp.PtpType;
import io.mycni.plugin.sbr.SbrType;
import io.mycni.plugin.tap.TapType;
import io.mycni.plugin.tuning.TuningType;
import io.mycni.plugin.vlan.VlanType;
import io.mycni.plugin.vrf.VrfType;
import java.util.Optional;

/** Finds descriptions. */
public final class PluginTypes {
  private PluginTypes() {}

  /** Returns the description of a plugin; empty for one that is not served by the engine. */
  public static Optional<PluginType<?>> of(PluginName name) {
    return switch (name) {
      case BRIDGE -> Optional.of(new BridgeType());
      case PTP -> Optional.of(new PtpType());
      case MACVLAN -> Optional.of(new MacvlanType());
      case IPVLAN -> Optional.of(new IpvlanType());
      case VLAN -> Optional.of(new VlanType());
      case HOST_DEVICE -> Optional.of(new HostDeviceType());
      case DUMMY -> Optional.of(new DummyType());
      case TAP -> Optional.of(new TapType());
      case LOOPBACK -> Optional.of(new LoopbackType());
      case PORTMAP -> Optional.of(new PortmapType());
      case FIREWALL -> Optional.of(new FirewallType());
      case VRF -> Optional.of(new VrfType());
      case SBR -> Optional.of(new SbrType());
      case TUNING -> Optional.of(new TuningType());
      case BANDWIDTH -> Optional.of(new BandwidthType());
      case HOST_LOCAL, STATIC, DHCP -> Optional.empty();
    };
  }
}
