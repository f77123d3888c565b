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
   * Prints what {@code ip} tells of the routes of each family; {@code =} for each setting that is
   * there and {@code -} for one that is not, with a NUL byte behind each; and then the values, a
   * line for each that is there. The first words are the path of ip and the options for the
   * families. The shell's own {@code read} takes a byte at a time, which settings do not give.
   */
  private static final String PRINT =
      "[ -d /proc/sys/net ] || exit 1; set -f; ip=$1; families=$2; shift 2; "
          + "for family in $families; do "
          + "\"$ip\" -json -N $family route show table all || exit 1; printf '\\0'; done; "
          + "there=; for k; do f=/proc/sys/$k; if [ -f \"$f\" ]; then "
          + "there=\"$there $f\"; printf '=\\0'; "
          + "elif [ -e \"$f\" ]; then exit 1; else printf '%s\\0' -; fi; done; "
          + "[ -z \"$there\" ] || cat $there";

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
    String[] answers = outcome.out().split("\0", -1);
    if (!outcome.ok() || answers.length != families.size() + keys.size() + 1) {
      return Optional.empty();
    }
    try {
      List<Route> routes = new ArrayList<>();
      for (int i = 0; i < families.size(); i++) {
        byte[] answer = answers[i].getBytes(StandardCharsets.UTF_8);
        routes.addAll(IpJson.routes(families.get(i), answer));
      }
      List<String> values = answers[answers.length - 1].lines().toList();
      Map<String, Optional<String>> settings = new HashMap<>();
      int next = 0;
      for (int i = 0; i < keys.size(); i++) {
        boolean there = answers[families.size() + i].equals("=");
        if (there && next == values.size()) {
          return Optional.empty();
        }
        settings.put(
            keys.get(i), there ? Optional.of(values.get(next++).strip()) : Optional.empty());
      }
      // A setting of several lines would be taken for several settings.
      if (next != values.size()) {
        return Optional.empty();
      }
      return Optional.of(new InsideLook(List.copyOf(routes), settings));
    } catch (CniException noList) {
      return Optional.empty();
    }
  }
}
