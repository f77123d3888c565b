// Reload: what somebody has wiped of an attachment that lives is put back; what is damaged
// otherwise is told, and left alone.
package io.mycni.engine;

import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.host.HostLook;
import io.mycni.host.HostState;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** Plans the mending of one attachment. */
final class Mender {
  private final CniRequest request;
  private final ToldInterfaces told;
  private final HostLook look;

  Mender(CniRequest request, ToldInterfaces told, HostLook look) {
    this.request = request;
    this.told = told;
    this.look = look;
  }

  Plan plan(PartList parts) {
    HostState host = look.thoroughly(parts.asksToCompare().and(told.asks()));
    if (host.insideGone()) {
      throw TargetNamespace.gone(request.netns());
    }
    host = parts.inFull(look, host);
    // What is removed first must not meet what is made in its place.
    List<Step> first = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Part part : parts.parts()) {
      boolean wiped = false;
      for (Difference difference : PartList.differences(part, host)) {
        wiped |= difference.wiped();
        note(difference, notes);
      }
      if (wiped) {
        for (Step step : part.mend(host)) {
          (step instanceof Step.Remove ? first : steps).add(step);
        }
      }
    }
    for (Difference difference : told.differences(host)) {
      note(difference, notes);
    }
    String title = "put back what was wiped of " + request.attachment();
    return new Plan(title, List.of(first, steps), CniResult.EMPTY, notes);
  }

  /** What stays damaged is told once, however many parts see it. */
  private static void note(Difference difference, List<String> notes) {
    String note = "not mended: " + difference.text() + " (" + difference.remedy() + ")";
    if (!difference.wiped() && !notes.contains(note)) {
      notes.add(note);
    }
  }
}
