// The client of a call that the agent serves: the launcher at the other end of the socket. What is
// sent is described at the head of its source.
package io.mycni.agent;

import io.mycni.call.Client;
import io.mycni.process.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Talks to one launcher once its request has been accepted. */
final class Visitor implements Client {
  private static final byte SIGN = '.';
  private static final byte RESULT = 'R';
  private static final byte RESULT_TO_CONFIRM = 'C';
  private static final byte WRITTEN = 'W';
  private static final byte KEPT = 'K';

  /** How long the launcher may take to write an answer; a pipe takes one at once. */
  private static final Duration LONGEST_WRITING = Duration.ofSeconds(10);

  private final SocketChannel channel;
  private final ByteArrayOutputStream remarks = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> reply = new CompletableFuture<>();
  private boolean answered;
  private byte[] failure = {};
  private boolean left;

  Visitor(SocketChannel channel) {
    this.channel = channel;
  }

  /** Returns what takes remarks for people, which go with the result. */
  PrintStream remarks() {
    return new PrintStream(remarks, true, StandardCharsets.UTF_8);
  }

  /** Returns the remarks that no result has taken along. */
  String unsaid() {
    return answered ? "" : remarks.toString(StandardCharsets.UTF_8).strip();
  }

  /** Returns the error that was answered last, or nothing. */
  byte[] failure() {
    return failure;
  }

  /** Tells whether a failed call has left something behind. */
  boolean hasLeft() {
    return left;
  }

  @Override
  public void somethingIsLeft() {
    left = true;
  }

  /** Ends the time of an ADD as soon as the launcher leaves. */
  void endWithLauncher(InputStream in, Deadline deadline) {
    Thread.startVirtualThread(() -> {
      int read = -1;
      try {
        read = in.read();
      } catch (IOException e) {
        // As good as its end.
      }
      reply.complete(read);
      if (read < 0) {
        deadline.cancel();
      }
    });
  }

  /**
   * Sends a byte that says nothing: a socket whose other end is closed refuses it at once (EPIPE,
   * unix(7)), whatever has been seen of its end until then.
   */
  @Override
  public boolean isListening() {
    try {
      sign();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Tells the launcher that it is not forgotten. */
  void sign() throws IOException {
    send(new byte[] {SIGN});
  }

  @Override
  public void answer(int status, byte[] answer, boolean surely) throws IOException {
    failure = status == 0 ? new byte[0] : answer;
    send(new byte[] {surely ? RESULT_TO_CONFIRM : RESULT});
    send(Frame.result(status, answer, remarks.toByteArray()));
    if (surely) {
      requireWritten();
      confirm();
    }
    answered = true;
  }

  private void requireWritten() throws IOException {
    try {
      int read = awaitReply();
      if (read == WRITTEN) {
        return;
      }
      throw new IOException(read < 0 ? "its reader has gone away" : "writing it failed");
    } catch (TimeoutException e) {
      throw new IOException("its reader did not take it for " + LONGEST_WRITING.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }

  private int awaitReply() throws ExecutionException, InterruptedException, TimeoutException {
    long part = LONGEST_WRITING.dividedBy(Visit.PARTS).toMillis();
    for (int i = 1; i < Visit.PARTS; i++) {
      try {
        return reply.get(part, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        // Or the agent was stopped, and the reply will be seen in a moment.
      }
    }
    return reply.get(part, TimeUnit.MILLISECONDS);
  }

  private void confirm() {
    try {
      send(new byte[] {KEPT});
    } catch (IOException e) {
      // It has written the answer, and then left in a hurry: what was made is known to its reader.
    }
  }

  private void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
