// The story of the agent: accept callers, serve each on a thread of its own, drain when stopped.
// One caller is Visit's business.
package io.mycni.agent;

import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.process.ReadyTools;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves calls on a Unix socket. */
public final class Agent {
  /** How many callers there may be at once; those beyond are sent away, and serve themselves. */
  private static final int MOST_CALLERS = 512;

  private static final int BACKLOG = 512;
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(235);

  /** How soon a socket that was taken away is back. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final Path LAUNCHER =
      Path.of(System.getProperty("java.home")).resolveSibling("bin").resolve("mycni");

  private final Path socket;
  private final Consumer<String> log;
  private final Semaphore callers = new Semaphore(MOST_CALLERS);
  private final Host host;
  private final Doorway doorway;
  private volatile ServerSocketChannel server;
  private volatile boolean stopping;

  private Agent(Path socket, Doorway doorway, Consumer<String> log) throws IOException {
    this.socket = socket;
    this.doorway = doorway;
    this.server = doorway.open();
    this.log = log;
    Running running = Running.ofThisMachine();
    this.host =
        new Host(
            Standing.ofThisProcess(),
            new SecureRandom(),
            new FileLocks(running),
            running,
            new Residents(log),
            new ReadyTools(LAUNCHER, AttachmentLock::noteTool, log));
  }

  /**
   * What all visits share.
   *
   * @param standing the agent's own
   * @param random gives names to callers
   * @param fileLocks the file locks of this process
   * @param running the places of calls that run side by side
   * @param residents what works beside the calls
   * @param tools what starts the processes of calls
   */
  record Host(
      Standing standing,
      SecureRandom random,
      FileLocks fileLocks,
      Running running,
      Residents residents,
      ReadyTools tools) {}

  /**
   * Opens the socket.
   *
   * @param socket its path; its folder is made if it is missing
   * @param log takes lines for the journal
   * @throws IOException when another agent serves there, or the socket cannot be made
   */
  public static Agent open(Path socket, Consumer<String> log) throws IOException {
    return new Agent(socket, Doorway.at(socket), log);
  }

  /** Serves until {@link #stop} is called. */
  public void serve() throws InterruptedException {
    log.accept("serving on " + socket);
    Thread.ofVirtual().start(this::watch);
    host.residents().adopt();
    host.tools().prepare();
    while (!stopping) {
      SocketChannel channel;
      try {
        channel = server.accept();
      } catch (ClosedChannelException stoppedOrMadeAnew) {
        continue;
      } catch (IOException e) {
        // Too many open files, say: callers serve themselves until it is over.
        log.accept("no caller can come in: " + e.getMessage());
        Thread.sleep(PAUSE);
        continue;
      }
      if (!callers.tryAcquire()) {
        turnAway(channel);
        continue;
      }
      Thread.ofVirtual()
          .start(() -> {
            try {
              new Visit(channel, host, log, () -> stopping).serve();
            } finally {
              callers.release();
            }
          });
    }
  }

  private void turnAway(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.accept("while turning a caller away: " + e.getMessage());
    }
  }

  /** Makes the socket anew where somebody has taken it away, with its whole folder perhaps. */
  private void watch() {
    String said = "";
    try {
      while (!stopping) {
        Thread.sleep(PAUSE);
        host.tools().endOld();
        String state = restore();
        if (!state.equals(said) && !state.isEmpty()) {
          log.accept(state);
        }
        said = state;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns what there is to say; nothing when the socket is in place. */
  private String restore() {
    synchronized (doorway) {
      try {
        if (stopping || doorway.isOurs()) {
          return "";
        }
        ServerSocketChannel old = server;
        server = doorway.open();
        old.close();
        return "the socket was gone; serving on " + socket + " again";
      } catch (IOException e) {
        return "not reachable, as the socket was taken away, and: " + e.getMessage();
      }
    }
  }

  /** Accepts nobody any more and waits for those who are being served. */
  public void stop() {
    stopping = true;
    try {
      synchronized (doorway) {
        server.close();
        doorway.close();
      }
      callers.tryAcquire(MOST_CALLERS, LONGEST_DRAIN.toSeconds(), TimeUnit.SECONDS);
      host.residents().stop();
      host.tools().close();
    } catch (IOException e) {
      log.accept("while stopping: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
