// Where the agent of a build is found, and who would answer there: seen without calling, as the
// first caller has an agent started.
package io.mycni.service;

import io.mycni.lock.LockHolder;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A socket of an agent.
 *
 * @param path absolute, as a service manager or the agent has made it
 */
public record AgentSocket(Path path) {
  /** In the environment of a call: another socket than the usual one (src/main/c/agent.c). */
  public static final String VARIABLE = "MYCNI_SOCKET";

  /** The value of {@link #VARIABLE} by which a program is served directly, whoever listens. */
  public static final String NOBODYS = "none";

  private static final Path FOLDER = Path.of("/run/mycni");
  private static final String PREFIX = "agent-";
  private static final String SUFFIX = ".sock";
  private static final Path SOCKETS = Path.of("/proc/net/unix");
  private static final int FLAGS_FIELD = 3;
  private static final int PATH_FIELD = 7;
  private static final int LISTENS = 0x10000;
  private static final int HEXADECIMAL = 16;
  private static final int GREETING = 15;
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Who would answer. */
  public enum Presence {
    /** Nobody listens. */
    NOBODY,
    /** A service manager listens: whoever calls has an agent started. */
    LISTENED,
    /** An agent is there. */
    AGENT
  }

  /** Returns the one where callers of this build look. */
  public static AgentSocket usual() {
    return new AgentSocket(
        FOLDER.resolve(PREFIX + System.getProperty("mycni.build", "none") + SUFFIX));
  }

  /** Returns the one that a call with this environment would look at. */
  public static AgentSocket in(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    return named.startsWith("/") ? new AgentSocket(Path.of(named)) : usual();
  }

  /**
   * Returns the sockets of other builds in the usual folder.
   *
   * @throws IOException when the folder cannot be read
   */
  public List<AgentSocket> ofOtherBuilds() throws IOException {
    List<AgentSocket> others = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(FOLDER, PREFIX + "*" + SUFFIX)) {
      for (Path each : all) {
        if (!each.equals(path)) {
          others.add(new AgentSocket(each));
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    }
    return others;
  }

  /**
   * Looks, without calling.
   *
   * @throws IOException when it cannot be seen
   */
  public Presence presence() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Presence.NOBODY;
    }
    // To take the lock for a try would keep an agent from starting.
    if (LockHolder.of(Path.of(path + ".lock"), LockHolder.Kind.POSIX).isPresent()) {
      return Presence.AGENT;
    }
    return isListenedOn(Files.readString(SOCKETS, StandardCharsets.ISO_8859_1), path)
        ? Presence.LISTENED
        : Presence.NOBODY;
  }

  /**
   * Tells whether an agent that is there greets a caller, who leaves again.
   *
   * @param limit how long it may take
   * @throws IOException when it cannot be asked
   */
  public boolean greets(Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    ByteBuffer greeting = ByteBuffer.allocate(GREETING);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.configureBlocking(false);
      while (greeting.hasRemaining() && System.nanoTime() < end) {
        int read = channel.read(greeting);
        if (read < 0) {
          return false;
        }
        if (read == 0) {
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !greeting.hasRemaining();
  }

  /**
   * Reads in a text of /proc/net/unix (proc(5)) whether somebody listens: a file may have been left
   * by one that was killed.
   */
  static boolean isListenedOn(String text, Path path) {
    for (String line : text.split("\n")) {
      String[] fields = line.strip().split(" +", PATH_FIELD + 1);
      if (fields.length > PATH_FIELD
          && fields[PATH_FIELD].equals(path.toString())
          && fields[FLAGS_FIELD].matches("[0-9a-fA-F]{8}")
          && (Integer.parseUnsignedInt(fields[FLAGS_FIELD], HEXADECIMAL) & LISTENS) != 0) {
        return true;
      }
    }
    return false;
  }
}
