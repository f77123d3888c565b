// A GC: it is a DEL of all attachments of which nothing was said. What a GC has removed, a runtime
// sends no DEL for.
package io.mycni.interleave;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A call that removes what is not valid. */
final class CollectingCall implements Worker.Call {
  /** All containers that there may be. */
  static final List<String> ALL = List.of("u", "v", "w", "x", "y", "z");

  private final String word;
  private final Set<String> valid;
  private final World world;
  private final Truth truth;
  private final Doing doing;
  private final List<Truth.AtWork> atWork = new ArrayList<>();

  /** What is done. */
  interface Doing {
    void work(Set<String> valid, Worker worker);
  }

  /** Makes a call to which those are valid that are named with a plus between them. */
  CollectingCall(String word, String valid, World world, Truth truth, Doing doing) {
    this.word = word;
    this.valid = valid.isEmpty() ? Set.of() : Set.of(valid.split("\\+"));
    this.world = world;
    this.truth = truth;
    this.doing = doing;
  }

  @Override
  public String command() {
    return word;
  }

  @Override
  public void run(Worker worker) {
    for (String each : ALL) {
      if (!valid.contains(each)) {
        atWork.add(truth.begin(each, false));
      }
    }
    try {
      doing.work(valid, worker);
    } catch (IllegalStateException e) {
      if (!worker.wasRefused()) {
        truth.violate(word + " fails: " + e.getMessage());
      }
      atWork.forEach(truth::killed);
      atWork.clear();
      return;
    }
    if (worker.process().isDead()) {
      return;
    }
    truth.isCollected();
    for (Truth.AtWork each : atWork) {
      if (truth.end(each)) {
        List<String> left = world.leftOf(each.container());
        if (left.isEmpty()) {
          truth.removed(each.container());
        } else {
          truth.violate(word + " leaves " + left);
        }
      }
    }
  }

  @Override
  public void killed() {
    atWork.forEach(truth::killed);
  }
}
