// Calls with services of a test's own.
package io.mycni.call;

import io.mycni.lock.FileLocks;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Serves calls. */
public final class CallWith extends CniCall {
  private final UnaryOperator<Services> other;

  /** Serves with what becomes of the usual services. */
  public CallWith(Runner runner, FileLocks locks, UnaryOperator<Services> other) {
    super(runner, locks, Path.of("/"));
    this.other = other;
  }

  @Override
  Services services(Map<String, String> environment, Deadline deadline, PrintStream err) {
    return other.apply(super.services(environment, deadline, err));
  }
}
