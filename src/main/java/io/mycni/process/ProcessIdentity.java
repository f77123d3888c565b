// Which process it is: numbers of processes are given again, so the time of its start belongs to it
// (proc_pid_stat(5)).
package io.mycni.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells processes apart, over time. */
public final class ProcessIdentity {
  /** The fields between the name of a process and the time of its start. */
  private static final int FIELDS_BEFORE_START = 19;

  private ProcessIdentity() {}

  /** Returns the number and the start of a process; empty when there is none of that number. */
  public static String of(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "stat"));
      String stat = new String(bytes, StandardCharsets.ISO_8859_1);
      // A name may hold anything, blanks and brackets, too.
      int at = stat.lastIndexOf(')') + 1;
      for (int i = 0; i < FIELDS_BEFORE_START; i++) {
        at = stat.indexOf(' ', at + 1);
      }
      int end = stat.indexOf(' ', at + 1);
      return pid + stat.substring(at, end);
    } catch (IOException | IndexOutOfBoundsException gone) {
      return "";
    }
  }
}
