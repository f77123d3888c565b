// The other end of a call: whoever takes the answer.
package io.mycni.call;

import io.mycni.process.Caller;
import java.io.IOException;

/** Takes the answer of one call. */
public interface Client extends Caller {
  /**
   * Passes the answer on.
   *
   * @param status the exit status
   * @param answer one JSON document, or nothing
   * @param surely whether it has to be known that the answer has arrived, because something was
   *     made that nobody else would take back
   * @throws IOException when it cannot be passed on, or may not have arrived
   */
  void answer(int status, byte[] answer, boolean surely) throws IOException;

  /** Takes notice that the call has failed, and so has the undo of what it had done. */
  void somethingIsLeft();
}
