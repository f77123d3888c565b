// The one way in which mycni reports a failure.
package io.mycni.cni;

/**
 * A failure as the runtime will read it. {@code message} says what was wanted and what is there, in
 * one line; {@code details} say what to do about it, and may be empty.
 */
public final class CniException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String details;
  private final String place;
  private boolean leftBehind;

  /** Makes a failure with one of mycni's codes. */
  public CniException(ErrorCode code, String message, String details) {
    this(code.number(), message, details);
  }

  /** Makes a failure with a code that another plugin answered with. */
  public CniException(int code, String message, String details) {
    this(code, message, details, "", null);
  }

  /** Makes a failure that keeps what caused it, for {@code MYCNI_DEBUG=1}. */
  public CniException(ErrorCode code, String message, String details, Throwable cause) {
    this(code.number(), message, details, "", cause);
  }

  private CniException(int code, String message, String details, String place, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.details = details;
    this.place = place;
  }

  /**
   * Makes a failure about one place of the network configuration.
   *
   * @param place its keys and items, {@code ipam.ranges[0][1].subnet} say
   */
  public static CniException at(String place, ErrorCode code, String message, String details) {
    return new CniException(code.number(), message, details, place, null);
  }

  /** Returns the number for the {@code code} key. */
  public int code() {
    return code;
  }

  /** Returns the place in the configuration that it is about; empty when there is none. */
  public String place() {
    return place;
  }

  /** Remembers that what had been done before it could not be undone. */
  public CniException leavingBehind() {
    leftBehind = true;
    return this;
  }

  /** Tells whether something is left of what had been done before it. */
  public boolean leftBehind() {
    return leftBehind || getSuppressed().length > 0;
  }

  /** Returns what the reader can do about it; may be empty. */
  public String details() {
    return details;
  }
}
