// Whether this installation is as fast as it can be: the agent, the start-up cache.
package io.mycni.doctor;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks about agent and cache. */
final class ServiceQuestions {
  private static final Path RUN = Path.of("/run/mycni");

  private ServiceQuestions() {}

  static List<Diagnosis> ask() {
    return List.of(agent(), cache());
  }

  private static Diagnosis agent() {
    String name = "agent-" + System.getProperty("mycni.build", "none") + ".sock";
    Path socket = RUN.resolve(name);
    if (Files.exists(socket)) {
      return answers(socket)
          ? Diagnosis.good("the agent serves on " + socket)
          : Diagnosis.mind(
              "the agent's socket " + socket + " is there, and nobody answers",
              "systemctl restart mycni-agent");
    }
    List<String> others = new ArrayList<>();
    String[] files = new File(RUN.toString()).list();
    for (String file : files == null ? new String[0] : files) {
      if (file.startsWith("agent-") && file.endsWith(".sock") && answers(RUN.resolve(file))) {
        others.add(file);
      }
    }
    return others.isEmpty()
        ? Diagnosis.mind(
            "no agent is running: every call starts a Java runtime",
            "systemctl enable --now mycni-agent")
        : Diagnosis.mind(
            "an agent of another build is running ("
                + String.join(", ", others)
                + "); it serves none of this one's calls",
            "systemctl restart mycni-agent");
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
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
