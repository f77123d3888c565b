// Whether this installation is as fast as it can be: the agent, the start-up cache.
package io.mycni.doctor;

import io.mycni.process.IoReason;
import io.mycni.service.AgentSocket;
import io.mycni.service.AgentWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks about agent and cache. */
final class ServiceQuestions {
  /** A launcher waits so long for a greeting (ACCEPT_LIMIT in agent.c). */
  private static final Duration LONGEST_GREETING = Duration.ofSeconds(2);

  private ServiceQuestions() {}

  /** Looks; no agent is started by that. */
  static List<Diagnosis> ask(AgentSocket socket) {
    return List.of(agent(socket), cache());
  }

  private static Diagnosis agent(AgentSocket socket) {
    try {
      return switch (socket.presence()) {
        case AGENT ->
            socket.greets(LONGEST_GREETING)
                ? Diagnosis.good("the agent serves on " + socket.path())
                : Diagnosis.mind(
                    "an agent runs on "
                        + socket.path()
                        + ", and greets nobody: each call waits 2 s for it before it is served"
                        + " directly",
                    AgentWords.RESTART + ", and see " + AgentWords.JOURNAL);
        case LISTENED ->
            Diagnosis.good(
                "no agent runs at the moment; the next call starts one by " + socket.path());
        case NOBODY -> nobody(socket);
      };
    } catch (IOException e) {
      return Diagnosis.mind(
          "it could not be seen whether an agent is there: " + IoReason.of(e), AgentWords.STATUS);
    }
  }

  private static Diagnosis nobody(AgentSocket socket) throws IOException {
    List<String> others = new ArrayList<>();
    for (AgentSocket other : socket.ofOtherBuilds()) {
      if (other.presence() != AgentSocket.Presence.NOBODY) {
        others.add(other.path().getFileName().toString());
      }
    }
    return others.isEmpty()
        ? Diagnosis.mind(
            "nobody listens for an agent: every call starts a Java runtime", AgentWords.START)
        : Diagnosis.mind(
            "only an agent of another build is there, or listened for ("
                + String.join(", ", others)
                + "); it serves none of this one's calls",
            AgentWords.LISTEN_ANEW);
  }

  /** The cache is mapped into this very process when it is in use. */
  private static Diagnosis cache() {
    try {
      byte[] maps = Files.readAllBytes(Path.of("/proc/self/maps"));
      if (new String(maps, StandardCharsets.UTF_8).contains(".aot\n")) {
        return Diagnosis.good("the start-up cache is in use");
      }
    } catch (IOException e) {
      return Diagnosis.mind("the start-up cache could not be looked for: " + e, "");
    }
    return Diagnosis.mind(
        "the start-up cache is not in use (missing, damaged, or made for another build)",
        "install mycni again; a call takes three times as long without");
  }
}
