// What /proc/locks (proc_locks(5)) can prove: that nobody holds a file by flock(2).
//
// It leaves out the locks of processes that a PID namespace does not show, and names a file's
// device otherwise than stat(2) on some file systems. So it is believed only in the first PID
// namespace, and only when our own lock by fcntl(2) on that file is in it.
package io.mycni.ipam.hostlocal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for locks of the reference plugins. */
final class FlockView {
  private static final Path PROC = Path.of("/proc");

  /** PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
  private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]";

  /** The kernel prints piecewise; a lock that ends between two pieces hides the one behind it. */
  private static final int LOOKS = 2;

  private FlockView() {}

  /**
   * Tells whether nobody holds the lock on a file, or waits for it.
   *
   * @param file a file that this process itself has locked by fcntl(2)
   */
  static boolean showsNobody(Path file) {
    try {
      Path namespace = Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
      if (!namespace.toString().equals(FIRST_PID_NAMESPACE)) {
        return false;
      }
      String pid = Files.readSymbolicLink(PROC.resolve("self")).toString();
      for (int i = 0; i < LOOKS; i++) {
        String inode = String.valueOf(Files.getAttribute(file, "unix:ino"));
        String locks = Files.readString(PROC.resolve("locks"), StandardCharsets.US_ASCII);
        if (!showsNobody(locks, pid, inode)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Each line is: NUMBER: [->] KIND MODE ACCESS PID MAJOR:MINOR:INODE START END. */
  static boolean showsNobody(String locks, String pid, String inode) {
    String end = ":" + inode + " ";
    boolean ownIsShown = false;
    for (int start = 0; start < locks.length(); ) {
      int newline = locks.indexOf('\n', start);
      String line = locks.substring(start, newline < 0 ? locks.length() : newline) + " ";
      start = newline < 0 ? locks.length() : newline + 1;
      if (line.contains(end)) {
        if (line.contains(" FLOCK ")) {
          return false;
        }
        ownIsShown |= line.contains(" POSIX ") && line.contains(" " + pid + " ");
      }
    }
    return ownIsShown;
  }
}
