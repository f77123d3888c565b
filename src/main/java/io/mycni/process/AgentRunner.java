// Runs the processes of one call in an agent: by the agent's starter, with tools that wait already
// where there are some. Where there is no starter, ProcessRunner does it.
package io.mycni.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The runner of one call; safe to use from several threads. */
public final class AgentRunner implements Runner, AutoCloseable {
  private static final String ENTERS = "--net=";

  /**
   * Where nsenter(1) itself is: a starter enters namespaces just so, without a process more. What
   * lies anywhere else may be something of its owner's.
   */
  private static final Set<String> NSENTER =
      Set.of("/usr/bin/nsenter", "/bin/nsenter", "/usr/sbin/nsenter", "/sbin/nsenter");

  private static final Path ROOT = Path.of("/");

  private final ReadyTools tools;
  private final Path folder;
  private final ProcessRunner plain;
  private final Map<List<String>, Deque<StartedTool>> expected = new HashMap<>();
  private final Map<ReadyTools.Kind, Integer> used = new HashMap<>();

  AgentRunner(ReadyTools tools, Path folder) {
    this.tools = tools;
    this.folder = folder;
    this.plain = new ProcessRunner(folder);
  }

  @Override
  public Outcome run(
      List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
    Optional<Starter> starter = tools.starter();
    if (starter.isEmpty() || !command.getFirst().startsWith("/")) {
      return plain.run(command, stdin, environment, limit);
    }
    Deadline end = Deadline.in(limit);
    if (entersOnly(command)) {
      List<String> inside = command.subList(2, command.size());
      List<String> keys = Settings.lookedAt(inside);
      StartedTool tool =
          keys.isEmpty()
              ? starter.get().start(inside, folder, namespace(command), environment)
              : starter.get().read(keys, namespace(command).orElseThrow());
      if (!tool.isOutside()) {
        return tool.finish(stdin, end.left(limit));
      }
      // By nsenter, which says in its own words why it cannot be entered.
    }
    return starter
        .get()
        .start(command, folder, Optional.empty(), environment)
        .finish(stdin, end.left(limit));
  }

  @Override
  public Outcome run(Launch launch, byte[] stdin, Map<String, String> environment, Duration limit) {
    Optional<Starter> starter = tools.starter();
    boolean host = launch.entering().isEmpty() && launch.settings().pairs().isEmpty();
    if (host && launch.waits() && starter.isPresent()) {
      return runOnHost(launch, stdin, environment, limit);
    }
    if (starter.isEmpty() || !entersOnly(launch.command())) {
      return run(launch.command(), stdin, environment, limit);
    }
    Deadline end = Deadline.in(limit);
    Outcome written = new Outcome(0, new byte[0], new byte[0], false);
    if (!launch.settings().pairs().isEmpty()) {
      String namespace = namespace(launch.entering()).orElseThrow();
      StartedTool writer = starter.get().write(launch.settings(), namespace);
      if (writer.isOutside()) {
        return run(launch.command(), stdin, environment, limit);
      }
      written = writer.await(limit);
      boolean stop = written.timedOut() || !written.ok() && !launch.settings().keepGoing();
      if (launch.tool().isEmpty() || stop) {
        return written;
      }
    }
    List<String> command = inside(launch);
    Optional<StartedTool> waiting = takeExpected(command);
    boolean ready = waiting.isPresent() && waiting.get().isRunning();
    if (waiting.isPresent() && !ready) {
      countInside(command, ToolTally.Fate.ENDED);
    }
    if (launch.waits()) {
      countInside(command, ready ? ToolTally.Fate.READY : ToolTally.Fate.FRESH);
    }
    Outcome outcome =
        ready
            ? waiting.get().finish(stdin, end.left(limit))
            : run(command, stdin, environment, end.left(limit));
    return written.ok() ? outcome : both(written, outcome);
  }

  /** Two processes that keep going count as one that failed where the first did. */
  private static Outcome both(Outcome first, Outcome second) {
    byte[] err = new byte[first.stderr().length + second.stderr().length];
    System.arraycopy(first.stderr(), 0, err, 0, first.stderr().length);
    System.arraycopy(second.stderr(), 0, err, first.stderr().length, second.stderr().length);
    int exit = second.ok() ? first.exit() : second.exit();
    return new Outcome(exit, second.stdout(), err, second.timedOut());
  }

