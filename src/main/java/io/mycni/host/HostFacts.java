// Facts about the host that are no links: forwarding, identity, and what may surprise its owner.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpFamily;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads /proc/sys and /etc. */
public final class HostFacts {
  private HostFacts() {}

  /** Returns the path below /proc/sys of the setting that forwards a family (ip-sysctl.rst). */
  public static String forwardingKey(IpFamily family) {
    return switch (family) {
      case V4 -> "net/ipv4/ip_forward";
      case V6 -> "net/ipv6/conf/all/forwarding";
    };
  }

  /** Returns the path below /proc/sys of the setting that routes 127.0.0.1 by a link. */
  public static String localnetKey(String link) {
    return "net/ipv4/conf/" + link + "/route_localnet";
  }

  /** Returns whether each family is forwarded; a family that the kernel lacks is missing. */
  static Map<IpFamily, Boolean> forwarding() {
    Map<IpFamily, Boolean> forwarding = new EnumMap<>(IpFamily.class);
    for (IpFamily family : IpFamily.values()) {
      Optional<String> value = SettingReader.read(forwardingKey(family));
      if (value.isPresent()) {
        forwarding.put(family, !value.get().equals("0"));
      }
    }
    return forwarding;
  }

  /** Tells whether iptables-legacy has a nat table, or may have. */
  static boolean mayHaveLegacyNat(IpFamily family) {
    return legacyTables(family).contains("nat");
  }

  /**
   * Returns the tables that iptables-legacy has, or may have: the kernel lists those that were
   * loaded, but lets nobody read the list in a network namespace that was made together with its
   * user namespace (unshare --user --net), whose root was not known yet when the file was made.
   */
  static List<String> legacyTables(IpFamily family) {
    Path names =
        Path.of("/proc/net", family == IpFamily.V4 ? "ip_tables_names" : "ip6_tables_names");
    try {
      return Files.readAllLines(names, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException kernelHasNone) {
      return List.of();
    } catch (AccessDeniedException unknown) {
      return List.of("nat", "filter");
    } catch (IOException e) {
      throw unreadable(names, e);
    }
  }

  static CniException unreadable(Path file, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "could not read " + file + ": " + IoReason.of(e),
        "is /proc mounted?",
        e);
  }

  /**
   * Returns what tells this host from others: machine-id(5), or the boot's ID where it has none.
   */
  static String hostId() {
    String id = read(Path.of("/etc/machine-id"));
    return id.isEmpty() ? read(Path.of("/proc/sys/kernel/random/boot_id")) : id;
  }

  /** The kernel registers the file system of SELinux only where it is switched on. */
  static boolean hasSelinux() {
    return read(Path.of("/proc/filesystems")).contains("\tselinuxfs");
  }

  /** Returns remarks on settings that let a correct attachment look broken. */
  static List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (read(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables")).equals("1")) {
      notes.add(
          "net.bridge.bridge-nf-call-iptables is 1: frames between containers pass the host's"
              + " iptables rules, the FORWARD chain's policy included");
    }
    return notes;
  }

  static String forwardDrops(IpFamily family) {
    return "the policy of the FORWARD chain of "
        + family
        + " is DROP: containers reach other networks only where a rule accepts it";
  }

  /** Returns what a file of /proc or /etc says; empty when there is none, or it says nothing. */
  public static String read(Path file) {
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip()
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}
