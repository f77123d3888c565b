// What a configuration of the host-device plugin says. The keys are HostDeviceKeys.
package io.mycni.plugin.hostdevice;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.host.DeviceQuery;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.keys.TextKey;
import java.util.Locale;
import java.util.Optional;

/**
 * A configuration of the host-device plugin.
 *
 * @param device which device is meant
 * @param isLayer3 whether the interface gets addresses
 * @param dns what the configuration says itself; it wins over the IPAM plugin's
 */
public record HostDeviceConfig(DeviceQuery device, boolean isLayer3, CniDns dns) {
  /** The least and the most octets of hardware addresses: of Ethernet, and of InfiniBand. */
  private static final int LEAST_OCTETS = 6;

  private static final int MOST_OCTETS = 20;

  private static final String DEVICES = "/sys/devices/";

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static HostDeviceConfig read(Section network, CniArgs args) {
    HostDeviceConfig config =
        new HostDeviceConfig(
            device(network),
            !SharedKeys.IPAM.read(network).isEmpty(),
            SharedKeys.DNS.read(network));
    Sources.refuseUnknown(args);
    return config;
  }

  /** Returns which device is meant; none where the configuration cannot be read. */
  static DeviceQuery deviceOrNone(Section network) {
    try {
      return device(network);
    } catch (CniException mistaken) {
      return DeviceQuery.NONE;
    }
  }

  private static DeviceQuery device(Section network) {
    String id = "";
    Optional<Section> runtime = Sources.runtimeConfig(network);
    if (runtime.isPresent()) {
      id = runtime.get().string("deviceID").orElse("");
      if (!isFileName(id)) {
        throw runtime
            .get()
            .invalid(
                "deviceID", "is no address of a device", "it is as a folder's name in /sys/bus");
      }
    }
    DeviceQuery query =
        new DeviceQuery(
            HostDeviceKeys.DEVICE.read(network),
            hardwareAddress(network),
            kernelPath(network),
            pci(network),
            id);
    if (query.equals(DeviceQuery.NONE)) {
      throw network.invalid(
          HostDeviceKeys.DEVICE,
          "is missing: specify either \"device\", \"hwaddr\", \"kernelpath\" or \"pciBusID\"",
          "name the device by one of them, or let the runtime give runtimeConfig.deviceID");
    }
    return query;
  }

  private static String hardwareAddress(Section network) {
    TextKey key = HostDeviceKeys.HWADDR;
    String normal = key.read(network).toLowerCase(Locale.ROOT).replace('-', ':');
    int octets = (normal.length() + 1) / 3;
    boolean right = normal.length() % 3 == 2 && octets >= LEAST_OCTETS && octets <= MOST_OCTETS;
    for (int i = 0; i < normal.length(); i++) {
      char c = normal.charAt(i);
      right &= i % 3 == 2 ? c == ':' : Character.digit(c, 16) >= 0 && c < 128;
    }
    if (!normal.isEmpty() && !right) {
      throw network.invalid(
          key, "is no hardware address", "write its octets in hex, such as " + key.example());
    }
    return normal;
  }

  private static String kernelPath(Section network) {
    TextKey key = HostDeviceKeys.KERNELPATH;
    String path = key.read(network);
    boolean outside = !path.startsWith(DEVICES) || (path + "/").contains("/../");
    if (!path.isEmpty() && (outside || path.indexOf('\0') >= 0)) {
      throw network.invalid(
          key,
          "must be absolute and begin with " + DEVICES,
          "see `readlink -f /sys/class/net/NAME/device`");
    }
    return path;
  }

  private static String pci(Section network) {
    TextKey key = HostDeviceKeys.PCI_BUS_ID;
    String address = key.read(network);
    if (!isFileName(address)) {
      throw network.invalid(
          key, "is no address on the PCI bus", "write one such as " + key.example());
    }
    return address;
  }

  /** Tells whether it can be the name of a folder; nothing can, too. */
  private static boolean isFileName(String text) {
    return text.indexOf('/') < 0
        && text.indexOf('\0') < 0
        && !text.equals(".")
        && !text.equals("..");
  }
}
