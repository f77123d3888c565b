// What links of the host are called, and which of them is a device: from files, wherever these can
// be trusted.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers questions for names and devices. */
final class NamedDevices {
  /** Follows the namespace of whoever reads it, as SysfsLinks tells. */
  private static final Path NAMES = Path.of("/proc/sys/net/ipv4/conf");

  private static final Path LINKS = Path.of("/sys/class/net");

  private NamedDevices() {}

  /**
   * Answers what is asked of it.
   *
   * @throws CniException when something cannot be looked at
   */
  static void tell(HostQuery query, HostLook look, Findings found) {
    if (query.device().isPresent()) {
      found.device(new DeviceReader(Path.of("/sys")).find(query.device().get(), look::link));
    }
    if (!query.asks(HostQuery.Subject.NAMES)) {
      return;
    }
    Set<String> names = names();
    List<Link> renamed = new ArrayList<>();
    Optional<List<String>> quickly = renamed(names);
    if (quickly.isPresent()) {
      for (String name : quickly.get()) {
        look.link(name).ifPresent(renamed::add);
      }
    } else {
      for (Link link : look.allLinks()) {
        if (isName(link.alias())) {
          renamed.add(link);
        }
      }
    }
    found.names(names, renamed);
  }

  private static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(NAMES)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "could not list " + NAMES + ": " + IoReason.of(e),
          "is /proc mounted?",
          e);
    }
    names.remove("all");
    names.remove("default");
    return names;
  }

  /**
   * Returns those of some links whose alias is the name of a link; empty when {@code /sys} does not
   * show the links of this namespace.
   */
  private static Optional<List<String>> renamed(Set<String> names) {
    List<String> renamed = new ArrayList<>();
    for (String name : names) {
      Path folder = LINKS.resolve(name);
      if (!Files.exists(folder)) {
        return Optional.empty();
      }
      if (isName(HostFacts.read(folder.resolve("ifalias")))) {
        renamed.add(name);
      }
    }
    return Optional.of(renamed);
  }

  private static boolean isName(String alias) {
    return !alias.isEmpty() && Names.isIfname(alias);
  }
}
