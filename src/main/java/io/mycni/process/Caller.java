// Whoever waits for the answer of a call.
package io.mycni.process;

/** The one that is asked whether it is still there, before something is taken on its behalf. */
public interface Caller {
  /** A caller that stays to the end: a person at the command line, who sees what was done. */
  Caller PERSON =
      new Caller() {
        @Override
        public boolean isListening() {
          return true;
        }
      };

  /** Looks whether somebody can still read the answer. */
  boolean isListening();
}
