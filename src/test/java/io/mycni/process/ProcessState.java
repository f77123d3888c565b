package io.mycni.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process is doing, by the letters of proc_pid_stat(5). */
final class ProcessState {
  private ProcessState() {}

  /** Returns the letter; Z of one that has ended, whether or not somebody has collected it. */
  static String of(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    } catch (IOException gone) {
      return "Z";
    }
  }
}
