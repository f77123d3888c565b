// What a killed call has left running. A tool would go on with the commands that it has been given
// already, in the middle of the next call of the same attachment; another plugin would take a lease
// that nobody gives back.
//
// They are known by a variable of their environment (environ(7), proc_pid_environ(5)), or by the
// note of the call where they were started before it. Tools are ended; other plugins are waited
// for, as only they know what they have begun.
package io.mycni.lock;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.Deadline;
import io.mycni.process.ProcessIdentity;
import io.mycni.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for processes of a call that is no more; loaded only where one was killed. */
final class Orphans {
  private static final Duration PATIENCE_WITH_TOOLS = Duration.ofSeconds(2);
  private static final Duration PATIENCE_WITH_PLUGINS = Duration.ofSeconds(20);
  private static final Duration PATIENCE_WITH_STARTERS = Duration.ofSeconds(1);
  private static final long PAUSE_MS = 10;

  /** More digits than a process ID has, and fewer than a number can have. */
  private static final int LONGEST_NUMBER = 12;

  /** The program by which a Java runtime starts others: it has the runtime's own environment. */
  private static final String STARTER = "jspawnhelper\n";

  private static final Path PROC = Path.of("/proc");

  private Orphans() {}

  /** The program by which an agent starts others; it goes when its agent has gone. */
  private static final String AGENTS_STARTER = "mycni-starter\n";

  /** Before the process ID of its agent among the words of that program. */
  private static final String AGENT = "\0--starter\0";

  /**
   * Waits until nothing of the last call of that attachment runs, or ends it.
   *
   * @param note the file by which that call is known; in it are the tools that worked for it and
   *     were started before, a line each
   * @param locks wait for other processes as this does
   */
  static void end(Path note, String key, FileLocks locks) throws IOException {
    List<String> noted = Files.readAllLines(note, StandardCharsets.ISO_8859_1);
    Set<Path> starters = starters();
    Deadline starting = Deadline.in(PATIENCE_WITH_STARTERS);
    while (starters.stream().anyMatch(Orphans::isStarter) && !starting.isOver()) {
      pause(locks);
    }
    Deadline tools = Deadline.in(PATIENCE_WITH_TOOLS);
    Deadline plugins = Deadline.in(PATIENCE_WITH_PLUGINS);
    while (true) {
      Set<Path> left = of(note, Tools.TOOL_OF + "=" + key);
      left.addAll(alive(noted));
      if (left.isEmpty()
          && (plugins.isOver() || of(note, AttachmentLock.PLUGIN_OF + "=" + key).isEmpty())) {
        return;
      }
      if (plugins.isOver()) {
        throw new CniException(
            ErrorCode.TRY_AGAIN,
            "a call of this attachment was killed, and its tools cannot be ended: " + left,
            "they hang in the kernel; see /proc/PID/stack");
      }
      if (tools.isOver()) {
        left.forEach(Orphans::kill);
      }
      pause(locks);
    }
  }

  private static void pause(FileLocks locks) {
    try {
      locks.pause(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<Path> of(Path note, String variable) throws IOException {
    String wanted = "\0" + variable + "\0";
    Set<Path> found = new LinkedHashSet<>();
    for (Path process : processes()) {
      if (("\0" + read(process.resolve("environ"))).contains(wanted) && sees(process, note)) {
        found.add(process);
      }
    }
    return found;
  }

  /**
   * Whether a process stands where this note lies; in a container that is a node of its own, an
   * attachment of the same names is another one. What cannot be looked at counts as ours.
   */
  private static boolean sees(Path process, Path note) {
    Path there = process.resolve("root").resolve(Path.of("/").relativize(note));
    try {
      return !Files.exists(process.resolve("root")) || Files.isSameFile(there, note);
    } catch (NoSuchFileException elsewhere) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Set<Path> starters() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    for (Path process : processes()) {
      if (isStarter(process)) {
        found.add(process);
      }
    }
    return found;
  }

  private static boolean isStarter(Path process) {
    String name = read(process.resolve("comm"));
    return name.equals(STARTER) || name.equals(AGENTS_STARTER) && isAlone(process);
  }

  /** Whether the agent of a starter has gone; what it had been told by then it may still begin. */
  private static boolean isAlone(Path process) {
    String words = read(process.resolve("cmdline"));
    String status = read(process.resolve("status"));
    int at = words.indexOf(AGENT);
    if (at < 0 || status.isEmpty()) {
      return false;
    }
    String agent = words.substring(at + AGENT.length(), words.length() - 1);
    return !status.contains("\nPPid:\t" + agent + "\n");
  }

  /** Returns those of the noted tools that run; another process of the same number is none. */
  private static Set<Path> alive(List<String> noted) {
    Set<Path> alive = new LinkedHashSet<>();
    for (String process : noted) {
      int blank = process.indexOf(' ');
      if (blank > 0
          && blank < LONGEST_NUMBER
          && process.chars().allMatch(c -> c == ' ' || c >= '0' && c <= '9')
          && ProcessIdentity.of(Long.parseLong(process, 0, blank, 10)).equals(process)) {
        alive.add(PROC.resolve(process.substring(0, blank)));
      }
    }
    return alive;
  }

  private static Set<Path> processes() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[1-9]*")) {
      all.forEach(found::add);
    }
    return found;
  }

  /** Returns nothing of a process that has ended, or that belongs to somebody else. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void kill(Path process) {
    Optional<ProcessHandle> handle =
        ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
    handle.ifPresent(ProcessHandle::destroyForcibly);
  }
}
