// What the calls of an agent share when they change the host: one process does what several want
// (Together), by a runner that starts nothing.
package io.mycni.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done together for the calls of one agent. */
public final class JoinedTools {
  private final Together together;

  /** Makes them for calls that wait in that way. */
  public JoinedTools(Places places) {
    this.together = new Together(places);
  }

  /** Returns a runner that does as another, but for what may be done together. */
  public Runner around(Runner plain) {
    return new Joining(plain);
  }

  private final class Joining implements Runner {
    private final Runner plain;

    Joining(Runner plain) {
      this.plain = plain;
    }

    @Override
    public Outcome run(
        List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
      return plain.run(command, stdin, environment, limit);
    }

    @Override
    public Outcome run(
        Launch launch, byte[] stdin, Map<String, String> environment, Duration limit) {
      boolean host = launch.entering().isEmpty() && launch.settings().pairs().isEmpty();
      return host && launch.mayJoin()
          ? together.run(
              ReadyTools.Kind.of(launch.tool(), environment),
              launch.reading(),
              environment.getOrDefault(Tools.TOOL_OF, ""),
              stdin,
              limit,
              (calls, input, left) ->
                  Optional.of(plain.run(launch.tool(), input, environment, left)))
          : plain.run(launch, stdin, environment, limit);
    }

    @Override
    public Thread beside(Runnable work) {
      return plain.beside(work);
    }
  }
}
