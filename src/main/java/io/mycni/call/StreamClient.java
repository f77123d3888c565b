// The client of a call that is a process of its own: whoever reads its standard output.
//
// A pipe tells only those who write to it that its reader is gone (EPIPE, write(2)); poll(2) would,
// too, but Java has no cheap way to call it. So a look at the reader is a byte of the answer,
// written early: every answer to an ADD begins in the same way.
package io.mycni.call;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the answer to a stream. */
public final class StreamClient implements Client {
  /** How an object begins as {@code Json.pretty} prints it; white space beyond it is harmless. */
  private static final byte[] BEGINNING = "{\n    ".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private int looks;

  /** Makes the client that reads that stream. */
  public StreamClient(OutputStream out) {
    this.out = out;
  }

  @Override
  public boolean isListening() {
    try {
      out.write(looks < BEGINNING.length ? BEGINNING[looks] : ' ');
      out.flush();
      looks++;
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The error that is answered says so. */
  @Override
  public void somethingIsLeft() {}

  /** Has arrived when it is written: what lies in a pipe is there for its reader. */
  @Override
  public void answer(int status, byte[] answer, boolean surely) throws IOException {
    int written = 0;
    int most = Math.min(looks, Math.min(BEGINNING.length, answer.length));
    while (written < most && answer[written] == BEGINNING[written]) {
      written++;
    }
    out.write(answer, written, answer.length - written);
    out.flush();
  }
}
