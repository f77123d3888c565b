// Forwarding between the host's links. It is switched on last: nothing that can fail is behind it,
// so it is never switched back under the feet of somebody who has relied on it.
package io.mycni.part;

import io.mycni.host.HostFacts;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwarding of some families.
 *
 * @param families those of which the host is a gateway
 */
public record Forwarding(List<IpFamily> families) implements Part {
  /** Copies the list. */
  public Forwarding {
    families = List.copyOf(families);
  }

  @Override
  public HostQuery asks() {
    return HostQuery.facts();
  }

  @Override
  public Moment moment() {
    return Moment.LAST;
  }

  @Override
  public List<Part> late() {
    return List.of(this);
  }

  @Override
  public List<Step> make(HostState host) {
    List<Step> steps = new ArrayList<>();
    for (IpFamily family : families) {
      String key = HostFacts.forwardingKey(family);
      steps.add(
          host.forwards(family)
              ? new Step.Present("forwarding of " + family)
              : new Step.Ensure(
                  "switch on forwarding of " + family,
                  List.of(
                      Change.of(
                          new Command.Sysctl(Namespace.HOST, key, "1", false),
                          new Command.Sysctl(Namespace.HOST, key, "0", false)))));
    }
    return steps;
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (IpFamily family : families) {
      if (!host.forwards(family)) {
        differences.add(
            Difference.wiped(
                "forwarding of "
                    + family
                    + " is off ("
                    + HostFacts.forwardingKey(family).replace('/', '.')
                    + " is 0)"));
      }
    }
    return differences;
  }
}
