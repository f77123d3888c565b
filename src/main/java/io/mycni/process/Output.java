// What a process has written, up to a bound.
package io.mycni.process;

import java.io.ByteArrayOutputStream;

/** Keeps the first bytes and drops the rest, so that nobody can fill the memory. */
final class Output extends ByteArrayOutputStream {
  private static final int MOST = 64 << 20;

  @Override
  public synchronized void write(int b) {
    if (count < MOST) {
      super.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    super.write(bytes, offset, Math.min(length, MOST - count));
  }
}
