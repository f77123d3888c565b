// The points of a call: each time that one of its threads, or a tool's, enters a system call that
// changes something or hands something over, from when mycni begins to serve.
package io.mycni.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds points in what strace(1) has written. */
final class Points {
  /** What changes files, links, rules, or starts and tells others. */
  static final String CALLS =
      "openat,mkdir,mkdirat,link,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,ftruncate,"
          + "pwrite64,write,fsync,fdatasync,connect,sendto,sendmsg,clone3,vfork,execve,utimensat,"
          + "setns,fcntl,exit_group";

  /** What fails when there is no room, or no right. */
  static final Set<String> FILES =
      Set.of("openat", "mkdir", "link", "rename", "unlink", "write", "utimensat", "pwrite64");

  private static final Pattern LINE = Pattern.compile("^(\\d+) +(\\w+)\\((.*)");

  private Points() {}

  /**
   * Reads a trace.
   *
   * @param begins a part of the line from which points count, such as a folder of ours
   * @return {@code link:1}, each once, in the order of the trace
   */
  static List<String> of(Path trace, List<String> begins) {
    Map<String, Integer> counts = new HashMap<>();
    Set<String> points = new LinkedHashSet<>();
    boolean begun = false;
    try {
      for (String line : Files.readAllLines(trace, java.nio.charset.StandardCharsets.ISO_8859_1)) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.find()) {
          continue;
        }
        String call = matcher.group(2);
        int count = counts.merge(matcher.group(1) + call, 1, Integer::sum);
        begun = begun || begins.stream().anyMatch(line::contains);
        if (begun && isPoint(call, matcher.group(3))) {
          points.add(call + ":" + count);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ArrayList<>(points);
  }

  private static boolean isPoint(String call, String arguments) {
    return switch (call) {
      case "openat" -> arguments.contains("O_CREAT") || arguments.contains("O_WRONLY");
      case "fcntl" -> arguments.contains("F_SETLK");
      case "clone3" -> !arguments.contains("CLONE_THREAD");
      default -> true;
    };
  }
}
