// Finds a device below /sys, by its folder, its address on a bus or its hardware address.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Looks for one device; how a link is looked at is its caller's business. */
final class DeviceReader {
  /**
   * Drivers by which programs have devices of their own, as DPDK's do (dpdk.org, Linux drivers).
   */
  private static final Set<String> USERSPACE = Set.of("vfio-pci", "uio_pci_generic", "igb_uio");

  private final Path sys;

  /** Makes a reader of that {@code /sys}. */
  DeviceReader(Path sys) {
    this.sys = sys;
  }

  /** Looks at a link by its name. */
  interface Links {
    /** Returns the link; empty when there is none of that name. */
    Optional<Link> named(String name);
  }

  /**
   * Looks for a device.
   *
   * @throws CniException with {@link ErrorCode#IO_FAILURE} when a folder cannot be looked into
   */
  Device find(DeviceQuery query, Links links) {
    Path pci = sys.resolve("bus/pci/devices");
    String address = query.pci();
    String auxiliary = "";
    if (!query.id().isEmpty()) {
      boolean isAuxiliary = Files.exists(auxiliary(query.id()));
      if (!Files.exists(pci.resolve(query.id())) && !isAuxiliary) {
        return Device.missing(
            "runtime config DeviceID "
                + query.id()
                + " not found or unsupported: it is neither in "
                + pci
                + " nor on the auxiliary bus");
      }
      auxiliary = Files.exists(pci.resolve(query.id())) ? "" : query.id();
      address = auxiliary.isEmpty() ? query.id() : "";
    }
    String driver = address.isEmpty() ? "" : driver(pci.resolve(address));
    if (USERSPACE.contains(driver)) {
      return new Device(Optional.empty(), driver, "");
    }
    if (!query.link().isEmpty()) {
      return named(query.link(), "there is no link " + query.link() + " on the host", links);
    }
    if (!query.mac().isEmpty()) {
      return byMac(query.mac(), links);
    }
    if (!query.path().isEmpty()) {
      return in(inSys(query.path()).resolve("net"), query.path(), links);
    }
    return auxiliary.isEmpty()
        ? onPci(pci.resolve(address), links)
        : in(auxiliary(auxiliary).resolve("net"), auxiliary, links);
  }

  /** A path is written as it is seen below {@code /sys}, which need not be there in a test. */
  private Path inSys(String path) {
    return sys.resolve(path.substring("/sys/".length()));
  }

  private Path auxiliary(String id) {
    return sys.resolve("bus/auxiliary/devices").resolve(id);
  }

  private static String driver(Path device) {
    try {
      return device.resolve("driver").toRealPath().getFileName().toString();
    } catch (IOException none) {
      return "";
    }
  }

  private static Device named(String name, String otherwise, Links links) {
    Optional<Link> link = links.named(name);
    return link.isPresent() ? Device.of(link.get()) : Device.missing(otherwise);
  }

  /** A {@code /sys} of another network namespace has links that are none here. */
  private static Device shown(Path folder, Links links) {
    String name = folder.getFileName().toString();
    Device device =
        named(name, "the link " + name + ", which " + folder + " is, is not here", links);
    String index = HostFacts.read(folder.resolve("ifindex"));
    boolean another =
        device.link().isPresent()
            && !index.isEmpty()
            && !index.equals(String.valueOf(device.link().get().index()));
    return another
        ? Device.missing(folder + " is a link of another network namespace than mycni's")
        : device;
  }

  private Device byMac(String mac, Links links) {
    Path all = sys.resolve("class/net");
    for (String name : entries(all).orElse(List.of())) {
      String found = HostFacts.read(all.resolve(name).resolve("address"));
      if (found.toLowerCase(Locale.ROOT).equals(mac)) {
        return shown(all.resolve(name), links);
      }
    }
    return Device.missing("no link of the host has the hardware address " + mac);
  }

  /** Below a virtio device on the PCI bus the link is one folder deeper. */
  private Device onPci(Path device, Links links) {
    Path net = device.resolve("net");
    if (!Files.exists(device)) {
      return Device.missing("there is no PCI device " + device.getFileName());
    }
    if (!Files.exists(net)) {
      for (String entry : entries(device).orElse(List.of())) {
        Path deeper = device.resolve(entry).resolve("net");
        if (entry.startsWith("virtio") && Files.exists(deeper)) {
          return in(deeper, device.getFileName().toString(), links);
        }
      }
      return Device.missing("no net directory under pci device " + device.getFileName());
    }
    return in(net, device.getFileName().toString(), links);
  }

  private static Device in(Path net, String device, Links links) {
    Optional<List<String>> names = entries(net);
    if (names.isEmpty()) {
      return Device.missing("there is no folder " + net);
    }
    if (names.get().isEmpty()) {
      return Device.missing(
          "the device "
              + device
              + " has no link here: "
              + net
              + " is empty; is it in a container?");
    }
    return shown(net.resolve(names.get().getFirst()), links);
  }

  /** Returns the names in a folder in their order; empty when there is no such folder. */
  private static Optional<List<String>> entries(Path folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "could not look into " + folder + ": " + IoReason.of(e),
          "is /sys mounted?",
          e);
    }
    Collections.sort(names);
    return Optional.of(names);
  }
}
