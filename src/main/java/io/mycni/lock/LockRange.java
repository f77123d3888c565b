// The part of a lock file that stands for one lock, and the parts beside it by which those who want
// it keep an order. The bytes need not be there.
package io.mycni.lock;

/**
 * Bytes of a lock file.
 *
 * @param start the first
 * @param length how many; the last lies below 2^60
 */
public record LockRange(long start, long length) {
  /** Everything that can be locked. */
  public static final LockRange ALL = new LockRange(0, 1L << 60);

  /** What those pass, one after the other, who want this range; who waits for it waits inside. */
  LockRange gate() {
    return beside(1);
  }

  /** What one of those has who want it alone, until it is done. */
  LockRange turn() {
    return beside(2);
  }

  /** What those have who wait to share it. */
  LockRange waiting() {
    return beside(3);
  }

  private LockRange beside(int number) {
    return new LockRange(start + number * ALL.length, length);
  }

  /** Tells whether the two have a byte in common. */
  boolean meets(LockRange other) {
    return start < other.start + other.length && other.start < start + length;
  }

  /** Tells whether both are the same bytes; record equality links too slowly at a start. */
  boolean is(LockRange other) {
    return start == other.start && length == other.length;
  }
}
