// The questions about firewalld. Its own tool is a program of some tenths of a second, and most
// hosts have none of both: so without that tool nothing is asked, and whether firewalld runs is
// told by the system bus, as the reference does.
package io.mycni.host;

import io.mycni.exec.Shell;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is asked of firewalld, firewall-cmd(1). */
public final class Firewalld {
  /** Whether it runs, and can be told something; starts no program. */
  public static final Question<Boolean> RUNS = new Runs();

  /** The zones by the sources that are bound to them, {@code 10.1.0.2/32} say; none where not. */
  public static final Question<Map<String, String>> ZONES = new Zones();

  private static final String TOOL = "firewall-cmd";
  private static final String NAME = "org.fedoraproject.FirewallD1";
  private static final String SOURCES = "  sources:";

  private Firewalld() {}

  private static boolean runs(Shell shell) {
    return shell.tools().find(TOOL).isPresent() && SystemBus.knows(NAME);
  }

  /** Each zone is a line, below which there are lines of what is bound to it, further in. */
  static Map<String, String> zones(String listing) {
    Map<String, String> zoneOf = new HashMap<>();
    String zone = "";
    for (String line : listing.split("\n")) {
      if (line.startsWith(SOURCES)) {
        for (String source : line.substring(SOURCES.length()).strip().split(" ")) {
          zoneOf.put(source, zone);
        }
      } else if (!line.isBlank() && !line.startsWith(" ")) {
        int end = line.indexOf(' ');
        zone = end < 0 ? line : line.substring(0, end);
      }
    }
    return zoneOf;
  }

  private static final class Runs implements Question<Boolean> {
    @Override
    public boolean isQuick() {
      return true;
    }

    @Override
    public boolean isInside() {
      return false;
    }

    @Override
    public Boolean ask(Shell shell) {
      return runs(shell);
    }

    @Override
    public String toString() {
      return "whether firewalld runs";
    }
  }

  private static final class Zones implements Question<Map<String, String>> {
    @Override
    public boolean isInside() {
      return false;
    }

    @Override
    public Map<String, String> ask(Shell shell) {
      String what = "look at the zones of firewalld";
      return runs(shell)
          ? zones(shell.answer(what, TOOL, List.of("--get-active-zones")).out())
          : Map.of();
    }

    @Override
    public String toString() {
      return "the zones of firewalld";
    }
  }
}
