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

  /** Makes a failure with one of mycni's codes. */
  public CniException(ErrorCode code, String message, String details) {
    this(code.number(), message, details);
  }

  /** Makes a failure with a code that another plugin answered with. */
  public CniException(int code, String message, String details) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** Makes a failure that keeps what caused it, for {@code MYCNI_DEBUG=1}. */
  public CniException(ErrorCode code, String message, String details, Throwable cause) {
    super(message, cause);
    this.code = code.number();
    this.details = details;
  }

  /** Returns the number for the {@code code} key. */
  public int code() {
    return code;
  }

  /** Returns what the reader can do about it; may be empty. */
  public String details() {
    return details;
  }
}
