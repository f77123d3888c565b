// Which settings the owner of the node lets be written: a file of regular expressions, one a line,
// of which one has to be found in the name as the configuration has it. Without the file, all.
package io.mycni.plugin.tuning;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.host.FileText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The list of the reference. Regular expressions are loaded only where there is one. */
final class AllowList {
  /** Where it is. */
  static final FileText FILE = new FileText(Path.of("/etc/cni/tuning/allowlist.conf"));

  private AllowList() {}

  /**
   * Refuses settings that are not on the list.
   *
   * @param text what the file says
   * @throws CniException naming the first of them, and what is allowed
   */
  static void require(List<Setting> settings, String text) {
    List<Pattern> allowed = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        lines.add(line.strip());
        allowed.add(pattern(line.strip()));
      }
    }
    for (Setting setting : settings) {
      boolean found = false;
      for (Pattern each : allowed) {
        found |= each.matcher(setting.name()).find();
      }
      if (!found) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "Sysctl "
                + setting.name()
                + " is not allowed. Only the following sysctls are allowed: "
                + lines,
            "the owner of this node says so in " + FILE.path());
      }
    }
  }

  private static Pattern pattern(String line) {
    try {
      return Pattern.compile(line);
    } catch (PatternSyntaxException e) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          FILE.path()
              + " has the line "
              + line
              + ", which is no regular expression: "
              + e.getDescription(),
          "mend it; until then no settings are written",
          e);
    }
  }
}
