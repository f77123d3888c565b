// Looks at a link without a process: /sys/class/net; its addresses are LinkAddresses' business.
//
// A sysfs mount shows the network namespace in which it was mounted, not the one of the reader,
// so `unshare --net` or `nsenter --net` without a new mount would show a foreign bridge of the
// same name. /proc/sys/net and /proc/net follow the reader; where they disagree with /sys, /sys
// is not believed.
package io.mycni.host;

import io.mycni.net.MacAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads links from the kernel's files. */
final class SysfsLinks {
  private static final int IFF_UP = 0x1;
  private static final int IFF_PROMISC = 0x100;
  private static final int IFF_ALLMULTI = 0x200;

  /** What addr_assign_type says of an address that somebody gave (sysfs-class-net). */
  private static final int NET_ADDR_SET = 3;

  private SysfsLinks() {}

  /**
   * What the files tell.
   *
   * @param reliable whether they show this network namespace
   * @param link the link; empty when there is none of that name
   */
  record Answer(boolean reliable, Optional<Link> link) {
    private static final Answer UNRELIABLE = new Answer(false, Optional.empty());
  }

  static boolean isThere(String name) {
    return Files.exists(Path.of("/proc/sys/net/ipv4/conf", name));
  }

  static Answer read(String name) {
    boolean here = isThere(name);
    Path folder = Path.of("/sys/class/net", name);
    boolean shown = Files.exists(folder);
    if (here != shown) {
      return Answer.UNRELIABLE;
    }
    if (!here) {
      // Every namespace has lo; where it is not seen, nothing can be.
      boolean seeing = Files.exists(Path.of("/proc/sys/net/ipv4/conf/lo"));
      return seeing ? new Answer(true, Optional.empty()) : Answer.UNRELIABLE;
    }
    try {
      int index = number(folder.resolve("ifindex"), 10);
      if (!sameIndexInProc(name, index)) {
        return Answer.UNRELIABLE;
      }
      return new Answer(true, Optional.of(link(name, folder, index)));
    } catch (IOException | NumberFormatException e) {
      return Answer.UNRELIABLE;
    }
  }

  /** Compares with /proc/net/dev_snmp6, the only file of that view that tells one link's index. */
  private static boolean sameIndexInProc(String name, int index) throws IOException {
    Path counters = Path.of("/proc/net/dev_snmp6", name);
    if (!Files.exists(counters)) {
      return true;
    }
    String text = text(counters);
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    return first.startsWith("ifIndex")
        && first.substring("ifIndex".length()).strip().equals(Integer.toString(index));
  }

  private static Link link(String name, Path folder, int index) throws IOException {
    int flags = number(folder.resolve("flags"), 16);
    LinkBuilder link =
        Link.named(name)
            .index(index)
            .mac(MacAddress.parse(text(folder.resolve("address")).strip()))
            .mtu(number(folder.resolve("mtu"), 10))
            .up((flags & IFF_UP) != 0)
            .promiscuous((flags & IFF_PROMISC) != 0)
            .allMulticast((flags & IFF_ALLMULTI) != 0)
            .alias(text(folder.resolve("ifalias")).strip())
            .addresses(LinkAddresses.of(name));
    if (Files.exists(folder.resolve("bridge"))) {
      link.kind("bridge")
          .bridge(
              new Link.Bridge(
                  filtersVlans(folder), floats(folder), hasEntry(folder.resolve("brif")) ? 1 : 0));
    }
    Path port = folder.resolve("brport");
    if (Files.exists(port)) {
      Path bridge = Files.readSymbolicLink(port.resolve("bridge")).getFileName();
      link.master(bridge.toString())
          .port(
              new Link.Port(isOne(port.resolve("hairpin_mode")), isOne(port.resolve("isolated"))));
    }
    return link.build();
  }

  /** Tells whether a bridge takes its hardware address from its ports; true if it is not known. */
  static boolean hasFloatingMac(String bridge) {
    Answer answer = read(bridge);
    return !answer.reliable() || answer.link().map(Link::floatingMac).orElse(true);
  }

  private static boolean floats(Path folder) throws IOException {
    return number(folder.resolve("addr_assign_type"), 10) != NET_ADDR_SET;
  }

  private static boolean filtersVlans(Path folder) throws IOException {
    return isOne(folder.resolve("bridge/vlan_filtering"));
  }

  /** A kernel that lacks a feature has no file for it. */
  private static boolean isOne(Path file) throws IOException {
    return Files.exists(file) && text(file).strip().equals("1");
  }

  private static boolean hasEntry(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return entries.iterator().hasNext();
    }
  }

  private static int number(Path file, int radix) throws IOException {
    String text = text(file).strip();
    return Integer.parseInt(text.startsWith("0x") ? text.substring(2) : text, radix);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
