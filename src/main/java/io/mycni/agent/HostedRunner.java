package io.mycni.agent;

import io.mycni.process.Launch;
import io.mycni.process.Places;
import io.mycni.process.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Starts the processes of a call in the agent. The call gives its place up while another plugin is
 * at work: it may take its time, and may call mycni again.
 *
 * @param runner starts them
 * @param places where the call has a place
 */
record HostedRunner(Runner runner, Places places) implements Runner {
  @Override
  public Outcome run(
      List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
    return runner.run(command, stdin, environment, limit);
  }

  @Override
  public Outcome run(Launch launch, byte[] stdin, Map<String, String> environment, Duration limit) {
    return runner.run(launch, stdin, environment, limit);
  }

  @Override
  public boolean expects() {
    return runner.expects();
  }

  @Override
  public void expect(Launch launch, Map<String, String> environment) {
    runner.expect(launch, environment);
  }

  @Override
  public Thread beside(Runnable work) {
    return runner.beside(work);
  }

  @Override
  public Outcome runPlugin(
      List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
    places.leave();
    try {
      return runner.runPlugin(command, stdin, environment, limit);
    } finally {
      places.comeBack();
    }
  }
}
