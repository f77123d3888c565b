// Looks into a container by one process, for commands that look into hundreds. It answers in full
// or not at all: what it cannot tell is asked piece by piece, which says what is wrong.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import io.mycni.process.Runner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen in a namespace.
 *
 * @param routes the routes of all tables, of both families
 * @param settings the settings that were asked for; those that the kernel lacks have no value
 */
record InsideLook(List<Route> routes, Map<String, Optional<String>> settings) {
  /**
   * Prints what {@code ip} tells of the routes of each family, then {@code =VALUE} for each
   * setting, or {@code -} for one that is not there, with a NUL byte behind each. The first words
   * are the path of ip and the options for the families. A setting of several lines, or one that
   * cannot be read, makes it fail.
   */
  private static final String PRINT =
      "[ -d /proc/sys/net ] || exit 1; ip=$1; families=$2; shift 2; "
          + "for family in $families; do "
          + "\"$ip\" -json -N $family route show table all || exit 1; printf '\\0'; done; "
          + "for k; do f=/proc/sys/$k; if [ -f \"$f\" ]; then "
          + "{ read -r v && ! read -r more; } < \"$f\" || exit 1; printf '=%s\\0' \"$v\"; "
          + "elif [ -e \"$f\" ]; then exit 1; else printf '%s\\0' -; fi; done";

  /**
   * Looks; empty where it could not be told in full.
   *
   * @param withRoutes whether routes are asked for
   * @param keys settings that are asked for
   */
  static Optional<InsideLook> into(
      Shell shell, String netns, boolean withRoutes, List<String> keys) {
    List<IpFamily> families = withRoutes ? List.copyOf(HostFacts.forwarding().keySet()) : List.of();
    StringBuilder flags = new StringBuilder();
    families.forEach(family -> flags.append(family.ipFlag()).append(' '));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--net=" + netns, "/bin/sh", "-c", PRINT, "mycni"));
    arguments.add(shell.tools().require("ip"));
    arguments.add(flags.toString());
    arguments.addAll(keys);
    Runner.Outcome outcome =
        shell.ask("look at routes and settings in " + netns, "nsenter", arguments);
    String[] answers = outcome.out().split("\0");
    if (!outcome.ok() || answers.length != families.size() + keys.size()) {
      return Optional.empty();
    }
    try {
      List<Route> routes = new ArrayList<>();
      for (int i = 0; i < families.size(); i++) {
        byte[] answer = answers[i].getBytes(StandardCharsets.UTF_8);
        routes.addAll(IpJson.routes(families.get(i), answer));
      }
      Map<String, Optional<String>> settings = new HashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        String answer = answers[families.size() + i];
        boolean there = answer.startsWith("=");
        settings.put(
            keys.get(i), there ? Optional.of(answer.substring(1).strip()) : Optional.empty());
      }
      return Optional.of(new InsideLook(List.copyOf(routes), settings));
    } catch (CniException noList) {
      return Optional.empty();
    }
  }
}
