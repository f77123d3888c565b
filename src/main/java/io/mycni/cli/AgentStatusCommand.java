// `mycni agent status`: what a running agent tells of itself, and what to do where none runs.
package io.mycni.cli;

import io.mycni.agent.Question;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.service.AgentSocket;
import io.mycni.service.AgentWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Asks the agent of this build. */
@Command(
    name = "status",
    header = "Ask the agent what it has served, and how fast.",
    description = {
      "Times are of the last 500 calls of each kind. An agent that does not run is not started."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  mycni agent status",
      "",
      "Exit status: 1 if no agent runs, and no call would start one."
    })
final class AgentStatusCommand implements Runnable {
  private static final long MICROS_PER_MS = 1000;
  private static final long BYTES_PER_MB = 1_000_000;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long SECONDS_PER_HOUR = 3600;

  private final Cli cli;

  @Option(names = "--socket", paramLabel = "PATH", description = "An agent in another place.")
  private Optional<Path> socket = Optional.empty();

  @Option(names = "--format", paramLabel = "text|json", description = "For people, or programs.")
  private Format format = Format.TEXT;

  private enum Format {
    TEXT,
    JSON
  }

  AgentStatusCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Path path = socket.orElseGet(() -> AgentSocket.in(cli.environment()).path());
    try {
      switch (new AgentSocket(path.toAbsolutePath()).presence()) {
        case NOBODY ->
            throw new CniException(
                ErrorCode.TRY_AGAIN,
                "no agent runs, and nobody listens on "
                    + path
                    + ": every call starts a Java runtime",
                AgentWords.START);
        case LISTENED ->
            cli.out()
                .println(
                    "no agent runs at the moment; the next call starts one by "
                        + path
                        + " ("
                        + AgentWords.STATUS
                        + ")");
        case AGENT -> tell(Question.status(path));
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the agent on " + path + " does not tell: " + e.getMessage(),
          AgentWords.JOURNAL);
    }
  }

  private void tell(JsonNode status) {
    if (format == Format.JSON) {
      cli.print(status);
      return;
    }
    cli.out()
        .println(
            "mycni "
                + Version.number()
                + ", build "
                + status.path("build").asString()
                + ", process "
                + status.path("process").asLong()
                + ", up "
                + time(status.path("uptimeSeconds").asLong()));
    cli.out().println("serves on " + status.path("socket").asString() + end(status));
    cli.out()
        .println(
            status.path("running").asInt()
                + " at work, "
                + status.path("waiting").asInt()
                + " waiting; "
                + status.path("memoryBytes").asLong() / BYTES_PER_MB
                + " MB of memory, "
                + status.path("heapBytes").asLong() / BYTES_PER_MB
                + " of them on the heap");
    String metrics = status.path("metrics").asString("none");
    if (!metrics.equals("none")) {
      boolean told = status.path("metricsTold").asBoolean();
      cli.out()
          .println(told ? "metrics on " + metrics : "no metrics on " + metrics + "; see its log");
    }
    for (JsonNode mistake : status.path("settingsNotTaken")) {
      cli.out().println("not taken: " + mistake.asString());
    }
    direct(status);
    calls(status.path("calls"));
    tools(status.path("tools"));
  }

  /** Those that were started beforehand, and what came of it. */
  private void tools(JsonNode tools) {
    if (!tools.path("starter").asBoolean()) {
      cli.out().println("tools are started the slow way; the journal says why");
    }
    if (tools.path("runs").isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TOOL", "WHERE", "WAITING", "FOUND READY", "STARTED ANEW", "DISCARDED"));
    for (JsonNode each : tools.path("runs")) {
      String tool = each.path("tool").asString();
      boolean host = each.path("where").asString().equals("host");
      rows.add(
          List.of(
              tool,
              each.path("where").asString(),
              host ? String.valueOf(waiting(tools, tool)) : "-",
              String.valueOf(each.path("ready").asLong()),
              String.valueOf(each.path("fresh").asLong()),
              discarded(each.path("discarded"))));
    }
    Table.print(rows, cli.out());
  }

  private static int waiting(JsonNode tools, String tool) {
    int many = 0;
    for (JsonNode each : tools.path("waiting")) {
      many += each.path("tool").asString().equals(tool) ? each.path("many").asInt() : 0;
    }
    return many;
  }

  private static String discarded(JsonNode byReason) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : byReason.properties()) {
      texts.add(each.getValue().asLong() + " " + each.getKey());
    }
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }

  private static String end(JsonNode status) {
    if (!status.path("startedByCalls").asBoolean()) {
      return "; it does not end by itself";
    }
    long idle = status.path("endsAfterIdleSeconds").asLong();
    String end =
        idle == 0
            ? "; it does not end by itself"
            : "; it ends when nobody has called for " + time(idle);
    return status.path("residentsBusy").asBoolean()
        ? end + ", but not while it looks after leases"
        : end;
  }

  private void calls(JsonNode calls) {
    if (calls.isEmpty()) {
      cli.out().println("no calls yet");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PLUGIN", "VERB", "CALLS", "P50", "P95", "P99", "FAILED"));
    for (JsonNode each : calls) {
      JsonNode last = each.path("lastMicros");
      rows.add(
          List.of(
              each.path("plugin").asString(),
              each.path("verb").asString(),
              String.valueOf(each.path("calls").asLong()),
              ms(last.path("p50")),
              ms(last.path("p95")),
              ms(last.path("p99")),
              failures(each.path("byCode"))));
    }
    Table.print(rows, cli.out());
  }

  /** The first call after a rest is one of them; many say that the agent is not reached. */
  private void direct(JsonNode status) {
    long ok = 0;
    long failed = 0;
    for (JsonNode each : status.path("directCalls")) {
      boolean isOk = each.path("result").asString().equals("ok");
      ok += isOk ? each.path("calls").asLong() : 0;
      failed += isOk ? 0 : each.path("calls").asLong();
    }
    if (status.has("directCallsNotSeen")) {
      String why = status.path("directCallsNotSeen").asString();
      cli.out().println("calls that served themselves could not be counted: " + why);
    } else if (ok + failed > 0) {
      String failures = failed == 0 ? "" : ", " + failed + " of them failed";
      cli.out().println("calls that served themselves since the boot: " + (ok + failed) + failures);
    }
  }

  private static String failures(JsonNode byCode) {
    List<String> failures = new ArrayList<>();
    for (Map.Entry<String, JsonNode> code : byCode.properties()) {
      if (!code.getKey().equals("0")) {
        failures.add(code.getValue().asLong() + " with code " + code.getKey());
      }
    }
    return failures.isEmpty() ? "-" : String.join(", ", failures);
  }

  private static String ms(JsonNode micros) {
    double ms = (double) micros.asLong() / MICROS_PER_MS;
    return String.format(Locale.ROOT, ms < 100 ? "%.1f ms" : "%.0f ms", ms);
  }

  private static String time(long seconds) {
    if (seconds < SECONDS_PER_MINUTE) {
      return seconds + " s";
    }
    if (seconds < SECONDS_PER_HOUR) {
      return seconds / SECONDS_PER_MINUTE + " min";
    }
    return seconds / SECONDS_PER_HOUR
        + " h "
        + seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE
        + " min";
  }
}