  private Outcome runOnHost(
      Launch launch, byte[] stdin, Map<String, String> environment, Duration limit) {
    ReadyTools.Kind kind = ReadyTools.Kind.of(launch.tool(), environment);
    synchronized (used) {
      used.merge(kind, 1, Integer::sum);
    }
    String call = environment.getOrDefault(Tools.TOOL_OF, "");
    Together.Work work = (calls, input, left) -> runFor(calls, kind, input, environment, left);
    return launch.mayJoin()
        ? tools.together().run(kind, launch.reading(), call, stdin, limit, work)
        : runFor(List.of(call), kind, stdin, environment, limit).orElseThrow();
  }

  /**
   * Runs a tool for calls; a fresh one has the mark of the caller's own call.
   *
   * @return what became of it; empty where none could be started for several
   */
  private Optional<Outcome> runFor(
      List<String> calls,
      ReadyTools.Kind kind,
      byte[] stdin,
      Map<String, String> environment,
      Duration limit) {
    Optional<StartedTool> ready = tools.take(kind);
    if (ready.isPresent()) {
      if (isNoted(ready.get(), calls)) {
        tools.tally().add(kind.command(), ToolTally.Where.HOST, ToolTally.Fate.READY);
        return Optional.of(ready.get().finish(stdin, limit));
      }
      ready.get().drop();
      tools.tally().add(kind.command(), ToolTally.Where.HOST, ToolTally.Fate.UNNOTED);
    }
    tools.tally().add(kind.command(), ToolTally.Where.HOST, ToolTally.Fate.FRESH);
    Optional<Starter> starter = tools.starter();
    if (calls.size() == 1) {
      return Optional.of(run(kind.command(), stdin, environment, limit));
    }
    if (starter.isEmpty()) {
      return Optional.empty();
    }
    StartedTool fresh = starter.get().start(kind.command(), ROOT, Optional.empty(), environment);
    if (isNoted(fresh, calls)) {
      return Optional.of(fresh.finish(stdin, limit));
    }
    fresh.drop();
    return Optional.empty();
  }

  /** Notes a tool for each of the calls; those without a name need no note. */
  private boolean isNoted(StartedTool tool, List<String> calls) {
    String process = tool.identity();
    boolean noted = !process.isEmpty();
    for (String call : calls) {
      noted = noted && (call.isEmpty() || tools.notes().note(call, process));
    }
    return noted;
  }

  @Override
  public boolean expects() {
    return true;
  }

  /** Starts what will go into a namespace, so that it waits there. */
  @Override
  public void expect(Launch launch, Map<String, String> environment) {
    Optional<Starter> starter = tools.starter();
    List<String> command = inside(launch);
    if (starter.isEmpty() || !launch.waits() || !entersOnly(command)) {
      return;
    }
    StartedTool tool =
        starter
            .get()
            .start(command.subList(2, command.size()), ROOT, namespace(command), environment);
    synchronized (expected) {
      expected.computeIfAbsent(command, key -> new ArrayDeque<>()).add(tool);
    }
  }

  private Optional<StartedTool> takeExpected(List<String> command) {
    synchronized (expected) {
      Deque<StartedTool> all = expected.get(command);
      return all == null ? Optional.empty() : Optional.ofNullable(all.poll());
    }
  }

  /** Counts what works in a namespace, by the words behind those that enter it. */
  private void countInside(List<String> command, ToolTally.Fate fate) {
    tools.tally().add(command.subList(2, command.size()), ToolTally.Where.CONTAINER, fate);
  }

  private static List<String> inside(Launch launch) {
    List<String> command = new ArrayList<>(launch.entering());
    command.addAll(launch.tool());
    return command;
  }

  /** Whether a command line enters a network namespace, and becomes something else there. */
  private static boolean entersOnly(List<String> command) {
    return command.size() > 2
        && NSENTER.contains(command.getFirst())
        && command.get(1).startsWith(ENTERS + "/")
        && command.get(2).startsWith("/");
  }

  private static Optional<String> namespace(List<String> entering) {
    return Optional.of(entering.get(1).substring(ENTERS.length()));
  }

  /** Ends what was expected and not used, and has tools for the next call. */
  @Override
  public void close() {
    synchronized (expected) {
      for (Map.Entry<List<String>, Deque<StartedTool>> unused : expected.entrySet()) {
        for (StartedTool tool : unused.getValue()) {
          countInside(unused.getKey(), ToolTally.Fate.UNUSED);
          tool.drop();
        }
      }
      expected.clear();
    }
    synchronized (used) {
      used.forEach(tools::refill);
      used.clear();
    }
  }
}
