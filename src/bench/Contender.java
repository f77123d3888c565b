// One contender in its world, told what to do line by line.
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

final class Contender {
  private static final String WORLD =
      """
      mount --make-rprivate /
      mount -t tmpfs -o mode=755 tmpfs /run
      mount -t tmpfs -o mode=755 tmpfs /var/lib
      mount -t sysfs sysfs /sys
      mkdir -p /run/netns
      ip link set lo up
      exec "$@"
      """;
  final String name;
  final Process process;
  final BufferedWriter to;
  final BufferedReader from;
  final Path folder;

  Contender(String name, String bridge) throws IOException {
    this.name = name;
    this.folder = Files.createTempDirectory("mycni-bench");
    List<String> command = new ArrayList<>(List.of("unshare"));
    if (!System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(List.of("--mount", "--net", "sh", "-ec", WORLD, "world"));
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "src/bench/Bench.java",
            "--worker", name, folder.toString(), bridge));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    to = process.outputWriter(StandardCharsets.UTF_8);
    from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    tell("ready");
  }

  /** Returns the answer: a figure, or an empty line. */
  double tell(String line) throws IOException {
    to.write(line);
    to.newLine();
    to.flush();
    String answer = from.readLine();
    if (answer == null || answer.startsWith("!")) {
      throw new IOException(name + " failed: " + line + "\n" + answer);
    }
    return answer.isEmpty() ? 0 : Double.parseDouble(answer);
  }

  void close() throws IOException, InterruptedException {
    to.close();
    process.waitFor();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
    }
  }
}
