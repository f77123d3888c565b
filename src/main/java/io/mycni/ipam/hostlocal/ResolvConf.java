// The key "resolvConf": a file of the host whose settings go into the result.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads resolv.conf(5). */
final class ResolvConf {
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
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "ipam.resolvConf names " + file + ", which cannot be read: " + IoReason.of(e),
          "name a file such as /etc/resolv.conf, or take the key out",
          e);
    }
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
