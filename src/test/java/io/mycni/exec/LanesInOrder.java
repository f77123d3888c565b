// An executor whose lanes run one after the other, each to its end, so that a test knows who runs.
package io.mycni.exec;

/** Carries plans out on one thread. */
public final class LanesInOrder extends Executor {
  /** Runs batches by that shell. */
  public LanesInOrder(Shell shell) {
    super(shell);
  }

  /** Returns a thread that nobody has to wait for. */
  @Override
  Thread start(Runnable lane) {
    lane.run();
    return Thread.ofPlatform().unstarted(lane);
  }
}
