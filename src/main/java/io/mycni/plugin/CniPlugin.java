// What every plugin can do.
package io.mycni.plugin;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.part.Difference;
import io.mycni.plan.Plan;
import java.util.List;

/**
 * A plugin type. Each method serves one verb of the specification and fails with a {@link
 * CniException}.
 */
public interface CniPlugin {
  /** Serves ADD. */
  Attached add(CniRequest request);

  /** Serves DEL; that something is gone already is no failure. */
  void del(CniRequest request);

  /** Serves CHECK. */
  void check(CniRequest request);

  /**
   * Returns what CHECK would name, each thing by itself; none when the attachment is as it was
   * made.
   *
   * @throws CniException when it cannot be told
   */
  List<Difference> differences(CniRequest request);

  /** Serves STATUS. */
  void status(CniRequest request);

  /** Serves GC. */
  void gc(CniRequest request);

  /**
   * Returns what puts back the rules and settings of an attachment that lives, where somebody took
   * them away; changes nothing. The request has the result of its ADD.
   */
  Plan restoring(CniRequest request);

  /** Returns what ADD, DEL or GC would do, and changes nothing. */
  Plan plan(CniRequest request);

  /** Returns the failure of a plan for a verb that changes nothing. */
  static CniException nothingToPlan(CniCommand verb) {
    return new CniException(
        ErrorCode.INVALID_ENVIRONMENT,
        verb + " changes nothing, so there is nothing to plan",
        "plan ADD, DEL or GC");
  }
}
