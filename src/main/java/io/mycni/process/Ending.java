// Ends processes that take too long, with all that they have started: SIGTERM, a grace, SIGKILL.
// Nothing of this is loaded before a limit is reached.
package io.mycni.process;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Ends one process with its descendants. */
final class Ending {
  /** How long a process may clean up after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How long the kernel may take to end what was killed. */
  private static final Duration LONGEST_DYING = Duration.ofSeconds(1);

  private static final long PAUSE_MS = 10;

  private final Set<ProcessHandle> victims = new LinkedHashSet<>();

  /** Finds what has to end; descendants of a process that has ended are nobody's. */
  Ending(ProcessHandle process) {
    victims.add(process);
    addDescendants();
  }

  /** Ends them; tells whether they have ended. What hangs in the kernel no signal reaches. */
  boolean end() {
    victims.forEach(ProcessHandle::destroy);
    if (haveEnded(GRACE)) {
      return true;
    }
    victims.forEach(ProcessHandle::destroyForcibly);
    return haveEnded(LONGEST_DYING);
  }

  private void addDescendants() {
    for (ProcessHandle victim : Set.copyOf(victims)) {
      victim.descendants().forEach(victims::add);
    }
  }

  private boolean haveEnded(Duration limit) {
    Deadline deadline = Deadline.in(limit);
    while (true) {
      addDescendants();
      if (victims.stream().noneMatch(ProcessHandle::isAlive)) {
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
