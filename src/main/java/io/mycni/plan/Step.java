// The steps that a plan is made of. Each says in words what it is for; the commands stand behind.
package io.mycni.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One step of a plan. */
public sealed interface Step {
  /** Returns what the step is for, in words: a sentence without its full stop. */
  String describe();

  /** Returns what is done by commands; nothing for a step that is done otherwise. */
  default List<Change> changes() {
    return List.of();
  }

  /** Returns what of somebody else's goes for it. */
  default Optional<Replacement> replaces() {
    return Optional.empty();
  }

  /**
   * Something shared that was found in place: nothing to do, nothing to undo.
   *
   * @param describe what is there
   */
  record Present(String describe) implements Step {}

  /**
   * Something shared that is missing and is made: the bridge, its gateway address, forwarding. Once
   * the call has succeeded nobody removes it.
   *
   * @param describe what is made
   * @param changes how
   * @param replaces what of somebody else's goes for it
   */
  record Ensure(String describe, List<Change> changes, Optional<Replacement> replaces)
      implements Step {
    /** Copies the list. */
    public Ensure {
      changes = List.copyOf(changes);
    }

    /** Makes a step that takes nothing away. */
    public Ensure(String describe, List<Change> changes) {
      this(describe, changes, Optional.empty());
    }
  }

  /**
   * Something that belongs to one attachment.
   *
   * @param describe what is made
   * @param changes how
   * @param replaces what of somebody else's goes for it
   * @param hint what may be the matter where that is refused; empty where the tool's words do
   */
  record Create(String describe, List<Change> changes, Optional<Replacement> replaces, String hint)
      implements Step {
    /** Copies the list. */
    public Create {
      changes = List.copyOf(changes);
    }

    /** Makes a step that takes nothing away, and whose failure speaks for itself. */
    public Create(String describe, List<Change> changes) {
      this(describe, changes, Optional.empty(), "");
    }

    /** Makes a step whose failure speaks for itself. */
    public Create(String describe, List<Change> changes, Optional<Replacement> replaces) {
      this(describe, changes, replaces, "");
    }
  }

  /**
   * Something that is taken away. That it is gone already counts as success.
   *
   * @param describe what is taken away
   * @param commands how
   */
  record Remove(String describe, List<Command> commands) implements Step {
    /** Copies the list. */
    public Remove {
      commands = List.copyOf(commands);
    }

    /** Returns the commands as changes that nothing takes back. */
    @Override
    public List<Change> changes() {
      List<Change> changes = new ArrayList<>();
      for (Command command : commands) {
        changes.add(Change.of(command));
      }
      return changes;
    }
  }

  /**
   * A deed of mycni's own: a lease, a call of another plugin.
   *
   * @param describe what is done
   * @param undone what undoing it does, in words; empty when there is no way back
   * @param effect the deed
   */
  record Perform(String describe, String undone, Effect effect) implements Step {}

  /**
   * Waits until addresses are usable: no duplicate was found (RFC 4862 section 5.4).
   *
   * @param describe what is waited for
   * @param where the namespace
   * @param device the interface whose IPv6 addresses are watched
   * @param limit how long at most
   */
  record AwaitAddresses(String describe, Namespace where, String device, Duration limit)
      implements Step {}
}
