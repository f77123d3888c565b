// That connections from 127.0.0.1 may leave the host by the link that leads to the container: the
// kernel takes their packets for martians otherwise. A setting of the link, which goes with it.
package io.mycni.plugin.portmap;

import io.mycni.host.HostFacts;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.PortFacts;
import io.mycni.host.PortQuestion;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.List;

/**
 * {@code route_localnet} of one link.
 *
 * @param subject whose container
 * @param question asks for the link
 */
record LocalRouting(Subject subject, PortQuestion question) implements Part {
  @Override
  public HostQuery asks() {
    HostQuery query = HostQuery.question(question);
    String told = told();
    return told.isEmpty() ? query : query.and(HostQuery.setting(HostFacts.localnetKey(told)));
  }

  /**
   * The link by which the host reaches the container, as far as the table main tells; where there
   * is none yet, as in a plan, the first that the plugin before has told of. Never that of the
   * default route, by which others reach the host.
   */
  private String link(HostState host) {
    PortFacts facts = host.answer(question);
    return facts.link().isPresent() ? facts.link().get() : told();
  }

  private String told() {
    List<String> told = subject.previousHostLinks("");
    return told.isEmpty() ? "" : told.getFirst();
  }

  private boolean isThere(String link, HostState host) {
    PortFacts facts = host.answer(question);
    return facts.link().isPresent()
        ? facts.localnet()
        : !host.setting(HostFacts.localnetKey(link)).orElse("0").equals("0");
  }

  @Override
  public List<Step> make(HostState host) {
    String link = link(host);
    if (link.isEmpty()) {
      return List.of();
    }
    if (isThere(link, host)) {
      return List.of(new Step.Present("routing of 127.0.0.1 by " + link));
    }
    String key = HostFacts.localnetKey(link);
    return List.of(
        new Step.Ensure(
            "route 127.0.0.1 by " + link,
            List.of(
                Change.of(
                    new Command.Sysctl(Namespace.HOST, key, "1", false),
                    new Command.Sysctl(Namespace.HOST, key, "0", true)))));
  }

  @Override
  public List<Difference> differences(HostState host) {
    PortFacts facts = host.answer(question);
    return facts.link().isEmpty() || facts.localnet()
        ? List.of()
        : List.of(
            Difference.wiped(
                "published ports do not answer at 127.0.0.1: "
                    + HostFacts.localnetKey(facts.link().get()).replace('/', '.')
                    + " is 0"));
  }
}
