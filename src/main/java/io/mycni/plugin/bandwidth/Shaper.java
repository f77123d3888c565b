// The limit of what one link sends: a token bucket, or, where only some traffic is limited, an htb
// of two classes. Handles and classes are those of the reference.
package io.mycni.plugin.bandwidth;

import io.mycni.host.Shaping;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A limit on a link.
 *
 * @param device the link
 * @param limit the limit
 * @param subnets with whom traffic is limited
 * @param source whether those others are where the packets come from
 */
record Shaper(String device, Limit limit, Subnets subnets, boolean source) {
  /** What classes may send in a turn, in bytes; both have the link to themselves. */
  private static final String TURN = " quantum 60000";

  /** The rate of what is not limited, 800 Gbit/s as with the reference. */
  private static final String UNLIMITED = "800000000000bit";

  private static Command.Tc tc(String line) {
    return new Command.Tc(line);
  }

  /** What makes it; the first change takes back all of it. */
  List<Change> make() {
    String root = "qdisc add dev " + device + " root handle 1: ";
    List<Change> changes = new ArrayList<>();
    String kind = subnets.isEmpty() ? limit.tbf() : "htb default " + subnets.otherwise();
    changes.add(Change.of(tc(root + kind), unmake()));
    if (!subnets.isEmpty()) {
      String limited = Subnets.LIMITED + " " + limit.htb();
      String free = Subnets.FREE + " htb rate " + UNLIMITED;
      for (String words : List.of(limited, free)) {
        changes.add(
            Change.of(tc("class add dev " + device + " parent 1: classid " + words + TURN)));
      }
      for (Shaping.Filter filter : subnets.filters(source)) {
        String words = Subnets.words(filter);
        changes.add(Change.of(tc("filter add dev " + device + " parent 1: " + words)));
      }
    }
    return changes;
  }

  /**
   * Returns the step that does so.
   *
   * @param what what is limited, as {@code eth0 receives}
   */
  Step step(String what, List<Change> changes) {
    return new Step.Create("limit what " + what + " to " + limit, changes);
  }

  /** Adds what makes it where some of it is left, and more with it. */
  void anew(String what, Shaping there, List<Change> more, List<Step> steps) {
    if (there.root().isPresent()) {
      steps.add(
          new Step.Remove("take away what is left of the limit of " + device, List.of(unmake())));
    }
    List<Change> changes = new ArrayList<>(make());
    changes.addAll(more);
    steps.add(step(what, changes));
  }

  private Command unmake() {
    return tc("qdisc delete dev " + device + " root");
  }

  /** What is not as it was made. */
  List<Difference> differences(Shaping there) {
    List<Difference> differences = new ArrayList<>();
    Optional<Shaping.Qdisc> root = there.root();
    if (root.isEmpty()) {
      differences.add(Difference.wiped(device + " is not limited: it has no qdisc of its own"));
    } else if (root.get().kind().equals("tbf") && subnets.isEmpty()) {
      bucket(root.get(), differences);
    } else if (root.get().kind().equals("htb")) {
      classes(root.get(), there, differences);
    } else {
      differences.add(
          Difference.broken(
              device
                  + " has the qdisc "
                  + root.get().kind()
                  + ", not the limit of "
                  + limit
                  + (subnets.isEmpty() ? "" : " for some subnets"),
              unmake().typed() + ", then `mycni reload`"));
    }
    return differences;
  }

  private void bucket(Shaping.Qdisc bucket, List<Difference> differences) {
    boolean same =
        limit.hasRate(bucket.rate(), true)
            && limit.hasBurst(bucket.burst())
            && limit.hasLatency(bucket.latency());
    if (!same) {
      String there =
          bucket.rate() * 8
              + " bit/s in bursts of "
              + bucket.burst() * 8
              + " bit, and lets packets wait for "
              + bucket.latency()
              + " us";
      String change = "qdisc replace dev " + device + " root handle 1: " + limit.tbf();
      differences.add(
          Difference.broken(
              device + " is limited to " + there + ", not to " + limit, tc(change).typed()));
    }
  }

  /** Where no subnets are named, one that the reference has made of its classes counts, too. */
  private void classes(Shaping.Qdisc root, Shaping there, List<Difference> differences) {
    Optional<Shaping.HtbClass> limited = Optional.empty();
    boolean free = false;
    for (Shaping.HtbClass each : there.classes()) {
      free |= each.id().equals(Subnets.FREE);
      limited = each.id().equals(Subnets.LIMITED) ? Optional.of(each) : limited;
    }
    if (limited.isEmpty() || !free || !there.filters().containsAll(subnets.filters(source))) {
      differences.add(Difference.wiped(device + " lacks classes or filters of its limit"));
      return;
    }
    boolean same =
        limit.hasRate(limited.get().rate(), false) && limit.hasBurst(limited.get().burst());
    if (!same) {
      String now =
          limited.get().rate() * 8 + " bit/s in bursts of " + limited.get().burst() * 8 + " bit";
      String change = "class replace dev " + device + " parent 1: classid " + Subnets.LIMITED + " ";
      differences.add(
          Difference.broken(
              device + " is limited to " + now + ", not to " + limit,
              tc(change + limit.htb() + TURN).typed()));
    }
    if (!root.otherwise().endsWith(subnets.otherwise())
        || filters(there) > subnets.subnets().size()) {
      differences.add(
          Difference.broken(
              device + " limits other traffic than that of the configuration",
              unmake().typed() + ", then `mycni reload`"));
    }
  }

  /** Those for what the link receives are no part of it. */
  private static int filters(Shaping there) {
    int filters = 0;
    for (Shaping.Filter filter : there.filters()) {
      filters += filter.parent().equals("1:") ? 1 : 0;
    }
    return filters;
  }

  /** Tells whether something of it was wiped, so that it is made anew. */
  boolean isWiped(Shaping there) {
    for (Difference difference : differences(there)) {
      if (difference.wiped()) {
        return true;
      }
    }
    return false;
  }
}
