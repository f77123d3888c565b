// Who listens on the host, read from /proc/net (proc_pid_net(5)) without a process. On a host with
// many sockets that takes the kernel its time, so no call of a runtime asks for it.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The question who listens on the host. */
public final class Listeners implements Question<List<Listeners.Listener>> {
  /** The question. */
  public static final Listeners QUESTION = new Listeners();

  private static final String TCP_LISTEN = "0A";
  private static final String UDP_UNCONNECTED = "07";

  private Listeners() {}

  /**
   * A socket that waits for others.
   *
   * @param protocol {@code tcp} or {@code udp}
   * @param address its address; an unspecified one stands for all
   * @param port its port
   */
  public record Listener(String protocol, IpAddress address, int port) {}

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public List<Listener> ask(Shell shell) {
    List<Listener> listeners = new ArrayList<>();
    for (String file : List.of("tcp", "tcp6", "udp", "udp6")) {
      sockets(file, listeners);
    }
    return listeners;
  }

  /** A kernel without the family has no such file. The kernel lists listening sockets first. */
  private static void sockets(String name, List<Listener> listeners) {
    Path file = Path.of("/proc/net", name);
    boolean tcp = name.startsWith("tcp");
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<Listener> listener = socket(line, tcp);
        if (listener.isPresent()) {
          listeners.add(listener.get());
        } else if (tcp) {
          return;
        }
      }
    } catch (NoSuchFileException noSuchFamily) {
      return;
    } catch (IOException e) {
      throw HostFacts.unreadable(file, e);
    }
  }

  /**
   * Reads a line, {@code NUMBER: ADDRESS:PORT ADDRESS:PORT STATE …} in hexadecimal digits; empty
   * for a socket that waits for nobody.
   */
  static Optional<Listener> socket(String line, boolean tcp) {
    String[] words = line.substring(line.indexOf(':') + 1).strip().split(" ", 4);
    int colon = words[0].indexOf(':');
    if (words.length < 3 || colon < 0 || !words[2].equals(tcp ? TCP_LISTEN : UDP_UNCONNECTED)) {
      return Optional.empty();
    }
    return Optional.of(
        new Listener(
            tcp ? "tcp" : "udp",
            PortQuestion.address(words[0].substring(0, colon)),
            Integer.parseInt(words[0].substring(colon + 1), 16)));
  }
}
