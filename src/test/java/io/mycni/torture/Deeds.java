// Which deed is tried at which point: chosen by chance, from a seed.
package io.mycni.torture;

import java.util.List;
import java.util.Random;

/** Chooses deeds. */
final class Deeds {
  private static final List<String> TOOLS =
      List.of(
          "ip",
          "ip",
          "nsenter",
          "nsenter",
          "iptables-restore",
          "ip6tables-restore",
          "nft",
          "iptables-save",
          "tc",
          "iptables",
          "bridge",
          "sh");
  private static final List<String> HOWS =
      List.of("fails", "dies", "half", "late", "kills", "missing", "hangs", "deaf");
  private static final List<String> ERRORS = List.of("ENOSPC", "EROFS", "EIO", "EDQUOT");
  private static final List<String> WAITERS = List.of("add-c", "del-a", "gc");
  private static final List<String> OTHERS =
      List.of("add-c", "add-c", "del-a", "gc", "netns-gone", "add-c-reference");

  private Deeds() {}

  static Deed pick(Random random, String by, String verb, List<String> points) {
    String point = Torture.pick(random, points);
    String at = point.substring(0, point.indexOf(':'));
    int count = Integer.parseInt(point.substring(point.indexOf(':') + 1));
    int dice = random.nextInt(10);
    if (by.equals("agent") && dice < 4) {
      return new Deed("kill-agent", at, count, "");
    }
    if (dice < 4) {
      return new Deed("kill", at, count, "");
    }
    if (dice < 6 && Points.FILES.contains(at) && !by.equals("agent")) {
      return new Deed("error", at, count, Torture.pick(random, ERRORS));
    }
    if (dice < 7) {
      return new Deed(
          "tool", Torture.pick(random, TOOLS), 1 + random.nextInt(3), Torture.pick(random, HOWS));
    }
    if (dice < 8) {
      return new Deed(
          "room",
          Torture.pick(random, List.of("data", "run")),
          random.nextInt(4),
          Torture.pick(random, List.of("inodes", "blocks", "readonly")));
    }
    if (by.equals("agent")) {
      return new Deed(
          "kill",
          Torture.pick(random, List.of("connect", "sendmsg", "write")),
          1 + random.nextInt(3),
          "");
    }
    if (random.nextInt(3) == 0) {
      return new Deed("hold", at, count, Torture.pick(random, WAITERS));
    }
    return new Deed("stop", at, count, verb.equals("ADD") ? Torture.pick(random, OTHERS) : "add-c");
  }
}
