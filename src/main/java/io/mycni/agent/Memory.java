// What this process takes of the machine's memory.
package io.mycni.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads it. */
final class Memory {
  private static final int BYTES_PER_KB = 1024;

  private Memory() {}

  /** VmRSS of proc_pid_status(5), which is in kB; empty where it is not told. */
  static OptionalLong residentBytes() {
    try {
      String status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
      for (String line : status.split("\n")) {
        if (line.startsWith("VmRSS:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KB);
        }
      }
    } catch (IOException notTold) {
      // Nor is it worth a failure.
    }
    return OptionalLong.empty();
  }

  /** What Java's objects take of it, with those that nobody uses any more. */
  static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
