package io.mycni.part;

/**
 * Something that is not as an ADD made it.
 *
 * @param text what is wrong, in words
 * @param wiped whether somebody may have wiped it in passing (a flushed table, a reset setting), so
 *     that it is put back without asking; else the attachment itself is damaged
 * @param remedy what to do about it
 */
public record Difference(String text, boolean wiped, String remedy) {
  /** What puts back all that was wiped. */
  public static final String RELOAD = "`mycni reload` puts rules and settings back";

  private static final String RENEW = "DEL and ADD the container again";

  /** Makes one that is put back without asking. */
  public static Difference wiped(String text) {
    return new Difference(text, true, RELOAD);
  }

  /** Makes one that only a new ADD mends. */
  public static Difference broken(String text) {
    return new Difference(text, false, RENEW);
  }

  /** Makes that nobody can tell what rules there are, as the tool that lists them is missing. */
  public static Difference unlisted(String tool) {
    return broken(
        "its rules cannot be looked at, as " + tool + " is not installed",
        "install it where PATH has it, and look again");
  }

  /**
   * Makes one that a person has to mend.
   *
   * @param remedy what to do: a command, say
   */
  public static Difference broken(String text, String remedy) {
    return new Difference(text, false, remedy);
  }
}
