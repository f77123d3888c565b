// Which link the default route leads over: of the host by files as far as they tell, of a container
// by its routes.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the default route of the table main: that of IPv4, else that of IPv6. */
public final class DefaultRoute {
  private static final Path FILE = Path.of("/proc/net/route");
  private static final int RTF_UP = 0x1;
  private static final int RTF_REJECT = 0x200;

  private DefaultRoute() {}

  /**
   * Returns the link of the host's default route; empty when there is no such route. It is asked
   * for by a process where IPv4 has none: /proc/net/ipv6_route does not tell tables apart.
   */
  static Optional<String> device(Shell shell) {
    Optional<String> device = inFile();
    if (device.isPresent() || !HostFacts.forwarding().containsKey(IpFamily.V6)) {
      return device;
    }
    List<String> question = List.of("-json", "-N", "-6", "route", "show", "default");
    String what = "look for the default route of " + IpFamily.V6;
    return among(IpJson.routes(IpFamily.V6, shell.answer(what, "ip", question).stdout()));
  }

  /**
   * Reads the IPv4 routes of the table main: name, destination, gateway, flags, …, metric, mask.
   */
  private static Optional<String> inFile() {
    String best = "";
    long least = Long.MAX_VALUE;
    try {
      for (String line : ProcText.lines(FILE)) {
        String[] words = line.split("\t");
        if (words.length < 8 || !words[1].equals("00000000") || !words[7].equals("00000000")) {
          continue;
        }
        int flags = Integer.parseInt(words[3], 16);
        long metric = Long.parseLong(words[6]) & 0xffffffffL;
        if ((flags & RTF_UP) != 0 && (flags & RTF_REJECT) == 0 && metric < least) {
          best = words[0];
          least = metric;
        }
      }
    } catch (NoSuchFileException kernelHasNoIpv4) {
      return Optional.empty();
    } catch (IOException e) {
      throw HostFacts.unreadable(FILE, e);
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Returns the link of the default route among some routes; empty when there is none. */
  public static Optional<String> among(List<Route> routes) {
    for (IpFamily family : IpFamily.values()) {
      Optional<Route> best = Optional.empty();
      for (Route route : routes) {
        boolean leads =
            route.destination().family() == family
                && route.destination().isEverything()
                && route.table() == Route.MAIN
                && !route.device().isEmpty()
                && !route.device().equals("lo");
        if (leads && (best.isEmpty() || route.metric() < best.get().metric())) {
          best = Optional.of(route);
        }
      }
      if (best.isPresent()) {
        return Optional.of(best.get().device());
      }
    }
    return Optional.empty();
  }
}
