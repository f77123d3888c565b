package io.mycni.part;

import io.mycni.plan.Change;
import java.util.List;

/**
 * How an interface comes into the container.
 *
 * @param name the name that it has when its setup begins
 * @param first what is done to it before it gets addresses; then it has its own name
 */
public record Arrival(String name, List<Change> first) {
  /** Copies the list. */
  public Arrival {
    first = List.copyOf(first);
  }

  /** An interface that comes as it shall be. */
  public static Arrival ready(Subject subject) {
    return new Arrival(subject.ifname(), List.of());
  }
}
