// A rate and a burst, as tc(8) is told of them and as it tells them.
package io.mycni.plugin.bandwidth;

/**
 * How much may pass in one direction. What it comes to is what the reference's token bucket is.
 *
 * @param rate in bits per second, 8 or more
 * @param burst what may pass at once, in bits, 8 or more
 */
record Limit(long rate, long burst) {
  /** How long a packet may wait in the queue of a token bucket, in microseconds. */
  static final long LATENCY = 25_000;

  private static final long SECOND = 1_000_000;

  /** The kernel counts sizes in 32 bits. */
  private static final long MOST_BYTES = 0xffffffffL;

  /**
   * The kernel tells a burst by how long it takes, in 32 bits of 64 nanoseconds each
   * (PSCHED_SHIFT); in seconds.
   */
  private static final double LONGEST_TOLD = 4294967296.0 * 64 / 1e9;

  /** Returns the rate in bytes per second. */
  long bytesPerSecond() {
    return rate / 8;
  }

  /** Returns the burst in bytes. */
  long bytes() {
    return burst / 8;
  }

  /** Returns how much may wait and pass together, in bytes. */
  long queue() {
    return (long) (bytesPerSecond() * (double) LATENCY / SECOND) + bytes();
  }

  /** Tells whether that is more than the kernel can count. */
  boolean isTooMuch() {
    return bytes() >= MOST_BYTES || queue() > MOST_BYTES;
  }

  /** Returns the words of a token bucket. */
  String tbf() {
    return "tbf rate " + bits() + " burst " + bytes() + "b limit " + queue() + "b";
  }

  /** Returns the words of a class of an htb. */
  String htb() {
    String size = bytes() + "b";
    return "htb rate " + bits() + " ceil " + bits() + " burst " + size + " cburst " + size;
  }

  private String bits() {
    return bytesPerSecond() * 8 + "bit";
  }

  /** Tells whether a rate is this one, of which tc prints four or more digits. */
  boolean hasRate(long told, boolean exact) {
    return Math.abs(told - bytesPerSecond()) <= (exact ? 0 : bytesPerSecond() / 500);
  }

  /** Tells whether a burst is this one, as far as the kernel and tc tell it: to a microsecond. */
  boolean hasBurst(long told) {
    double most = bytesPerSecond() * LONGEST_TOLD;
    double distance = Math.abs(told - bytes() % most);
    double slack = 2.0 * bytesPerSecond() / SECOND + 2 + unit(bytes());
    return Math.min(distance, Math.abs(most - distance)) <= slack;
  }

  /** What tc leaves out where it prints KiB and MiB. */
  private static double unit(long bytes) {
    return bytes >= 1 << 20 ? 1024 : bytes >= 1 << 10 ? 16 : 0;
  }

  /** Tells whether a latency is that of this limit; it cannot be told for a very long burst. */
  boolean hasLatency(long told) {
    boolean isTold = bytes() < bytesPerSecond() * LONGEST_TOLD;
    double slack = 4 + 4.0 * SECOND / bytesPerSecond() + LATENCY / 100.0;
    return !isTold || Math.abs(told - LATENCY) <= slack;
  }

  @Override
  public String toString() {
    return rate + " bit/s in bursts of " + burst + " bit";
  }
}
