// The part of a lock file that stands for one lock. The bytes need not be there.
package io.mycni.exec;

/**
 * Bytes of a lock file.
 *
 * @param start the first
 * @param length how many; the last lies below 2^61
 */
public record LockRange(long start, long length) {
  /** Everything that can be locked. */
  public static final LockRange ALL = new LockRange(0, 1L << 61);

  /** The range through which those pass who want this one: as far apart, beyond all ranges. */
  LockRange gate() {
    return new LockRange(start + ALL.length, length);
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
