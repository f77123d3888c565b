// Routes of the host that go, with an address or a link of theirs, and how they come back in the
// kernel's order.
package io.mycni.part;

import io.mycni.host.RouteDetails;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * Some of the host's routes.
 *
 * @param going those that go
 * @param all all of the host, in the kernel's order
 */
public record GoingRoutes(List<RouteDetails> going, List<RouteDetails> all) {
  /** Copies the lists. */
  public GoingRoutes {
    going = List.copyOf(going);
    all = List.copyOf(all);
  }

  /**
   * Returns what takes them away one by one, each with what brings it back. Routes with a next hop
   * go first and so come back last, when what leads to the next hop is there. Among routes of one
   * key, which have an order, those that stood before one that stays are put before it again, the
   * last of them first; the others behind it, the first of them first.
   */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (boolean byGateway : List.of(true, false)) {
      for (RouteDetails route : going) {
        if (route.byGateway() == byGateway && standsBeforeOneThatStays(route)) {
          changes.add(change(route, "prepend"));
        }
      }
      for (RouteDetails route : going.reversed()) {
        if (route.byGateway() == byGateway && !standsBeforeOneThatStays(route)) {
          changes.add(change(route, "append"));
        }
      }
    }
    return changes;
  }

  private static Change change(RouteDetails route, String back) {
    return Change.of(
        Command.Ip.host("route delete " + route.words()),
        Command.Ip.host("route " + back + " " + route.words()));
  }

  private boolean standsBeforeOneThatStays(RouteDetails route) {
    for (RouteDetails next : all.subList(all.indexOf(route), all.size())) {
      if (next.family() == IpFamily.V4 && next.key().equals(route.key()) && !going.contains(next)) {
        return true;
      }
    }
    return false;
  }

  /** Returns what brings them back after they have gone by themselves. */
  public List<Command> back() {
    List<Command> back = new ArrayList<>();
    for (Change change : changes().reversed()) {
      back.addAll(change.undo());
    }
    return back;
  }

  /** Returns what is not brought back exactly, a sentence each. */
  public List<String> inexact() {
    List<String> inexact = new ArrayList<>();
    for (RouteDetails route : going) {
      for (String remark : route.inexact()) {
        inexact.add("the route " + route.words() + " " + remark);
      }
    }
    return inexact;
  }
}
