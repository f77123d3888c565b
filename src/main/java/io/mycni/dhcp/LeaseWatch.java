// What becomes of leases while their containers live: renewals that change something are applied,
// clients that ended are started again, an address whose lease is over goes, and so does the client
// of a container that is gone. Time is the machine's own, which nobody sets.
package io.mycni.dhcp;

import io.mycni.cni.CniException;
import io.mycni.host.NetnsIdentity;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks after all clients of this machine; for one thread. */
public final class LeaseWatch {
  private static final double FIRST_PAUSE = 1;
  private static final double LONGEST_PAUSE = 60;
  private static final double BETWEEN_LOOKS_AT_NAMESPACE = 5;

  private final Clients clients;
  private final Consumer<String> log;
  private final Map<LeaseFolder, Watched> watched = new HashMap<>();

  /**
   * Makes the watch.
   *
   * @param tools finds the programs
   * @param runner runs them
   * @param log takes lines for the journal
   */
  public LeaseWatch(Tools tools, Runner runner, Consumer<String> log) {
    this.clients = new Clients(tools, runner);
    this.log = log;
  }

  /** Tells whether an agent before this one has left anything to be gone on with. */
  public static boolean isNeeded() {
    try {
      return !LeaseFolder.all().isEmpty();
    } catch (CniException e) {
      return true;
    }
  }

  /** What is known of one client. */
  private static final class Watched {
    private Optional<ProcessHandle> client;
    private ServerEvent seen;
    private boolean hadLease;
    private double nextStart;
    private double pause = FIRST_PAUSE;
    private double nextLook;
    private String said = "";
  }

  /**
   * Looks at all of them once.
   *
   * @return whether there is any
   */
  public boolean look() {
    boolean any = false;
    List<LeaseFolder> all;
    try {
      all = LeaseFolder.all();
    } catch (CniException e) {
      return !watched.isEmpty();
    }
    watched.keySet().retainAll(all);
    for (LeaseFolder folder : all) {
      try {
        Optional<ClientOrder> order = folder.wanted();
        if (order.isPresent() && folder.isKept()) {
          any = true;
          look(folder, order.get());
        } else {
          watched.remove(folder);
        }
      } catch (CniException e) {
        say(folder, e.getMessage());
      }
    }
    return any;
  }

  private void look(LeaseFolder folder, ClientOrder order) {
    Optional<DhcpLease> there = folder.lease(order);
    Watched state = watched.get(folder);
    if (state == null) {
      state = new Watched();
      state.client = Clients.of(folder);
      watched.put(folder, state);
    }
    double now = Uptime.now();
    if (now >= state.nextLook) {
      state.nextLook = now + BETWEEN_LOOKS_AT_NAMESPACE;
      folder.cutLog();
      if (!NetnsIdentity.of(order.netns()).equals(Optional.of(order.namespace()))) {
        log.accept(words(order, "the container is gone; its lease is given back"));
        clients.release(folder);
        watched.remove(folder);
        return;
      }
    }
    hear(folder, order, state, there);
    there = folder.lease(order);
    if (there.isPresent() && there.get().end() < now) {
      lose(folder, order, there.get(), "the lease has run out");
    }
    if (state.client.isEmpty() || !state.client.get().isAlive()) {
      startAgain(folder, order, state, now);
    }
  }

  private void hear(
      LeaseFolder folder, ClientOrder order, Watched state, Optional<DhcpLease> there) {
    Optional<ServerEvent> told = folder.told();
    if (told.isEmpty() || told.get().equals(state.seen)) {
      return;
    }
    ServerEvent event = told.get();
    if (event.hasLease()) {
      Optional<DhcpLease> lease = DhcpLease.of(event, order.priority());
      if (lease.isEmpty()) {
        log.accept(words(order, "the server gave no address that could be used; nothing changed"));
      } else {
        take(folder, order, there, lease.get());
        state.hadLease = true;
        state.pause = FIRST_PAUSE;
        state.said = "";
      }
    } else if (event.hasNone() && state.hadLease && there.isPresent()) {
      // A client that has just begun has none either, and may get the same again.
      lose(folder, order, there.get(), "the lease was lost");
      state.hadLease = false;
    } else if (event.name().equals("nak")) {
      log.accept(words(order, "the server refuses the lease"));
    }
    state.seen = event;
  }

  private void take(
      LeaseFolder folder, ClientOrder order, Optional<DhcpLease> there, DhcpLease lease) {
    boolean same = there.isPresent() && there.get().givesTheSameAs(lease);
    if (!same) {
      String failed =
          clients.change(
              order,
              LeaseChange.lines(
                  order.attachment().ifname(), there, Optional.of(lease), order.takesMtu()));
      String before = there.isPresent() ? ", before: " + there.get().address() : "";
      log.accept(words(order, "the lease is of " + lease.address() + " by now" + before));
      if (there.isPresent() && !there.get().address().equals(lease.address())) {
        log.accept(
            words(
                order,
                "rules of the host for the old address are not changed; DEL and ADD the container"
                    + " again if it has any"));
      }
      if (!failed.isEmpty()) {
        log.accept(words(order, "not all of it could be applied: " + failed));
      }
      lease.remarks().forEach(remark -> log.accept(words(order, remark)));
    }
    folder.apply();
  }

  private void lose(LeaseFolder folder, ClientOrder order, DhcpLease lease, String why) {
    String failed =
        clients.change(
            order,
            LeaseChange.lines(
                order.attachment().ifname(), Optional.of(lease), Optional.empty(), false));
    folder.applyNothing();
    log.accept(
        words(
            order,
            why
                + "; the address "
                + lease.address()
                + " was removed"
                + (failed.isEmpty() ? "" : ", but: " + failed)));
  }

  private void startAgain(LeaseFolder folder, ClientOrder order, Watched state, double now) {
    if (now < state.nextStart) {
      return;
    }
    state.nextStart = now + state.pause;
    state.pause = Math.min(2 * state.pause, LONGEST_PAUSE);
    Optional<DhcpLease> there = folder.lease(order);
    String last = folder.lastWords();
    state.hadLease = false;
    state.client =
        Optional.of(
            clients.start(
                folder,
                order,
                there.isPresent()
                    ? Optional.of(there.get().address().address().toString())
                    : Optional.empty()));
    if (folder.wanted().isEmpty()) {
      // A DEL was at work meanwhile, and has not seen it.
      Clients.end(state.client.get());
      watched.remove(folder);
      return;
    }
    say(folder, words(order, "no DHCP client ran; one was started (last words: " + last + ")"));
  }

  /** Says a thing once, not every second. */
  private void say(LeaseFolder folder, String text) {
    Watched state = watched.get(folder);
    if (state == null || !state.said.equals(text)) {
      log.accept(text);
    }
    if (state != null) {
      state.said = text;
    }
  }

  private static String words(ClientOrder order, String text) {
    return "dhcp: " + order.attachment() + ": " + text;
  }
}
