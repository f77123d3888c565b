// The residents of an agent. Nothing of one is loaded until it has something to do.
package io.mycni.agent;

import io.mycni.dhcp.LeaseKeeper;
import io.mycni.dhcp.LeaseWatch;
import io.mycni.process.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts and stops them. */
final class Residents {
  /** A resident is at most amid one look. */
  private static final long LONGEST_END_MS = 5000;

  private final Consumer<String> log;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Resident> all = new ArrayList<>();
  private Optional<DhcpResident> dhcp = Optional.empty();
  private boolean stopped;

  Residents(Consumer<String> log) {
    this.log = log;
  }

  /** Goes on with what an agent before has left. */
  void adopt() {
    if (LeaseWatch.isNeeded()) {
      wakeDhcp();
    }
  }

  /** Returns what keeps the leases that a call takes. */
  LeaseKeeper keeper(Places places) {
    return new LeaseKeeper() {
      @Override
      public void keep() {
        wakeDhcp();
      }

      @Override
      public Places places() {
        return places;
      }
    };
  }

  private synchronized void wakeDhcp() {
    if (dhcp.isEmpty()) {
      DhcpResident resident = new DhcpResident(log);
      dhcp = Optional.of(resident);
      start(resident);
    }
    dhcp.get().wake();
  }

  private void start(Resident resident) {
    if (stopped) {
      return;
    }
    all.add(resident);
    threads.add(
        Thread.ofPlatform()
            .name(resident.name())
            .daemon()
            .start(() -> {
              try {
                resident.run();
              } catch (InterruptedException stop) {
                // The agent ends.
              } catch (RuntimeException | Error e) {
                log.accept("a fault of the resident " + resident.name() + ": " + e);
              }
            }));
  }

  /** Tells whether any has something to look after. */
  synchronized boolean isBusy() {
    for (Resident resident : all) {
      if (resident.isBusy()) {
        return true;
      }
    }
    return false;
  }

  /** Ends them; what they look after goes on by itself. */
  synchronized void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join(LONGEST_END_MS);
    }
  }
}
