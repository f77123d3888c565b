// The key "resolvConf": a file of the host whose settings go into the result.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads resolv.conf(5). */
final class ResolvConf {
  /** In bytes; far more than a resolver reads. */
  private static final int LARGEST = 1 << 16;

  private ResolvConf() {}

  static CniDns read(Path file) {
    List<String> nameservers = new ArrayList<>();
    List<String> search = new ArrayList<>();
    List<String> options = new ArrayList<>();
    String domain = "";
    for (String line : lines(file)) {
      List<String> words = words(line);
      if (words.size() < 2 || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> nameservers.add(values.getFirst());
        case "domain" -> domain = values.getFirst();
        case "search" -> search.addAll(values);
        case "options" -> options.addAll(values);
        default -> {}
      }
    }
    return new CniDns(nameservers, domain, search, options);
  }

  private static List<String> lines(Path file) {
    try {
      // A pipe keeps its reader waiting, and some devices have no end.
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw unreadable(file, "it is no plain file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
          throw unreadable(file, "it has more than " + LARGEST + " bytes");
        }
        return List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n"));
      }
    } catch (IOException e) {
      throw unreadable(file, IoReason.of(e));
    }
  }

  private static CniException unreadable(Path file, String why) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "ipam.resolvConf names " + file + ", which cannot be read: " + why,
        "name a file such as /etc/resolv.conf, or take the key out");
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split("[ \t]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
