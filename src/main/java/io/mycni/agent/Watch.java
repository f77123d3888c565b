// What an agent knows of itself and of the calls that it has served, for whoever asks it.
package io.mycni.agent;

import io.mycni.call.Plugins;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.watch.AgentLog;
import io.mycni.watch.CallTally;
import io.mycni.watch.Counts;
import io.mycni.watch.Served;
import io.mycni.watch.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The memory of an agent.
 *
 * @param log takes lines for the journal
 * @param tally counts calls
 * @param undoFailures counts, by plugin, failed ADDs whose undo failed, too
 * @param declined counts callers that were sent away, by reason
 * @param settings the node's defaults
 * @param begun when it began, by the clock of the machine as it was then
 * @param begunNanos the same on the clock that is never set
 */
record Watch(
    AgentLog log,
    CallTally tally,
    Counts undoFailures,
    Counts declined,
    Settings settings,
    Instant begun,
    long begunNanos) {
  /** More callers than are let in. */
  static final String CROWDED = "crowded";

  /** Nothing ends in any of the places. */
  static final String STALLED = "stalled";

  /** It sees other links or files than the agent, or is another user's. */
  static final String ELSEWHERE = "elsewhere";

  /** What it sent cannot be taken as it is. */
  static final String UNFIT = "unfit";

  static Watch with(AgentLog log, Settings settings) {
    return new Watch(
        log,
        new CallTally(),
        new Counts(),
        new Counts(CROWDED, STALLED, ELSEWHERE, UNFIT),
        settings,
        Instant.now(),
        System.nanoTime());
  }

  /** Returns for how long it has run. */
  Duration uptime() {
    return Duration.ofNanos(System.nanoTime() - begunNanos);
  }

  /** Takes notice of a call: what it was, what came of it, and how long it took. */
  void served(Frame frame, Visitor visitor, long nanos) {
    byte[] failure = visitor.failure();
    int code = 0;
    String error = "";
    if (failure.length > 0) {
      code = CallTally.OTHER_CODE;
      try {
        JsonNode answer = Json.readObject(failure);
        code = answer.path("code").asInt(CallTally.OTHER_CODE);
        error = answer.path("msg").asString("");
        String details = answer.path("details").asString("");
        error = details.isEmpty() ? error : error + "; " + details;
      } catch (CniException e) {
        error = new String(failure, StandardCharsets.UTF_8);
      }
    }
    Served served = new Served(plugin(frame), verb(frame.environment()), code, nanos);
    tally.add(served);
    if (visitor.hasLeft()) {
      undoFailures.add(served.plugin());
    }
    log.call(served, frame.environment(), error);
  }

  private static String plugin(Frame frame) {
    return Plugins.isOurs(frame.program()) ? Plugins.type(frame.program()) : "(unknown)";
  }

  private static String verb(Map<String, String> environment) {
    String verb = environment.getOrDefault("CNI_COMMAND", "");
    for (CniCommand each : CniCommand.values()) {
      if (each.name().equals(verb)) {
        return verb;
      }
    }
    return "(invalid)";
  }
}
