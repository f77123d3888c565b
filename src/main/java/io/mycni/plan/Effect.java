// What a plan does that is no command of a tool: leases and other plugins.
package io.mycni.plan;

import io.mycni.cni.CniException;
import java.util.List;

/** A deed of mycni's own, such as taking a lease, that takes part in a plan. */
public interface Effect {
  /**
   * Does it.
   *
   * @throws CniException when it cannot be done; then nothing of it has been done
   */
  void perform();

  /**
   * Takes it back.
   *
   * @throws CniException when it cannot be taken back
   */
  void undo();

  /** Returns shell commands that do the same by hand. */
  List<String> byHand();

  /** Makes an effect that was done before the plan was made, and can only be taken back. */
  static Effect done(List<String> byHand, Runnable undo) {
    return new Effect() {
      @Override
      public void perform() {}

      @Override
      public void undo() {
        undo.run();
      }

      @Override
      public List<String> byHand() {
        return byHand;
      }
    };
  }

  /** Makes an effect that cannot be taken back, as those of a DEL. */
  static Effect once(List<String> byHand, Runnable perform) {
    return new Effect() {
      @Override
      public void perform() {
        perform.run();
      }

      @Override
      public void undo() {}

      @Override
      public List<String> byHand() {
        return byHand;
      }
    };
  }
}
