// What is told at a scrape: the agent's own counts, and what the node tells. What could not be
// looked at has no value, as 0 would say that somebody looked; mycni_look_errors counts it.
package io.mycni.metrics;

import io.mycni.dhcp.ServedLease;
import io.mycni.node.LeaseUse;
import io.mycni.process.ReadyTools;
import io.mycni.process.ToolTally;
import io.mycni.watch.CallTally;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts a scrape together. */
public final class Exposition {
  /** The media type of the text. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Names of networks are their owners' choice; those beyond are told together. */
  private static final int MOST_NETWORKS = 500;

  private static final String OTHERS = "(others)";
  private static final double MILLIS = 1000;

  private final Samples samples = new Samples();
  private final Set<String> networks = new LinkedHashSet<>();

  private Exposition() {}

  /** What is known of the agent where there is none to ask. */
  public enum NoAgent {
    /** None runs. */
    NOT_RUNNING,
    /** It could not be seen, or does not tell. */
    UNKNOWN
  }

  /** Returns the text of a scrape by an agent. */
  public static byte[] of(AgentFacts agent, NodeLook node) {
    Exposition all = new Exposition();
    all.samples.add(Metric.AGENT_UP, 1);
    all.samples.add(Metric.LOOK_ERRORS, 0, "agent");
    all.agent(agent);
    all.node(node.found());
    return all.samples.text();
  }

  /** Returns the text of a look at the node alone. */
  public static byte[] of(NoAgent why, NodeLook node) {
    Exposition all = new Exposition();
    if (why == NoAgent.NOT_RUNNING) {
      all.samples.add(Metric.AGENT_UP, 0);
    }
    all.samples.add(Metric.LOOK_ERRORS, why == NoAgent.UNKNOWN ? 1 : 0, "agent");
    all.node(node.found());
    return all.samples.text();
  }

  private void agent(AgentFacts agent) {
    for (CallTally.Line line : agent.calls()) {
      // Both from the start on: what appears with its first error has grown from nothing.
      long failed = line.failed();
      samples.add(Metric.CALLS, line.calls() - failed, line.plugin(), line.verb(), "ok");
      samples.add(Metric.CALLS, failed, line.plugin(), line.verb(), "error");
      samples.add(Metric.UNDO_FAILURES, 0, line.plugin());
      samples.set(Metric.CALL_DURATION, line.durations(), line.plugin(), line.verb());
      line.byCode()
          .forEach((code, many) -> {
            if (code != 0) {
              String text = code == CallTally.OTHER_CODE ? "other" : String.valueOf(code);
              samples.add(Metric.CALL_FAILURES, many, line.plugin(), line.verb(), text);
            }
          });
    }
    agent
        .undoFailures()
        .all()
        .forEach((plugin, many) -> samples.add(Metric.UNDO_FAILURES, many, plugin));
    agent
        .declined()
        .all()
        .forEach((reason, many) -> samples.add(Metric.CALLERS_DECLINED, many, reason));
    samples.add(Metric.AGENT_START, agent.begun().toEpochMilli() / MILLIS);
    samples.add(Metric.AGENT_RUNNING, agent.running());
    samples.add(Metric.AGENT_WAITING, agent.waiting());
    agent.residentBytes().ifPresent(bytes -> samples.add(Metric.AGENT_RESIDENT, bytes));
    samples.add(Metric.AGENT_HEAP, agent.heapBytes());
    tools(agent.tools());
  }

  private void tools(ReadyTools tools) {
    samples.add(Metric.AGENT_STARTER, tools.hasStarter() ? 1 : 0);
    for (ToolTally.Line line : tools.tally().lines()) {
      String where = word(line.where());
      // None of a kind that was used is told, too.
      samples.add(Metric.TOOLS_READY, 0, line.tool());
      for (ToolTally.Fate start : List.of(ToolTally.Fate.READY, ToolTally.Fate.FRESH)) {
        samples.add(Metric.TOOL_RUNS, line.of(start), line.tool(), where, word(start));
      }
      line.discarded()
          .forEach((reason, many) ->
              samples.add(Metric.TOOLS_DISCARDED, many, line.tool(), where, word(reason)));
    }
    tools.ready().forEach(ready -> samples.add(Metric.TOOLS_READY, ready.many(), ready.tool()));
  }

  private static String word(Enum<?> each) {
    return each.name().toLowerCase(Locale.ROOT);
  }

  private void node(NodeLook.Found found) {
    String version =
        Optional.ofNullable(Exposition.class.getPackage().getImplementationVersion())
            .orElse("none");
    samples.add(Metric.BUILD, 1, version, System.getProperty("mycni.build", "none"));
    for (LeaseUse use : found.leases().uses()) {
      String network = bounded(use.network());
      String set = use.set() == LeaseUse.IN_NO_RANGE ? "none" : String.valueOf(use.set());
      String family = "ip" + word(use.family());
      samples.add(Metric.LEASES_USED, use.used(), network, set, family);
      use.free().ifPresent(free -> samples.add(Metric.LEASES_FREE, free, network, set, family));
    }
    Optional<Map<String, Integer>> attachments = found.attachments();
    attachments.ifPresent(all ->
        all.forEach((network, many) -> samples.add(Metric.ATTACHMENTS, many, bounded(network))));
    found.dhcp().ifPresent(this::dhcp);
    found
        .direct()
        .ifPresent(lines ->
            lines.forEach(line ->
                samples.add(
                    Metric.DIRECT_CALLS, line.calls(), line.plugin(), line.verb(), line.result())));
    samples.add(Metric.LOOK_ERRORS, found.direct().isPresent() ? 0 : 1, "direct");
    samples.add(Metric.LOOK_ERRORS, found.dhcp().isPresent() ? 0 : 1, "dhcp");
    samples.add(Metric.LOOK_ERRORS, found.leases().networks(), "networks");
    samples.add(Metric.LOOK_ERRORS, found.leases().folders(), "leases");
    samples.add(Metric.LOOK_ERRORS, attachments.isPresent() ? 0 : 1, "attachments");
  }

  private void dhcp(List<ServedLease> leases) {
    for (ServedLease lease : leases) {
      String network = bounded(lease.attachment().network());
      // Both, as an alert on what is there only when it is bad would not see it go.
      samples.add(Metric.DHCP_LEASES, lease.isValid() ? 1 : 0, network, "valid");
      samples.add(Metric.DHCP_LEASES, lease.isValid() ? 0 : 1, network, "none");
    }
  }

  private String bounded(String network) {
    boolean known = networks.contains(network) || networks.size() < MOST_NETWORKS;
    if (known) {
      networks.add(network);
    }
    return known ? network : OTHERS;
  }
}
