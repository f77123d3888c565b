// The wait for duplicate address detection: with it the attachment is ready when no duplicate
// was found.
package io.mycni.part;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.IpFamily;
import io.mycni.plan.Step;
import java.time.Duration;
import java.util.List;

/**
 * Waits for IPv6 addresses, RFC 4862 section 5.4.
 *
 * @param subject whose
 */
public record DuplicateDetection(Subject subject) implements Part {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Override
  public HostQuery asks() {
    return HostQuery.NOTHING;
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
    if (!subject.given().has(IpFamily.V6)) {
      return List.of();
    }
    return List.of(
        new Step.AwaitAddresses(
            "wait for duplicate address detection on " + subject.ifname(),
            subject.inside(),
            subject.ifname(),
            LIMIT));
  }

  @Override
  public List<Difference> differences(HostState host) {
    return List.of();
  }
}
