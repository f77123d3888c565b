// What is left of MAC spoof checks.
package io.mycni.plugin.bridge;

import io.mycni.cni.Attachment;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Collected;
import io.mycni.part.Collection;
import io.mycni.part.MadeNote;
import io.mycni.part.Remains;
import io.mycni.part.Removing;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules and chains of the table {@code bridge nat}.
 *
 * @param note the note of the ADD
 */
record SpoofCheckRemains(Optional<MadeNote> note) implements Remains {
  @Override
  public boolean isCertain(HostState glance) {
    return MadeNote.tellsAll(note) && !note.get().spoofCheck();
  }

  @Override
  public HostQuery asks(HostState glance) {
    return isCertain(glance) ? HostQuery.NOTHING : HostQuery.nft();
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    List<Command> commands = SpoofCheck.remove(removing.names(), host);
    return commands.isEmpty()
        ? List.of()
        : List.of(new Step.Remove("remove the MAC spoof check", commands));
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.nft();
  }

  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    List<Collected> removals = new ArrayList<>();
    for (Attachment attachment : collection.stale()) {
      Collected.add(
          removals,
          "the MAC spoof check of " + attachment,
          SpoofCheck.remove(AttachmentNames.of(attachment), host),
          Set.of(attachment));
    }
    return removals;
  }
}
