package io.mycni.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices are found below a /sys of the test's own; it has any link that somebody asks for. */
class DeviceReaderTest {
  private static final String CARD = "0000:00:1f.6";

  @TempDir Path sys;

  private Device find(String link, String mac, String path, String pci, String id) {
    DeviceQuery query = new DeviceQuery(link, mac, path, pci, id);
    return new DeviceReader(sys).find(query, name -> Optional.of(Link.named(name).build()));
  }

  private static String name(Device device) {
    assertEquals("", device.missing());
    return device.link().orElseThrow().name();
  }

  private void have(String folder) throws IOException {
    Files.createDirectories(sys.resolve(folder));
  }

  private void haveDriver(String device, String driver) throws IOException {
    have("bus/drivers/" + driver);
    Files.createSymbolicLink(
        sys.resolve(device).resolve("driver"), sys.resolve("bus/drivers/" + driver));
  }

  @Test
  void theFirstWayToNameItCounts() throws IOException {
    have("devices/pci0/card/net/eth7");
    have("class/net/eth5");
    Files.writeString(sys.resolve("class/net/eth5/address"), "02:00:00:00:00:05\n");
    String path = "/sys/devices/pci0/card";
    String mac = "02:00:00:00:00:05";
    assertEquals("eth1", name(find("eth1", mac, path, "", "")));
    assertEquals("eth5", name(find("", mac, path, "", "")));
    assertEquals("eth7", name(find("", "", path, "", "")));
  }

  @Test
  void onThePciBusItIsFoundByItsAddressAlsoBehindVirtio() throws IOException {
    have("bus/pci/devices/" + CARD + "/net/enp0s31f6");
    have("bus/pci/devices/0000:00:03.0/virtio2/net/ens3");
    assertEquals("enp0s31f6", name(find("", "", "", CARD, "")));
    assertEquals("ens3", name(find("", "", "", "0000:00:03.0", "")));
    have("bus/pci/devices/0000:00:04.0");
    assertEquals(
        "no net directory under pci device 0000:00:04.0",
        find("", "", "", "0000:00:04.0", "").missing());
    assertTrue(find("", "", "", "0000:00:09.0", "").missing().contains("no PCI device"));
  }

  @Test
  void theRuntimesDeviceIsLookedForOnBothBuses() throws IOException {
    have("bus/pci/devices/" + CARD + "/net/enp0s31f6");
    have("bus/auxiliary/devices/mlx5_core.sf.2/net/sf2");
    assertEquals("enp0s31f6", name(find("", "", "", "0000:00:09.0", CARD)));
    assertEquals("sf2", name(find("", "", "", CARD, "mlx5_core.sf.2")));
    String why = find("", "", "", "", "none").missing();
    assertTrue(why.startsWith("runtime config DeviceID none not found or unsupported"), why);
  }

  @Test
  void aDeviceOfAProgramsDriverHasNoLinkHoweverElseItIsNamed() throws IOException {
    String device = "bus/pci/devices/" + CARD;
    have(device);
    haveDriver(device, "vfio-pci");
    assertEquals(new Device(Optional.empty(), "vfio-pci", ""), find("eth0", "", "", CARD, ""));
  }

  @Test
  void aDeviceInAContainerHasAnEmptyFolderHere() throws IOException {
    have("devices/pci0/card/net");
    String why = find("", "", "/sys/devices/pci0/card", "", "").missing();
    assertTrue(why.contains("is it in a container?"), why);
    why = find("", "", "/sys/devices/none", "", "").missing();
    assertTrue(why.contains("there is no folder"), why);
    why = find("", "02:00:00:00:00:09", "", "", "").missing();
    assertEquals("no link of the host has the hardware address 02:00:00:00:00:09", why);
  }

  @Test
  void aLinkOfAnotherNamespaceIsNotTakenForOneOfThisHost() throws IOException {
    have("devices/pci0/card/net/eth0");
    Files.writeString(sys.resolve("devices/pci0/card/net/eth0/ifindex"), "77\n");
    String why = find("", "", "/sys/devices/pci0/card", "", "").missing();
    assertTrue(why.contains("a link of another network namespace"), why);
  }
}
