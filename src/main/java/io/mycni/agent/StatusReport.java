// What a running agent tells of itself, as JSON. How that is printed is the business of
// the command line.
package io.mycni.agent;

import io.mycni.cni.Json;
import io.mycni.watch.CallTally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answer to `mycni agent status`. */
final class StatusReport {
  private static final int BYTES_PER_KB = 1024;
  private static final int MEDIAN = 50;
  private static final int MOST = 95;
  private static final int NEARLY_ALL = 99;

  private StatusReport() {}

  /** Tells all. */
  static ObjectNode of(Agent.Host host) {
    ObjectNode answer = Json.object();
    answer.put("build", System.getProperty("mycni.build", "none"));
    answer.put("process", ProcessHandle.current().pid());
    long nanos = System.nanoTime() - host.watch().begun();
    answer.put("uptimeSeconds", Duration.ofNanos(nanos).toSeconds());
    answer.put("socket", host.doorway().socket().toString());
    boolean given = host.doorway().isGiven();
    answer.put("startedByCalls", given);
    answer.put("endsAfterIdleSeconds", given ? host.watch().settings().idle().toSeconds() : 0);
    answer.put("running", host.running().many());
    answer.put("waiting", host.running().waiting());
    answer.put("residentsBusy", host.residents().isBusy());
    answer.put("memoryBytes", residentBytes());
    Runtime runtime = Runtime.getRuntime();
    answer.put("heapBytes", runtime.totalMemory() - runtime.freeMemory());
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
    ArrayNode mistakes = answer.putArray("settingsNotTaken");
    host.watch().settings().mistakes().forEach(mistakes::add);
    return answer;
  }

  /** VmRSS of proc_pid_status(5), which is in kB; 0 where it is not told. */
  private static long residentBytes() {
    try {
      String status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
      for (String line : status.split("\n")) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KB;
        }
      }
    } catch (IOException notTold) {
      // Nor is it worth a failure.
    }
    return 0;
  }
}
