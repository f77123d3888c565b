// Which device of the host is meant, where it need not be named as a link.
package io.mycni.host;

/**
 * A question for one device. Of several ways to name it the first that is given counts.
 *
 * @param link the name of its link; empty where it is not named so
 * @param mac its hardware address, as the kernel writes it in {@code address} of its folder
 * @param path its folder below {@code /sys/devices}
 * @param pci its address on the PCI bus
 * @param id its address on the PCI or the auxiliary bus, whichever has it; counts before {@code
 *     pci}
 */
public record DeviceQuery(String link, String mac, String path, String pci, String id) {
  /** Names no device. */
  public static final DeviceQuery NONE = new DeviceQuery("", "", "", "", "");
}
