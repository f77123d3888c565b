// Private names beside the folders of leases: files that are not yet, or no longer, in their place.
//
//   DATADIR/.mycni-PID-THREAD-TIME-NUMBER.new
//
// No two processes or threads ever share one, also when they do not see each other's locks. Nothing
// of the kind may lie in a folder of leases, as the reference plugin reads every file there.
package io.mycni.ipam.hostlocal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Makes private names, and clears away those that a crash has left. */
final class Drafts {
  private static final Path PROC = Path.of("/proc");
  private static final String BEGIN = ".mycni-";
  private static final String END = ".new";

  private final Path folder;
  private String own = "";
  private int number;

  Drafts(Path folder) {
    this.folder = folder;
  }

  /** Returns a name that nobody uses. */
  Path next() {
    if (own.isEmpty()) {
      own =
          ownPid()
              + "-"
              + Long.toHexString(Thread.currentThread().threadId())
              + "-"
              + Long.toHexString(System.nanoTime())
              + "-";
    }
    return folder.resolve(BEGIN + own + Integer.toHexString(number++) + END);
  }

  /** By the link, as the JDK's class for processes costs a start-up more. */
  private static String ownPid() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self")).toString();
    } catch (IOException e) {
      return "0";
    }
  }

  /** Removes a name that has served; one that cannot be removed is left to {@link #sweep}. */
  void drop(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // It is in nobody's way.
    }
  }

  /** Removes the names of processes that are gone. */
  void sweep() {
    String[] names = new File(folder.toString()).list();
    for (String name : names == null ? new String[0] : names) {
      if (name.startsWith(BEGIN) && name.endsWith(END) && isLeft(name)) {
        drop(folder.resolve(name));
      }
    }
  }

  private static boolean isLeft(String name) {
    int end = name.indexOf('-', BEGIN.length());
    if (end < 0) {
      return false;
    }
    for (int i = BEGIN.length(); i < end; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    Path process = PROC.resolve(name.substring(BEGIN.length(), end));
    return Files.exists(PROC.resolve("self"), LinkOption.NOFOLLOW_LINKS)
        && Files.notExists(process, LinkOption.NOFOLLOW_LINKS);
  }
}
