// The addresses of an interface that came first. How they are added is ContainerSetup's business.
package io.mycni.part;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.plan.Step;
import java.util.List;

/**
 * What addresses add to a container's side that is there without any.
 *
 * @param setup the side as a whole, which also tells what differs
 */
record LateAddresses(ContainerSetup setup) implements Part {
  @Override
  public HostQuery asks() {
    return setup.asks();
  }

  @Override
  public List<Step> make(HostState host) {
    return setup.makeLate(host);
  }

  @Override
  public List<Difference> differences(HostState host) {
    return List.of();
  }
}
