// What /proc/PID/net tells of the namespace of a process that may not be entered or even
// identified, as that of a process with more privileges: enough to know what is not in it.
package io.mycni.node;

import io.mycni.net.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names and addresses: proc(5), /proc/pid/net/dev, fib_trie and if_inet6. Addresses of IPv4 links
 * that are down are not told there.
 *
 * @param links the names of the links
 * @param addresses their addresses
 */
record ProcNet(Set<String> links, Set<IpAddress> addresses) {
  /** A table of this many bytes is that of a router, not of a container; it is not read on. */
  private static final int LONGEST = 1 << 20;

  ProcNet {
    links = Set.copyOf(links);
    addresses = Set.copyOf(addresses);
  }

  /** Reads it; empty when it cannot be read whole. */
  static Optional<ProcNet> of(Path process) {
    Path net = process.resolve("net");
    try {
      Set<IpAddress> addresses = new HashSet<>(localOf(lines(net.resolve("fib_trie"))));
      if (Files.exists(net.resolve("if_inet6"))) {
        for (String line : lines(net.resolve("if_inet6"))) {
          IpAddress.parse(colons(line)).ifPresent(addresses::add);
        }
      }
      Set<String> links = new HashSet<>();
      for (String line : lines(net.resolve("dev"))) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          links.add(line.substring(0, colon).strip());
        }
      }
      return Optional.of(new ProcNet(links, addresses));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] text = stream.readNBytes(LONGEST);
      if (text.length == LONGEST) {
        throw new IOException(file + " is too long");
      }
      return new String(text, StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** The addresses are the leaves, {@code |-- 10.1.0.2}, with {@code /32 host LOCAL} below. */
  static Set<IpAddress> localOf(List<String> trie) {
    Set<IpAddress> found = new HashSet<>();
    String leaf = "";
    for (String line : trie) {
      String word = line.strip();
      if (word.startsWith("|-- ")) {
        leaf = word.substring("|-- ".length());
      } else if (word.equals("/32 host LOCAL")) {
        IpAddress.parse(leaf).ifPresent(found::add);
      }
    }
    return found;
  }

  /** The line begins with 32 hex digits. */
  private static String colons(String line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 32 && i < line.length(); i += 4) {
      text.append(i == 0 ? "" : ":").append(line, i, Math.min(i + 4, line.length()));
    }
    return text.toString();
  }

  /** Tells whether an interface can be in there: with one of its addresses, or with its name. */
  boolean mayHold(String ifname, Set<IpAddress> wanted) {
    if (!wanted.isEmpty()) {
      return wanted.stream().anyMatch(addresses::contains);
    }
    return ifname.isEmpty() || links.contains(ifname);
  }
}
