// Who holds a lock, from /proc/locks (proc_locks(5)).
package io.mycni.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the holder of a file's lock. */
final class LockHolder {
  private static final int PID_FIELD = 4;
  private static final int FILE_FIELD = 5;

  private LockHolder() {}

  /** Returns {@code : process PID (COMMAND)}, or nothing when it cannot be told. */
  static String of(Path file) {
    try {
      String inode = ":" + Files.getAttribute(file, "unix:ino");
      for (String line : Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.US_ASCII)) {
        String[] fields = line.strip().split(" +");
        boolean holds = fields.length > FILE_FIELD && !fields[1].equals("->");
        if (holds && fields[FILE_FIELD].endsWith(inode)) {
          return ": process " + fields[PID_FIELD] + " (" + command(fields[PID_FIELD]) + ")";
        }
      }
    } catch (IOException e) {
      return "";
    }
    return "";
  }

  private static String command(String pid) throws IOException {
    Path file = Path.of("/proc", pid, "cmdline");
    return Files.exists(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' ').strip()
        : "ended";
  }
}
