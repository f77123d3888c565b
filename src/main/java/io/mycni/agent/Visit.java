// One caller, from its request to its result. Half-open and slow callers are given up after a
// limit; one that goes away while its ADD runs has it cancelled and undone.
package io.mycni.agent;

import io.mycni.call.CniCall;
import io.mycni.cni.Json;
import io.mycni.plugin.Services;
import io.mycni.process.AgentRunner;
import io.mycni.process.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Serves one caller. */
final class Visit {
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);

  /** Once it is accepted, a launcher is not to be given up too early: it would not call again. */
  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  /** Times are waited for in parts: where the agent is stopped for a while, that costs it one. */
  static final int PARTS = 10;

  private static final byte ACCEPTED = 'A';
  private static final byte DECLINED = 'D';
  private static final byte GO = 'G';

  private final SocketChannel channel;
  private final Agent.Host host;
  private final Consumer<String> log;
  private final BooleanSupplier stopping;

  Visit(SocketChannel channel, Agent.Host host, Consumer<String> log, BooleanSupplier stopping) {
    this.channel = channel;
    this.host = host;
    this.log = log;
    this.stopping = stopping;
  }

  void serve() {
    try (channel) {
      InputStream in = Channels.newInputStream(channel);
      String name = Standing.freshName();
      if (!greets(name)) {
        return;
      }
      Frame frame;
      try (Limit _ = new Limit(LONGEST_REQUEST)) {
        frame = Frame.read(in);
      } catch (Frame.Unfit e) {
        log.accept("a caller was declined, and serves itself: " + e.getMessage());
        host.watch().declined().add(Watch.UNFIT);
        send(DECLINED);
        return;
      }
      Visitor visitor = new Visitor(channel);
      boolean welcome = isWelcome(frame, name);
      String question = frame.environment().getOrDefault(Question.ASK, "");
      if (welcome && !question.isEmpty()) {
        boolean metrics = question.equals(Question.METRICS);
        byte[] answer = metrics ? host.metrics().text(host) : Json.pretty(StatusReport.of(host));
        visitor.answer(0, answer, false);
        return;
      }
      if (!welcome || !host.running().enter(visitor::sign)) {
        host.watch().declined().add(welcome ? Watch.STALLED : Watch.ELSEWHERE);
        send(DECLINED);
        return;
      }
      try {
        send(ACCEPTED);
        if (goes(in)) {
          run(frame, in, visitor);
        }
      } finally {
        host.running().leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Frame.Left nothingWanted) {
      // Nothing has happened.
    } catch (IOException e) {
      // A caller that gave up, or sent no frame: it serves itself.
      if (!stopping.getAsBoolean() && !(e instanceof java.nio.channels.ClosedChannelException)) {
        log.accept("a caller was given up: " + e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      log.accept("a fault while serving a caller: " + e);
    }
  }

  /** Who called while this agent was starting may be served directly by now. */
  private boolean greets(String name) {
    try {
      send(name.getBytes(StandardCharsets.US_ASCII));
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  private boolean goes(InputStream in) throws IOException {
    try (Limit _ = new Limit(LONGEST_START)) {
      return in.read() == GO;
    }
  }

  /** Closes the channel, and so ends whoever waits for it, unless it is closed itself in time. */
  private final class Limit implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread guard;

    Limit(Duration time) {
      guard = Thread.startVirtualThread(() -> giveUpAfter(time));
    }

    private void giveUpAfter(Duration time) {
      try {
        for (int i = 0; i < PARTS; i++) {
          Thread.sleep(time.dividedBy(PARTS));
        }
        if (over.compareAndSet(false, true)) {
          channel.close();
        }
      } catch (InterruptedException inTime) {
        // What was waited for is there.
      } catch (IOException e) {
        log.accept("while giving a caller up: " + e);
      }
    }

    @Override
    public void close() {
      over.set(true);
      guard.interrupt();
    }
  }

  /** The agent acts only for its own user, and for processes that stand where it stands. */
  private boolean isWelcome(Frame frame, String name) throws IOException {
    UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    String user = peer.user().getName();
    boolean own = user.equals("root") || user.equals(System.getProperty("user.name"));
    return own && !stopping.getAsBoolean() && host.standing().isSharedBy(frame.process(), name);
  }

  private void run(Frame frame, InputStream in, Visitor visitor) {
    long begun = System.nanoTime();
    Deadline deadline = Deadline.in(Services.timeOfCall(frame.environment()), visitor);
    // A DEL goes on alone: what it has not removed, nobody else would.
    if (frame.environment().getOrDefault("CNI_COMMAND", "").equals("ADD")) {
      visitor.endWithLauncher(in, deadline);
    }
    try (AgentRunner runner = host.tools().runnerIn(frame.folder())) {
      new CniCall(new HostedRunner(runner, host.running()), host.fileLocks(), frame.folder())
          .keepingLeases(host.residents().keeper(host.running()))
          .serve(
              frame.program(),
              frame.environment(),
              new ByteArrayInputStream(frame.input()),
              visitor,
              visitor.remarks(),
              deadline);
    }
    host.watch().served(frame, visitor, System.nanoTime() - begun);
    if (!visitor.unsaid().isEmpty()) {
      log.accept("to a caller that has gone: " + visitor.unsaid());
    }
  }

  private void send(byte... bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
