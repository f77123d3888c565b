// Who holds a lock on a file, from /proc/locks (proc_locks(5)).
package io.mycni.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process that holds a lock.
 *
 * @param pid its process ID
 */
public record LockHolder(String pid) {
  private static final Path LOCKS = Path.of("/proc/locks");
  private static final int KIND_FIELD = 1;
  private static final int PID_FIELD = 4;

  /** The two kinds of locks, which do not see each other. */
  public enum Kind {
    /** Made by fcntl(2): Java's locks. */
    POSIX,
    /** Made by flock(2): the locks of programs in Go, and of the shell's flock(1). */
    FLOCK
  }

  /** Returns the holder of a file's lock; empty when nobody holds it, or it cannot be told. */
  public static Optional<LockHolder> of(Path file, Kind kind) throws IOException {
    return of(file, kind, LockRange.ALL);
  }

  /**
   * Returns the holder of the lock on a part of a file; empty when nobody holds it, or it cannot be
   * told.
   */
  static Optional<LockHolder> of(Path file, Kind kind, LockRange range) throws IOException {
    if (!Files.exists(LOCKS)) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(LOCKS), StandardCharsets.US_ASCII);
    if (!text.contains(kind.name())) {
      return Optional.empty();
    }
    String name = " " + name(file) + " ";
    int at = text.indexOf(name);
    while (at >= 0) {
      int start = text.lastIndexOf('\n', at) + 1;
      // A line of one who waits has "->" in the place of the kind.
      List<String> fields = fields(text.substring(start, at));
      boolean right = fields.size() > PID_FIELD && fields.get(KIND_FIELD).equals(kind.name());
      if (right && range(text, at + name.length()).meets(range)) {
        return Optional.of(new LockHolder(fields.get(PID_FIELD)));
      }
      at = text.indexOf(name, at + 1);
    }
    return Optional.empty();
  }

  /** Reads the first and the last byte of a lock, at the end of its line; both may be left out. */
  private static LockRange range(String text, int from) {
    int end = text.indexOf('\n', from);
    List<String> fields = fields(text.substring(from, end < 0 ? text.length() : end));
    if (fields.size() < 2 || fields.get(1).equals("EOF")) {
      return new LockRange(fields.isEmpty() ? 0 : Long.parseLong(fields.getFirst()), 1L << 62);
    }
    long first = Long.parseLong(fields.getFirst());
    return new LockRange(first, Long.parseLong(fields.get(1)) - first + 1);
  }

  /** Splits at runs of spaces; by hand, as a regular expression would load its classes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    while (start < line.length()) {
      int end = line.indexOf(' ', start);
      end = end < 0 ? line.length() : end;
      if (end > start) {
        fields.add(line.substring(start, end));
      }
      start = end + 1;
    }
    return fields;
  }

  /** Writes a file as /proc/locks does: major and minor number in hex (makedev(3)), inode. */
  private static String name(Path file) throws IOException {
    Map<String, Object> attributes;
    try {
      attributes = Files.readAttributes(file, "unix:dev,ino");
    } catch (NoSuchFileException e) {
      return "";
    }
    long device = ((Number) attributes.get("dev")).longValue();
    long major = device >>> 8 & 0xfff | device >>> 32 & ~0xfffL;
    long minor = (device & 0xff | device >>> 12 & ~0xffL) & 0xffffffffL;
    return hex(major) + ":" + hex(minor) + ":" + attributes.get("ino");
  }

  private static String hex(long value) {
    String text = Long.toHexString(value);
    return text.length() < 2 ? "0" + text : text;
  }

  /** Returns {@code process PID (COMMAND)}. */
  @Override
  public String toString() {
    Path file = Path.of("/proc", pid, "cmdline");
    String command = "ended";
    try {
      if (Files.exists(file)) {
        byte[] words = Files.readAllBytes(file);
        command = new String(words, StandardCharsets.UTF_8).replace('\0', ' ').strip();
      }
    } catch (IOException e) {
      command = "unknown";
    }
    return "process " + pid + " (" + command + ")";
  }
}
