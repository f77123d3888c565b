// The story of the agent: accept callers, serve each on a thread of its own, drain when stopped or
// when nobody has called for long. One caller is Visit's business.
package io.mycni.agent;

import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.process.Image;
import io.mycni.process.ReadyTools;
import io.mycni.watch.AgentLog;
import io.mycni.watch.Settings;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Serves calls on a Unix socket. */
public final class Agent {
  /** How many callers there may be at once; those beyond are sent away, and serve themselves. */
  private static final int MOST_CALLERS = 512;

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(235);

  /** How soon a socket that was taken away is back. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final Path LAUNCHER = Image.bin().resolve("mycni");

  private final Consumer<String> log;
  private final Duration idle;
  private final boolean ends;
  private final Callers callers = new Callers(MOST_CALLERS);
  private final Host host;
  private final Doorway doorway;
  private final ServerSocketChannel first;
  private volatile boolean stopping;

  private Agent(Doorway doorway, AgentLog agentLog, Settings settings) throws IOException {
    this.doorway = doorway;
    this.first = doorway.open();
    this.log = agentLog::info;
    this.idle = settings.idle();
    this.ends = settings.endsWhenIdle();
    Running running = Running.ofThisMachine();
    this.host =
        new Host(
            Standing.ofThisProcess(),
            new FileLocks(running),
            running,
            new Residents(log),
            new ReadyTools(LAUNCHER, AttachmentLock::noteTool, log),
            doorway,
            Watch.with(agentLog, settings),
            new Metrics());
    settings.metrics().ifPresent(address -> host.metrics().tellOn(address, host, log));
    settings.mistakes().forEach(agentLog::warn);
  }

  /**
   * What all visits share.
   *
   * @param standing the agent's own
   * @param fileLocks the file locks of this process
   * @param running the places of calls that run side by side
   * @param residents what works beside the calls
   * @param tools what starts the processes of calls
   * @param doorway by which they have come
   * @param watch remembers them
   * @param metrics tells what is measured
   */
  record Host(
      Standing standing,
      FileLocks fileLocks,
      Running running,
      Residents residents,
      ReadyTools tools,
      Doorway doorway,
      Watch watch,
      Metrics metrics) {}

  /**
   * Opens the socket.
   *
   * @param socket its path; its folder is made if it is missing
   * @param log takes lines for the journal
   * @param settings the node's defaults
   * @throws IOException when another agent serves there, or the socket cannot be made
   */
  public static Agent open(Path socket, AgentLog log, Settings settings) throws IOException {
    return new Agent(Doorway.at(socket), log, settings);
  }

  /**
   * Takes the socket that a service manager listens on and gives as standard input, if it does.
   *
   * @param log takes lines for the journal
   * @param settings the node's defaults
   * @throws IOException when it gives a socket that launchers do not know how to use
   */
  public static Optional<Agent> onStandardInput(AgentLog log, Settings settings)
      throws IOException {
    Optional<Doorway> doorway = Doorway.onStandardInput();
    return doorway.isPresent()
        ? Optional.of(new Agent(doorway.get(), log, settings))
        : Optional.empty();
  }

  /** Returns where callers find this agent. */
  public Path socket() {
    return doorway.socket();
  }

  /**
   * Serves until {@link #stop} is called.
   *
   * @param end is run when nobody has called for long, and a call would start the next agent
   */
  public void serve(Runnable end) throws InterruptedException {
    log.accept("serving on " + socket());
    Thread.ofVirtual().start(() -> watch(end));
    accept(first);
  }

  private void accept(ServerSocketChannel server) throws InterruptedException {
    while (!stopping) {
      SocketChannel channel;
      try {
        channel = server.accept();
      } catch (ClosedChannelException stoppedOrMadeAnew) {
        return;
      } catch (IOException e) {
        // Too many open files, say: callers serve themselves until it is over.
        log.accept("no caller can come in: " + e.getMessage());
        Thread.sleep(PAUSE);
        continue;
      }
      if (stopping || !callers.enter()) {
        host.watch().declined().add(Watch.CROWDED);
        turnAway(channel);
        continue;
      }
      Thread.ofVirtual()
          .start(() -> {
            try {
              new Visit(channel, host, host.watch().log()::caller, () -> stopping).serve();
            } finally {
              callers.leave();
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

  /**
   * Goes on with what the agent before has left. Makes the socket anew where somebody has taken it
   * away, with its whole folder perhaps; and sees when nobody needs this agent any more.
   */
  private void watch(Runnable end) {
    String said = "";
    host.residents().adopt();
    host.tools().prepare();
    host.metrics().tend();
    try {
      while (!stopping) {
        Thread.sleep(PAUSE);
        host.tools().endOld();
        host.metrics().tend();
        String state = restore();
        if (!state.equals(said) && !state.isEmpty()) {
          log.accept(state);
        }
        said = state;
        if (isIdle()) {
          log.accept(
              "nobody has called for "
                  + idle.toSeconds()
                  + " s; ends, and the next call starts an agent again");
          end.run();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only where the next agent would be started by a call: leases have to be looked after. */
  private boolean isIdle() {
    return ends && doorway.isGiven() && callers.nobodyFor(idle) && !host.residents().isBusy();
  }

  /** Returns what there is to say; nothing when the socket is in place. */
  private String restore() {
    synchronized (doorway) {
      try {
        if (stopping || doorway.isOurs()) {
          return "";
        }
        ServerSocketChannel anew = doorway.open();
        Thread.ofPlatform()
            .start(() -> {
              try {
                accept(anew);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
        return "the socket was gone; serving on " + socket() + " again";
      } catch (IOException e) {
        return "not reachable, as the socket was taken away, and: " + e.getMessage();
      }
    }
  }

  /**
   * Serves nobody any more and waits for those who are being served. Leases are the next agent's,
   * which may be there already.
   */
  public void stop() {
    stopping = true;
    host.metrics().close();
    try {
      synchronized (doorway) {
        doorway.close();
      }
      host.residents().stop();
      callers.awaitNobody(LONGEST_DRAIN);
      host.tools().close();
    } catch (IOException e) {
      log.accept("while stopping: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
