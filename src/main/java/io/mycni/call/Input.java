// What the caller writes on standard input. VERSION needs none of it, and some callers leave the
// pipe open, so that the end never comes: it is answered with what is there.
package io.mycni.call;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Reads the input of a call. */
final class Input {
  /** How long a caller of VERSION may take to begin or to go on, in milliseconds. */
  private static final long GRACE = 200;

  /** What a VERSION may bring, in bytes; it is read for its cniVersion alone. */
  private static final int MOST_OF_VERSION = 1 << 20;

  /** The largest configuration, in bytes, as in the launcher's input.h. */
  private static final int MOST = 16 << 20;

  private Input() {}

  /** Reads to the end; for VERSION to the end of the first value, if it comes in time. */
  static byte[] of(Map<String, String> environment, InputStream in) throws IOException {
    if (!environment.getOrDefault("CNI_COMMAND", "").equals("VERSION")) {
      return bounded(in);
    }
    Reading reading = new Reading(in);
    reading.start();
    return reading.await();
  }

  /** An input without an end fills no memory. */
  private static byte[] bounded(InputStream in) throws IOException {
    byte[] input = in.readNBytes(MOST + 1);
    if (input.length > MOST) {
      throw new CniException(
          ErrorCode.DECODING_FAILURE,
          "the network configuration on standard input is larger than 16 MiB",
          "pass a configuration that ends");
    }
    return input;
  }

  /** Reads beside the call, which does not wait for it. */
  private static final class Reading extends Thread {
    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    Reading(InputStream in) {
      super("standard input");
      this.in = in;
      setDaemon(true);
    }

    @Override
    public void run() {
      byte[] part = new byte[8192];
      try {
        int length = in.read(part);
        while (length >= 0 && add(part, length)) {
          length = in.read(part);
        }
      } catch (IOException e) {
        // Closed, say: VERSION can be answered without.
      } finally {
        end();
      }
    }

    private synchronized boolean add(byte[] part, int length) {
      bytes.write(part, 0, length);
      notifyAll();
      return bytes.size() < MOST_OF_VERSION;
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized byte[] await() {
      long until = System.nanoTime() + GRACE * 1_000_000;
      int before = 0;
      while (!ended) {
        if (bytes.size() > before) {
          before = bytes.size();
          if (isWhole()) {
            return bytes.toByteArray();
          }
          until = System.nanoTime() + GRACE * 1_000_000;
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return new byte[0];
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return new byte[0];
        }
      }
      return bytes.toByteArray();
    }

    private boolean isWhole() {
      try {
        Json.read(bytes.toByteArray());
        return true;
      } catch (CniException notYet) {
        return false;
      }
    }
  }
}
