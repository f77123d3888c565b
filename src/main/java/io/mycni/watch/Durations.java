// How long calls took, as a histogram: how many took no longer than each of a few limits.
package io.mycni.watch;

import java.util.Arrays;

/** Counts durations; for one thread at a time. */
public final class Durations {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  /** From what the agent needs without a process to the end of a call's time, in milliseconds. */
  private static final long[] LIMITS_MS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 200_000
  };

  private final long[] counts = new long[LIMITS_MS.length + 1];
  private long sumNanos;

  /**
   * How the durations are spread.
   *
   * @param limits the upper limits of the classes in seconds; the last is infinite
   * @param counts how many are in each class, and in none below it
   * @param sum all together, in seconds
   */
  public record Spread(double[] limits, long[] counts, double sum) {}

  void add(long nanos) {
    int i = 0;
    while (i < LIMITS_MS.length && nanos > LIMITS_MS[i] * NANOS_PER_MILLI) {
      i++;
    }
    counts[i]++;
    sumNanos += nanos;
  }

  Spread spread() {
    double[] limits = new double[counts.length];
    for (int i = 0; i < LIMITS_MS.length; i++) {
      limits[i] = LIMITS_MS[i] / 1000.0;
    }
    limits[LIMITS_MS.length] = Double.POSITIVE_INFINITY;
    return new Spread(limits, Arrays.copyOf(counts, counts.length), sumNanos / NANOS_PER_SECOND);
  }
}
