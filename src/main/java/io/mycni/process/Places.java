// The places of the calls that are served side by side in one process. A call that waits for
// something other than this machine's processors gives its place up meanwhile.
package io.mycni.process;

/** What a call tells before and after it waits; safe to use from several threads. */
public interface Places {
  /** The places of a process that serves one call. */
  Places WITHOUT_END =
      new Places() {
        @Override
        public void leave() {}

        @Override
        public void comeBack() {}
      };

  /** Gives the place of a call up, as it waits for others. */
  void leave();

  /**
   * Takes a place again, at once and even if there is none: whoever comes back may hold locks for
   * which those in the places wait.
   */
  void comeBack();
}
