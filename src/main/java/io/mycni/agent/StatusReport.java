// What a running agent tells of itself, as JSON. How that is printed is the business of
// the command line.
package io.mycni.agent;

import io.mycni.cni.Json;
import io.mycni.process.IoReason;
import io.mycni.process.ReadyTools;
import io.mycni.process.ToolTally;
import io.mycni.watch.CallTally;
import io.mycni.watch.DirectCalls;
import io.mycni.watch.MetricsAddress;
import io.mycni.watch.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answer to `mycni agent status`. */
final class StatusReport {
  private static final int MEDIAN = 50;
  private static final int MOST = 95;
  private static final int NEARLY_ALL = 99;

  private StatusReport() {}

  /** Tells all. */
  static ObjectNode of(Agent.Host host) {
    ObjectNode answer = Json.object();
    answer.put("build", System.getProperty("mycni.build", "none"));
    answer.put("process", ProcessHandle.current().pid());
    answer.put("uptimeSeconds", host.watch().uptime().toSeconds());
    answer.put("socket", host.doorway().socket().toString());
    Settings settings = host.watch().settings();
    boolean given = host.doorway().isGiven();
    boolean ends = given && settings.endsWhenIdle();
    answer.put("startedByCalls", given);
    answer.put("endsAfterIdleSeconds", ends ? settings.idle().toSeconds() : 0);
    answer.put("metrics", settings.metrics().map(MetricsAddress::text).orElse("none"));
    answer.put("metricsTold", host.metrics().isTold());
    answer.put("running", host.running().many());
    answer.put("waiting", host.running().waiting());
    answer.put("residentsBusy", host.residents().isBusy());
    answer.put("memoryBytes", Memory.residentBytes().orElse(0));
    answer.put("heapBytes", Memory.heapBytes());
    tools(answer.putObject("tools"), host.tools());
    ArrayNode calls = answer.putArray("calls");
    for (CallTally.Line line : host.watch().tally().lines()) {
      ObjectNode each = calls.addObject();
      each.put("plugin", line.plugin());
      each.put("verb", line.verb());
      each.put("calls", line.calls());
      ObjectNode codes = each.putObject("byCode");
      for (Map.Entry<Integer, Long> code : new TreeMap<>(line.byCode()).entrySet()) {
        codes.put(String.valueOf(code.getKey()), code.getValue());
      }
      ObjectNode last = each.putObject("lastMicros");
      last.put("calls", line.lastMicros().size());
      last.put("p50", line.quantile(MEDIAN));
      last.put("p95", line.quantile(MOST));
      last.put("p99", line.quantile(NEARLY_ALL));
    }
    direct(answer);
    ArrayNode mistakes = answer.putArray("settingsNotTaken");
    settings.mistakes().forEach(mistakes::add);
    return answer;
  }

  /** Calls that came by no agent; missing where they could not be counted. */
  private static void direct(ObjectNode answer) {
    try {
      List<DirectCalls.Line> lines = new DirectCalls(DirectCalls.FOLDER).lines();
      ArrayNode direct = answer.putArray("directCalls");
      for (DirectCalls.Line line : lines) {
        ObjectNode each = direct.addObject();
        each.put("plugin", line.plugin());
        each.put("verb", line.verb());
        each.put("result", line.result());
        each.put("calls", line.calls());
      }
    } catch (IOException e) {
      answer.put("directCallsNotSeen", IoReason.of(e));
    }
  }

  private static void tools(ObjectNode answer, ReadyTools tools) {
    answer.put("starter", tools.hasStarter());
    ArrayNode waiting = answer.putArray("waiting");
    for (ReadyTools.Ready ready : tools.ready()) {
      ObjectNode each = waiting.addObject();
      each.put("tool", ready.tool());
      each.put("command", ready.command());
      each.put("many", ready.many());
      each.put("oldestSeconds", ready.oldest().toSeconds());
    }
    ArrayNode runs = answer.putArray("runs");
    for (ToolTally.Line line : tools.tally().lines()) {
      ObjectNode each = runs.addObject();
      each.put("tool", line.tool());
      each.put("where", line.where().name().toLowerCase(Locale.ROOT));
      each.put("ready", line.of(ToolTally.Fate.READY));
      each.put("fresh", line.of(ToolTally.Fate.FRESH));
      ObjectNode discarded = each.putObject("discarded");
      line.discarded()
          .forEach((why, many) -> discarded.put(why.name().toLowerCase(Locale.ROOT), many));
    }
  }
}
