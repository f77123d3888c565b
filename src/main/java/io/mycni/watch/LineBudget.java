// How many lines about calls a log takes: whoever calls in vain again and again must not fill a
// disk, nor have the journal drop what others say.
package io.mycni.watch;

/** Lets so many lines through in each stretch of time, and counts the rest; for several threads. */
final class LineBudget {
  /** Of a hundred containers that a runtime tries in vain, each is told three times. */
  static final int MOST = 300;

  /** In which the journal takes 10,000 lines of a service, unless it is told otherwise. */
  static final int SECONDS = 30;

  private static final long STRETCH = SECONDS * 1_000_000_000L;

  private long begun;
  private int asked;

  /**
   * What is to become of a line.
   *
   * @param written whether it is written
   * @param leftOut how many before it were left out, which has not been told
   * @param isFirstLeftOut whether it is the first that is left out for a while
   */
  record Verdict(boolean written, int leftOut, boolean isFirstLeftOut) {}

  /**
   * Asks for a line.
   *
   * @param now in nanoseconds, on a clock that is never set
   */
  synchronized Verdict ask(long now) {
    int leftOut = 0;
    if (asked == 0 || now - begun >= STRETCH) {
      leftOut = Math.max(asked - MOST, 0);
      begun = now;
      asked = 0;
    }
    asked++;
    return new Verdict(asked <= MOST, leftOut, asked == MOST + 1);
  }
}
