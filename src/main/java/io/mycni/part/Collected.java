package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.List;
import java.util.Set;

/**
 * A step of a GC.
 *
 * @param step removes something
 * @param owners those whose addresses are in use until it has succeeded
 * @param refusal whether it is one that only says what cannot be removed
 */
public record Collected(Step step, Set<Attachment> owners, boolean refusal) {
  /** Copies the set. */
  public Collected {
    owners = Set.copyOf(owners);
  }

  /** Adds the removal of something, where there is anything of it. */
  public static void add(
      List<Collected> to, String what, List<Command> commands, Set<Attachment> owners) {
    if (!commands.isEmpty()) {
      to.add(new Collected(new Step.Remove("remove " + what, commands), owners, false));
    }
  }
}
