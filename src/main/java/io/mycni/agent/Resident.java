package io.mycni.agent;

/** What works beside the calls, as long as the agent runs. */
interface Resident {
  /** Returns what it is called in the journal. */
  String name();

  /** Works until it is interrupted. */
  void run() throws InterruptedException;

  /** Tells whether there is anything that it has to look after. */
  boolean isBusy();
}
