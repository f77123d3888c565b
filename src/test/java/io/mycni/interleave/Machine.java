// The world of one run, in a folder of the real one: what lies in /run and in /proc, which
// processes there are, and who holds which lock. The processes are of this world alone; their
// numbers are beyond those that a kernel gives.
package io.mycni.interleave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files, processes and locks. */
final class Machine {
  private static final int FIRST_PID = 5_000_001;
  private static final Path RUN = PointPath.real(Path.of("/run"));
  private static final Path PROC = PointPath.real(Path.of("/proc"));
  private static final Path SYS = PROC.resolve("sys");
  private static final Path SELF = PROC.resolve("self");
  private static final Path LOCKS = PROC.resolve("locks");

  private final Path root;
  private Settings settings = Settings.NONE;
  private final MachineLocks locks = new MachineLocks();
  private final List<MachineProcess> processes = new ArrayList<>();
  private Optional<Resident> resident = Optional.empty();

  /** The settings of the world's kernel. */
  interface Settings {
    /** A kernel without any. */
    Settings NONE =
        new Settings() {
          @Override
          public Optional<String> get(String key) {
            return Optional.empty();
          }

          @Override
          public void set(String key, String value) {}
        };

    Optional<String> get(String key);

    void set(String key, String value);
  }

  /** Makes a world in a folder that is empty. */
  Machine(Path root) {
    this.root = PointPath.real(root);
    try {
      for (String folder : List.of("proc", "run/mycni", "run/netns", "ns")) {
        Files.createDirectories(this.root.resolve(folder));
      }
      Files.createFile(this.root.resolve("ns/net"));
      // PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h.
      Files.createSymbolicLink(
          this.root.resolve("ns/pid"), PointPath.real(Path.of("pid:[4026531836]")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a path for what a test looks at; it is no point. */
  Path folder(String name) {
    return root.resolve(name);
  }

  void has(Settings these) {
    settings = these;
  }

  MachineLocks locks() {
    return locks;
  }

  MachineProcess start(String command) {
    MachineProcess process = new MachineProcess(FIRST_PID + processes.size(), command);
    processes.add(process);
    try {
      Files.createDirectory(folderOf(process));
      Files.createSymbolicLink(
          selfOf(process), PointPath.real(Path.of(String.valueOf(process.pid()))));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a tool; by its environment it is known whose it is (proc_pid_environ(5)). */
  MachineProcess startTool(String variable) {
    MachineProcess process = start("tool");
    try {
      Files.write(
          folderOf(process).resolve("environ"), (variable + "\0").getBytes(StandardCharsets.UTF_8));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the agent; it is started where there is none. */
  Resident resident() {
    if (resident.isEmpty() || resident.get().process().isDead()) {
      resident = Optional.of(new Resident(start("agent")));
    }
    return resident.get();
  }

  private Path folderOf(MachineProcess process) {
    return root.resolve("proc/" + process.pid());
  }

  private Path selfOf(MachineProcess process) {
    return root.resolve("ns/self-" + process.pid());
  }

  /** A process is no more, and holds nothing; what it has written stays. */
  void end(MachineProcess process) {
    process.die();
    locks.releaseAll(process);
    try {
      Files.deleteIfExists(folderOf(process).resolve("environ"));
      Files.deleteIfExists(folderOf(process));
      Files.deleteIfExists(selfOf(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where a path of a process leads to. */
  Path real(Path path, MachineProcess process) {
    if (path.startsWith(RUN)) {
      return root.resolve("run").resolve(RUN.relativize(path));
    }
    if (!path.startsWith(PROC)) {
      return path;
    }
    if (path.equals(LOCKS)) {
      return locksNow();
    }
    if (path.startsWith(SYS)) {
      return setting(SYS.relativize(path).toString());
    }
    if (path.startsWith(SELF.resolve("ns"))) {
      return root.resolve("ns").resolve(path.getFileName());
    }
    if (path.equals(SELF)) {
      return selfOf(process);
    }
    return root.resolve("proc").resolve(PROC.relativize(path));
  }

  /** Makes the file of a setting of the kernel, as it is now; none where there is no such one. */
  private Path setting(String key) {
    Path file = root.resolve("proc/sys").resolve(key);
    try {
      Optional<String> value = settings.get(key);
      if (value.isPresent()) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, value.get());
      } else {
        Files.deleteIfExists(file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody has written to a file; what was a setting has another value by now. */
  void written(Path file) {
    Path sys = root.resolve("proc/sys");
    if (file.startsWith(sys)) {
      try {
        settings.set(sys.relativize(file).toString(), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns a file with what /proc/locks says now. */
  private Path locksNow() {
    try {
      StringBuilder text = new StringBuilder();
      for (MachineLocks.Held held : locks.all()) {
        text.append("1:")
            .append(held.waits() ? " -> " : " ")
            .append(held.flock() ? "FLOCK" : "POSIX");
        text.append("  ADVISORY  WRITE ").append(held.process().pid()).append(" 00:00:");
        text.append(held.inode().toString().replaceAll(".*ino=(\\d+).*", "$1")).append(' ');
        text.append(held.start()).append(' ').append(held.start() + held.length() - 1).append('\n');
      }
      Path file = root.resolve("locks");
      Files.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Object inode(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
