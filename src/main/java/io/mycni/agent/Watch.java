// What an agent knows of itself and of the calls that it has served, for whoever asks it.
package io.mycni.agent;

import io.mycni.call.Plugins;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.watch.AgentLog;
import io.mycni.watch.CallTally;
import io.mycni.watch.Served;
import io.mycni.watch.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The memory of an agent.
 *
 * @param log takes lines for the journal
 * @param tally counts calls
 * @param settings the node's defaults
 * @param begun when it began, of {@link System#nanoTime}
 */
record Watch(AgentLog log, CallTally tally, Settings settings, long begun) {
  /** What ended without an answer that could be understood. */
  private static final int NO_CODE = -1;

  static Watch with(AgentLog log, Settings settings) {
    return new Watch(log, new CallTally(), settings, System.nanoTime());
  }

  /** Takes notice of a call: what it was, its answer if it failed, and how long it took. */
  void served(Frame frame, byte[] failure, long nanos) {
    int code = 0;
    String error = "";
    if (failure.length > 0) {
      code = NO_CODE;
      try {
        JsonNode answer = Json.readObject(failure);
        code = answer.path("code").asInt(NO_CODE);
        error = answer.path("msg").asString("");
        String details = answer.path("details").asString("");
        error = details.isEmpty() ? error : error + "; " + details;
      } catch (CniException e) {
        error = new String(failure, StandardCharsets.UTF_8);
      }
    }
    Served served = new Served(plugin(frame), verb(frame.environment()), code, nanos);
    tally.add(served);
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
