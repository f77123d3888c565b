package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;

/** The failure of a part that finds the host otherwise than it could be used. */
public final class Conflict {
  private Conflict() {}

  /**
   * Makes the failure.
   *
   * @param message what was wanted and what is there
   * @param details what to do
   */
  public static CniException of(String message, String details) {
    return new CniException(ErrorCode.HOST_CONFLICT, message, details);
  }
}
