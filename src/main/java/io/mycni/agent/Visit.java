// One caller, from its request to its result. Half-open and slow callers are given up after a
// limit; one that goes away while its ADD runs has it cancelled and undone.
package io.mycni.agent;

import io.mycni.call.CniCall;
import io.mycni.exec.Deadline;
import io.mycni.exec.ProcessRunner;
import io.mycni.plugin.Services;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
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
      AtomicBoolean begun = new AtomicBoolean();
      Thread guard = Thread.startVirtualThread(() -> giveUpUnless(begun));
      InputStream in = Channels.newInputStream(channel);
      String name = Standing.freshName(host.random());
      send(name.getBytes(StandardCharsets.US_ASCII));
      Frame frame;
      try {
        frame = Frame.read(in);
      } catch (Frame.Unfit e) {
        log.accept("a caller was declined, and serves itself: " + e.getMessage());
        send(new byte[] {DECLINED});
        return;
      }
      if (!isWelcome(frame, name)) {
        send(new byte[] {DECLINED});
        return;
      }
      send(new byte[] {ACCEPTED});
      if (in.read() != GO) {
        return;
      }
      begun.set(true);
      guard.interrupt();
      run(frame, in);
    } catch (IOException e) {
      // A caller that gave up, or sent no frame: it serves itself.
      if (!stopping.getAsBoolean() && !(e instanceof java.nio.channels.ClosedChannelException)) {
        log.accept("a caller was given up: " + e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      log.accept("a fault while serving a caller: " + e);
    }
  }

  private void giveUpUnless(AtomicBoolean begun) {
    try {
      Thread.sleep(LONGEST_REQUEST);
      if (!begun.get()) {
        channel.close();
      }
    } catch (InterruptedException inTime) {
      // The request is there.
    } catch (IOException e) {
      log.accept("while giving a caller up: " + e);
    }
  }

  /** The agent acts only for its own user, and for processes that stand where it stands. */
  private boolean isWelcome(Frame frame, String name) throws IOException {
    UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    String user = peer.user().getName();
    boolean own = user.equals("root") || user.equals(System.getProperty("user.name"));
    return own && !stopping.getAsBoolean() && host.standing().isSharedBy(frame.process(), name);
  }

  private void run(Frame frame, InputStream in) throws IOException {
    Deadline deadline = Deadline.in(Services.LONGEST_CALL);
    AtomicBoolean over = new AtomicBoolean();
    // A DEL goes on alone: what it has not removed, nobody else would.
    if (frame.environment().getOrDefault("CNI_COMMAND", "").equals("ADD")) {
      Thread.startVirtualThread(() -> cancelWhenTheCallerLeaves(in, deadline, over));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status;
    host.running().acquireUninterruptibly();
    try {
      status =
          new CniCall(new ProcessRunner(frame.folder()), host.fileLocks(), frame.folder())
              .serve(
                  frame.program(),
                  frame.environment(),
                  new ByteArrayInputStream(frame.input()),
                  out,
                  new PrintStream(err, true),
                  deadline);
    } finally {
      host.running().release();
      over.set(true);
    }
    send(Frame.result(status, out.toByteArray(), err.toByteArray()));
  }

  private void cancelWhenTheCallerLeaves(InputStream in, Deadline deadline, AtomicBoolean over) {
    try {
      int read = in.read();
      if (read < 0 && !over.get()) {
        deadline.cancel();
      }
    } catch (IOException e) {
      if (!over.get()) {
        deadline.cancel();
      }
    }
  }

  private void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
