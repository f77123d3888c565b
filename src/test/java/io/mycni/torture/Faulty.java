// Plays a deed against one real call: by strace(1), which stops, kills or refuses at the n-th
// system call; by a tool in the PATH that misbehaves; or by a file system without room.
package io.mycni.torture;

import io.mycni.kernel.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call to which something happens.
 *
 * @param world where
 * @param call what would be called
 * @param program its program
 * @param agent who serves it, or nobody
 */
record Faulty(World world, World.Call call, String program, Optional<Process> agent) {
  private static final Pattern STOPPED = Pattern.compile("(?m)^(\\d+) +--- stopped by SIGSTOP");
  private static final long PATIENCE_MS = 700;

  /** What another call does while this one is stopped. */
  interface Other {
    Process start();
  }

  /**
   * How both ended.
   *
   * @param call this call
   * @param other the other one, where there was one
   * @param reached whether the point was reached
   */
  record Both(World.Ended call, Optional<World.Ended> other, boolean reached) {}

  /** The call undisturbed; its points. */
  List<String> points() {
    world.sh("rm -f trace").ok();
    boolean ours = program.startsWith(world.bin().toString());
    List<String> begins = List.of(ours ? "/run/mycni" : "(", world.folder() + "/data");
    if (agent.isPresent()) {
      Process strace = attach("");
      World.await(call.start());
      detach(strace);
    } else {
      World.await(traced("").start());
    }
    List<String> points = Points.of(trace(), begins);
    world.sh("rm -f trace").ok();
    return points;
  }

  private Path trace() {
    return world.folder().resolve("trace");
  }

  Both play(Deed deed, Other other) {
    return switch (deed.kind()) {
      case "kill" -> alone(traced("signal=KILL", deed), "+++ killed by SIGKILL");
      case "error" -> alone(traced("error=" + deed.how(), deed), "(INJECTED)");
      case "stop" -> besideAnother(traced("signal=STOP", deed).start(), other);
      case "hold" -> beforeItsEnd(traced("signal=STOP", deed).start(), other);
      case "kill-agent" -> withoutAgent(deed);
      case "tool" -> {
        World.Ended ended = hastened(call).with("PATH", path(deed)).run();
        yield new Both(ended, Optional.empty(), deed.how().equals("missing") || started(deed));
      }
      case "room" -> withoutRoom(deed);
      default -> throw new IllegalArgumentException("no such deed: " + deed);
    };
  }

  private Both alone(World.Call call, String sign) {
    World.Ended ended = call.run();
    return new Both(ended, Optional.empty(), said().contains(sign));
  }

  private boolean started(Deed deed) {
    String count = world.sh("cat started 2> /dev/null || echo 0").ok().strip();
    return Integer.parseInt(count) >= deed.count();
  }

