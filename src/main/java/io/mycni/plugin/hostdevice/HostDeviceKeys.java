// The keys of the host-device plugin. What they mean together is said in HostDeviceConfig.
package io.mycni.plugin.hostdevice;

import io.mycni.keys.KeySet;
import io.mycni.keys.LinkNameKey;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.keys.TextKey;

/** The keys, in the order of the documentation. */
public final class HostDeviceKeys {
  static final LinkNameKey DEVICE =
      new LinkNameKey(
          "device",
          "required, unless another key names the device",
          "eth1",
          "the link on the host that the container gets; counts before the other keys");
  static final TextKey HWADDR =
      new TextKey(
          "hwaddr", "none", "02:11:22:33:44:55", "the link with that hardware address; comes next");
  static final TextKey KERNELPATH =
      new TextKey(
          "kernelpath",
          "none",
          "/sys/devices/pci0000:00/0000:00:1f.6",
          "the first link of the device with that folder; comes next");
  static final TextKey PCI_BUS_ID =
      new TextKey(
          "pciBusID",
          "none",
          "0000:00:1f.6",
          "the first link of the device with that address on the PCI bus. A runtime's `deviceID`"
              + " counts before it, and may be on the auxiliary bus, too. A device whose driver"
              + " gives it to programs (`vfio-pci`, `uio_pci_generic`, `igb_uio`) has no link;"
              + " nothing is moved then",
          new Sources(true, "deviceID", "", ""));

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the host-device plugin",
          DEVICE,
          HWADDR,
          KERNELPATH,
          PCI_BUS_ID,
          SharedKeys.DNS,
          SharedKeys.IPAM);

  private HostDeviceKeys() {}
}
