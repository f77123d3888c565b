// What a plugin of the same type before it in the chain has noted, and this one has nothing to do
// with: the two share one note, by which the first DEL puts back what both have changed.
package io.mycni.plugin.tuning;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.plan.Step;
import java.util.List;

/**
 * A line of the note.
 *
 * @param line the line
 */
record Carried(String line) implements Part {
  @Override
  public HostQuery asks() {
    return HostQuery.NOTHING;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    return List.of();
  }

  @Override
  public List<Difference> differences(HostState host) {
    return List.of();
  }

  @Override
  public String remembers(HostState host) {
    return line;
  }
}