  /** What strace has written so far. */
  private String said() {
    try {
      return Files.exists(trace()) ? Files.readString(trace(), StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private World.Call traced(String what, Deed deed) {
    return traced(injection(what, deed));
  }

  private static String injection(String what, Deed deed) {
    return "inject=" + deed.at() + ":" + what + ":when=" + deed.count();
  }

  private World.Call traced(String injection) {
    List<String> words = words(injection);
    // A filter in the kernel makes what is watched faster; but signals are lost there.
    if (!injection.contains("signal=")) {
      words.add("--seccomp-bpf");
    }
    words.add(program);
    return call.program("/usr/bin/strace").arguments(words.toArray(String[]::new));
  }

  private static List<String> words(String injection) {
    List<String> words = new ArrayList<>(List.of("-f", "-qq", "-o", "trace"));
    words.addAll(List.of("-e", "trace=" + Points.CALLS));
    if (!injection.isEmpty()) {
      words.addAll(List.of("-e", injection));
    }
    return words;
  }

  private Process attach(String injection) {
    List<String> words = new ArrayList<>(List.of("/usr/bin/strace"));
    words.addAll(words(injection));
    String pid = String.valueOf(agent.orElseThrow().pid());
    words.addAll(List.of("-p", pid));
    Process strace = world.start(java.util.Map.of(), "", words.toArray(String[]::new));
    world
        .sh(
            "n=0; while cat /proc/PID/task/*/status | grep -q '^TracerPid:.0$'; do"
                    .replace("PID", pid)
                + " sleep 0.01; [ $((n=n+1)) -lt 500 ]; done")
        .ok();
    return strace;
  }

  /** What is traced goes on; a strace that does not go when it is asked to is killed. */
  private void detach(Process strace) {
    world.sh("kill -INT " + strace.pid() + " 2> /dev/null || true").ok();
    try {
      if (!strace.waitFor(5, TimeUnit.SECONDS)) {
        strace.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Both withoutAgent(Deed deed) {
    Process strace = attach(injection("signal=KILL", deed));
    World.Ended ended = call.run();
    boolean reached = !agent.orElseThrow().isAlive();
    detach(strace);
    return new Both(ended, Optional.empty(), reached);
  }

  /** Who waits for a lock of the stopped one goes on when that does. */
  private Both besideAnother(Process stopped, Other other) {
    List<String> threads = awaitStop(stopped);
    if (threads.isEmpty()) {
      return new Both(World.await(stopped), Optional.empty(), false);
    }
    Process second = other.start();
    try {
      second.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS);
      tellAll(stopped, threads, "CONT");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Both(World.await(stopped), Optional.of(World.await(second)), true);
  }

  /** The other one waits for locks of the stopped one until its time is over; then that dies. */
  private Both beforeItsEnd(Process stopped, Other other) {
    List<String> threads = awaitStop(stopped);
    if (threads.isEmpty()) {
      return new Both(World.await(stopped), Optional.empty(), false);
    }
    World.Ended second = World.await(other.start());
    try {
      tellAll(stopped, threads, "KILL");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Both(World.await(stopped), Optional.of(second), true);
  }

  /** A call that does not wait for minutes for what hangs. */
  static World.Call hastened(World.Call call) {
    return call.with("MYCNI_TIME", "3");
  }

  /** A tool that comes to the same point later stops there, too, where nothing happens any more. */
  private void tellAll(Process stopped, List<String> threads, String signal)
      throws InterruptedException {
    Set<String> told = new HashSet<>();
    List<String> waiting = threads;
    do {
      for (String thread : waiting) {
        if (told.add(thread)) {
          world.sh("kill -" + signal + " " + thread + " 2> /dev/null || true").ok();
        }
      }
      waiting = stopped();
    } while (!stopped.waitFor(5, TimeUnit.MILLISECONDS));
  }

  private List<String> awaitStop(Process stopped) {
    try {
      while (stopped.isAlive()) {
        List<String> threads = stopped();
        if (!threads.isEmpty()) {
          return threads;
        }
        Thread.sleep(5);
      }
      return List.of();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> stopped() {
    List<String> threads = new ArrayList<>();
    Matcher matcher = STOPPED.matcher(said());
    while (matcher.find()) {
      threads.add(matcher.group(1));
    }
    return threads;
  }

  private String path(Deed deed) {
    if (deed.how().equals("missing")) {
      world
          .sh(
              """
              rm -rf tools; mkdir tools
              ln -s /usr/sbin/* /usr/bin/* tools/ 2> /dev/null || true; rm -f tools/TOOL
              """
                  .replace("TOOL", deed.at()))
          .ok();
      return world.folder().resolve("tools").toString();
    }
    world.sh("rm -f started; rm -rf wrappers").ok();
    return world.wrap(
        deed.at(),
        """
        for real in /usr/sbin/TOOL /usr/bin/TOOL; do [ ! -x $real ] || break; done
        n=$(cat FOLDER/started 2> /dev/null || echo 0); n=$((n + 1)); echo $n > FOLDER/started
        [ $n = COUNT ] || exec $real "$@"
        case HOW in
          fails) cat > /dev/null; echo spoilt >&2; exit 1 ;;
          dies) kill -9 $$ ;;
          half) head -n 2 | $real "$@"; echo spoilt >&2; exit 1 ;;
          late) $real "$@"; kill -9 $$ ;;
          kills) kill -9 $PPID; sleep 0.2; exit 1 ;;
          hangs) exec sleep 100 ;;
          deaf) trap '' TERM; sleep 100 ;;
          silent) cat > /dev/null; exit 0 ;;
        esac
        """
            .replace("TOOL", deed.at())
            .replace("FOLDER", world.folder().toString())
            .replace("COUNT", String.valueOf(deed.count()))
            .replace("HOW", deed.how()));
  }

  private Both withoutRoom(Deed deed) {
    String place = deed.at().equals("data") ? "data" : "/run";
    String option =
        switch (deed.how()) {
          case "inodes" -> "nr_inodes=$(($(stat -f -c '%c - %d' PLACE) + COUNT))";
          case "blocks" -> "size=$(($(stat -f -c '(%b - %f + COUNT) * %S' PLACE)))";
          default -> "ro";
        };
    String remount =
        ("mount -o remount," + option + " PLACE")
            .replace("PLACE", place)
            .replace("COUNT", String.valueOf(deed.count()));
    boolean done = world.sh(remount).status() == 0;
    World.Ended ended = call.run();
    world.sh("mount -o remount,rw,nr_inodes=100k,size=50% " + place).ok();
    return new Both(ended, Optional.empty(), done);
  }
}
