package io.mycni.part;

/**
 * Something that is not as an ADD made it.
 *
 * @param text what is wrong, in words
 * @param wiped whether somebody may have wiped it in passing (a flushed table, a reset setting), so
 *     that it is put back without asking; else the attachment itself is damaged
 */
public record Difference(String text, boolean wiped) {
  /** Makes one that is put back without asking. */
  public static Difference wiped(String text) {
    return new Difference(text, true);
  }

  /** Makes one that only a new ADD mends. */
  public static Difference broken(String text) {
    return new Difference(text, false);
  }
}
