// Measures mycni beside the reference plugins: whole processes, as a runtime starts them, in one run,
// taking turns, each contender in a disposable world of its own. ./bench starts it.
//
// One process coordinates; in each world a worker (this same file) starts the plugins and times them, so
// that nothing but the plugin's own process is in a figure.
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

final class Bench {
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
  private static final String SAMPLE =
      """
      { "cniVersion": "1.0.0", "name": "bench", "type": "bridge", "bridge": "bench0", "isGateway": true,
        "ipMasq": true, "ipam": { "type": "host-local", "subnet": "10.16.0.0/16",
        "dataDir": "FOLDER/leases", "routes": [ { "dst": "0.0.0.0/0" } ] } }
      """;
  private static final String DUAL =
      """
      { "cniVersion": "1.0.0", "name": "dual", "type": "bridge", "bridge": "bench1", "isDefaultGateway": true,
        "ipMasq": true, "ipam": { "type": "host-local", "dataDir": "FOLDER/leases",
        "ranges": [[{ "subnet": "10.17.0.0/16" }], [{ "subnet": "fd17::/64" }]] } }
      """;
  private static final Map<String, String> CONFIGS =
      Map.of(
          "sample", SAMPLE,
          "plain", SAMPLE.replace("\"ipMasq\": true", "\"ipMasq\": false").replace("bench0", "bench2")
              .replace("10.16.", "10.18.").replace("\"bench\"", "\"plain\""),
          "dual", DUAL,
          "leases", SAMPLE.replace("\"bench\"", "\"leases\"").replace("10.16.", "10.19."));

  private final List<Contender> contenders = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();
  private final Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
  private final boolean quick;

  private Bench(boolean quick) {
    this.quick = quick;
  }

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("--worker")) {
      new Worker(args[1], Path.of(args[2]), args[3]).serve();
      return;
    }
    List<String> options = List.of(args);
    Bench bench = new Bench(options.contains("--quick"));
    try {
      bench.run();
    } finally {
      for (Contender contender : bench.contenders) {
        contender.close();
      }
    }
    bench.print(options.contains("--json"));
  }

  // --- the contenders --------------------------------------------------------------------------------------

  /** One contender in its world, told what to do line by line. */
  private static final class Contender {
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

  // --- the measurements ------------------------------------------------------------------------------------

  private void run() throws Exception {
    String reference =
        System.getenv().getOrDefault("BENCH_REFERENCE", "/usr/lib/cni") + "/bridge";
    String image = Path.of("target/mycni/bin/bridge").toAbsolutePath().toString();
    for (String name : List.of("reference", "direct", "agent", "floor")) {
      String bridge =
          switch (name) {
            case "reference" -> reference;
            case "floor" -> Path.of("src/bench/floor").toAbsolutePath().toString();
            default -> image;
          };
      contenders.add(new Contender(name, bridge));
    }
    int many = quick ? 8 : 40;
    series("start-up alone (VERSION)", many, "version", "");
    pairs("sample", "ADD, sample", "DEL, sample", many);
    pairs("plain", "ADD, without ipMasq", "DEL, without ipMasq", quick ? 4 : 20);
    pairs("dual", "ADD, dual stack", "DEL, dual stack", quick ? 4 : 20);
    once("100 ADDs, 16 at a time", "bulk add 100");
    once("100 DELs, 16 at a time", "bulk del 100");
    cpu();
    for (int present : quick ? List.of(0, 250) : List.of(0, 250, 1000)) {
      all("populate " + present);
      pairs("sample", "ADD, " + present + " attachments present", "DEL, " + present + " present",
          quick ? 4 : 15);
    }
    all("depopulate");
    for (int leases : quick ? List.of(10, 60_000) : List.of(10, 1000, 60_000)) {
      all("leases " + leases);
      lease(leases);
    }
    for (Contender contender : contenders) {
      note("peak memory of an ADD (MB)", contender, contender.tell("memory") / 1024);
    }
    size(reference);
  }

  private void all(String line) throws IOException {
    for (Contender contender : contenders) {
      contender.tell(line);
    }
  }

  private void note(String row, Contender contender, double figure) {
    figures.computeIfAbsent(row, key -> new LinkedHashMap<>()).put(contender.name, figure);
  }

  private void series(String row, int many, String command, String after) throws IOException {
    Map<Contender, List<Double>> taken = new LinkedHashMap<>();
    for (int i = 0; i < many; i++) {
      for (Contender contender : contenders) {
        taken.computeIfAbsent(contender, key -> new ArrayList<>()).add(contender.tell(command) / 1e6);
        if (!after.isEmpty()) {
          contender.tell(after);
        }
      }
    }
    taken.forEach((contender, times) -> note(row + ", median (ms)", contender, percentile(times, 50)));
    taken.forEach((contender, times) -> note(row + ", p95 (ms)", contender, percentile(times, 95)));
  }

  private void pairs(String config, String add, String del, int many) throws IOException {
    Map<Contender, List<Double>> adds = new LinkedHashMap<>();
    Map<Contender, List<Double>> dels = new LinkedHashMap<>();
    // A neighbour keeps the bridge and its rules' table: what is measured is the common ADD.
    all("add " + config + " neighbour");
    for (int i = -1; i < many; i++) {
      for (Contender contender : contenders) {
        double add1 = contender.tell("add " + config + " c") / 1e6;
        double del1 = contender.tell("del " + config + " c") / 1e6;
        if (i >= 0) {
          adds.computeIfAbsent(contender, key -> new ArrayList<>()).add(add1);
          dels.computeIfAbsent(contender, key -> new ArrayList<>()).add(del1);
        }
      }
    }
    all("del " + config + " neighbour");
    for (var each : List.of(Map.entry(add, adds), Map.entry(del, dels))) {
      each.getValue().forEach((c, times) -> note(each.getKey() + ", median (ms)", c, percentile(times, 50)));
      each.getValue().forEach((c, times) -> note(each.getKey() + ", p95 (ms)", c, percentile(times, 95)));
    }
  }

  private void lease(int leases) throws IOException {
    Map<Contender, List<Double>> adds = new LinkedHashMap<>();
    Map<Contender, List<Double>> dels = new LinkedHashMap<>();
    for (int i = -1; i < (quick ? 4 : 15); i++) {
      for (Contender contender : contenders) {
        if (contender.name.equals("floor")) {
          continue;
        }
        double add = contender.tell("lease ADD") / 1e6;
        double del = contender.tell("lease DEL") / 1e6;
        if (i >= 0) {
          adds.computeIfAbsent(contender, key -> new ArrayList<>()).add(add);
          dels.computeIfAbsent(contender, key -> new ArrayList<>()).add(del);
        }
      }
    }
    adds.forEach((c, times) -> note("lease ADD, " + leases + " leases, median (ms)", c, percentile(times, 50)));
    dels.forEach((c, times) -> note("lease DEL, " + leases + " leases, median (ms)", c, percentile(times, 50)));
  }

  private void once(String row, String command) throws IOException {
    all("add sample neighbour");
    for (Contender contender : contenders) {
      note(row + " (ms)", contender, contender.tell(command) / 1e6);
    }
    all("del sample neighbour");
  }

  private void cpu() throws IOException {
    int many = quick ? 5 : 20;
    all("add sample neighbour");
    for (Contender contender : contenders) {
      double before = contender.tell("cpu");
      for (int i = 0; i < many; i++) {
        contender.tell("add sample c" );
        contender.tell("del sample c");
      }
      note("processor time of an ADD and a DEL (ms)", contender, (contender.tell("cpu") - before) / many);
    }
    all("del sample neighbour");
  }

  private void size(String reference) throws IOException {
    double theirs = Files.size(Path.of(reference)) + Files.size(Path.of(reference).resolveSibling("host-local"));
    double ours;
    try (Stream<Path> files = Files.walk(Path.of("target/mycni"))) {
      ours = files.filter(f -> Files.isRegularFile(f, java.nio.file.LinkOption.NOFOLLOW_LINKS))
          .mapToLong(f -> f.toFile().length()).sum();
    }
    for (Contender contender : contenders) {
      double size = contender.name.equals("reference") ? theirs : contender.name.equals("floor") ? 0 : ours;
      if (size > 0) {
        note("size of bridge and host-local (MB)", contender, size / (1 << 20));
      }
    }
  }

  private static double percentile(List<Double> values, int percent) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
  }

  // --- the table -------------------------------------------------------------------------------------------

  private void print(boolean json) {
    if (json) {
      StringBuilder text = new StringBuilder("{");
      figures.forEach((row, values) -> {
        text.append(text.length() > 1 ? ",\n" : "\n").append("  \"").append(row).append("\": {");
        List<String> parts = new ArrayList<>();
        values.forEach((name, value) -> parts.add(String.format(Locale.ROOT, "\"%s\": %.2f", name, value)));
        text.append(String.join(", ", parts)).append('}');
      });
      System.out.println(text.append("\n}"));
      return;
    }
    System.out.printf("%-46s %10s %9s %9s %9s %12s %12s%n", "", "reference", "direct", "agent", "floor",
        "direct/ref", "agent/ref");
    figures.forEach((row, values) -> {
      StringBuilder line = new StringBuilder(String.format("%-46s", row));
      for (String name : List.of("reference", "direct", "agent", "floor")) {
        int width = name.equals("reference") ? 10 : 9;
        line.append(' ').append(values.containsKey(name)
            ? String.format(Locale.ROOT, "%" + width + ".1f", values.get(name)) : " ".repeat(width - 1) + "-");
      }
      for (String name : List.of("direct", "agent")) {
        line.append(String.format(Locale.ROOT, " %12.2f", values.get(name) / values.get("reference")));
      }
      System.out.println(line);
    });
  }

  // --- in a world ------------------------------------------------------------------------------------------

  /** Starts the contender's plugin and times it. */
  private static final class Worker {
    private final String name;
    private final Path folder;
    private final String bridge;
    private Process agent;

    Worker(String name, Path folder, String bridge) {
      this.name = name;
      this.folder = folder;
      this.bridge = bridge;
    }

    void serve() throws Exception {
      if (name.equals("agent")) {
        String mycni = Path.of(bridge).resolveSibling("mycni").toString();
        agent = new ProcessBuilder(mycni, "agent").redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        while (run("sh", "-c", "ls /run/mycni/agent-*.sock >/dev/null 2>&1") != 0) {
          Thread.sleep(20);
        }
      }
      for (String container : List.of("c", "neighbour", "pond")) {
        run("ip", "netns", "add", container);
      }
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String answer;
        try {
          answer = answer(line.split(" "));
        } catch (IOException e) {
          answer = "!" + e.getMessage().replace('\n', ' ');
        }
        System.out.println(answer);
        System.out.flush();
      }
      if (agent != null) {
        agent.destroy();
        agent.waitFor();
      }
    }

    private String answer(String[] words) throws Exception {
      return switch (words[0]) {
        case "ready" -> "";
        case "version" -> "" + call("VERSION", bridge, "sample", "c");
        case "add" -> "" + call("ADD", bridge, words[1], words[2]);
        case "del" -> "" + call("DEL", bridge, words[1], words[2]);
        case "lease" -> "" + call(words[1], Path.of(bridge).resolveSibling("host-local").toString(), "leases", "c");
        case "bulk" -> bulk(words[1].toUpperCase(Locale.ROOT), Integer.parseInt(words[2]));
        case "populate" -> populate(Integer.parseInt(words[1]));
        case "depopulate" -> populate(0);
        case "leases" -> leases(Integer.parseInt(words[1]));
        case "cpu" -> cpu();
        case "memory" -> memory();
        default -> throw new IOException("unknown: " + String.join(" ", words));
      };
    }

    private ProcessBuilder plugin(String verb, String program, String config, String container) throws IOException {
      Path input = folder.resolve(config + ".conf");
      if (!Files.exists(input)) {
        Files.writeString(input, CONFIGS.get(config).replace("FOLDER", folder.toString()));
      }
      ProcessBuilder builder = new ProcessBuilder(program);
      builder.environment().clear();
      builder.environment().putAll(Map.of("CNI_COMMAND", verb, "CNI_CONTAINERID", container, "CNI_NETNS",
          "/run/netns/" + container, "CNI_IFNAME", "eth0", "CNI_PATH", Path.of(bridge).getParent().toString(), "PATH",
          System.getenv("PATH") + ":/usr/sbin:/sbin"));
      if (name.equals("direct")) {
        builder.environment().put("MYCNI_SOCKET", "");
      }
      if (name.equals("floor")) {
        builder.environment().put("FLOOR_FOLDER", folder.toString());
        builder.environment().put("FLOOR_CONFIG", config);
      }
      return builder.redirectInput(input.toFile())
          .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile());
    }

    private long call(String verb, String program, String config, String container) throws Exception {
      ProcessBuilder builder = plugin(verb, program, config, container);
      long begun = System.nanoTime();
      int status = builder.start().waitFor();
      long took = System.nanoTime() - begun;
      if (status != 0) {
        throw new IOException(Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err")));
      }
      return took;
    }

    private String bulk(String verb, int many) throws Exception {
      if (verb.equals("ADD")) {
        run("sh", "-c", "for i in $(seq " + many + "); do ip netns add b$i; done");
      }
      try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
        List<Future<Integer>> calls = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 1; i <= many; i++) {
          ProcessBuilder builder = plugin(verb, bridge, "sample", "b" + i)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
          calls.add(pool.submit(() -> builder.start().waitFor()));
        }
        int failed = 0;
        for (Future<Integer> call : calls) {
          failed += call.get() == 0 ? 0 : 1;
        }
        long took = System.nanoTime() - begun;
        if (verb.equals("DEL")) {
          run("sh", "-c", "for i in $(seq " + many + "); do ip netns delete b$i; done");
        }
        if (failed > 0 && !name.equals("reference")) {
          throw new IOException(failed + " of " + many + " failed");
        }
        return "" + took;
      }
    }

    /** Ports and rules as so many containers have them; made by tools, as it is the same for all. */
    private String populate(int many) throws Exception {
      return "" + run("sh", "-c", """
          ip link show bench0 >/dev/null 2>&1 || { ip link add bench0 type bridge; ip link set bench0 up; }
          iptables-save -t nat | sed -n 's/^-A \\(POSTROUTING.*FULL.*\\)/-D \\1/p' > FOLDER/drop
          iptables-save -t nat | sed -n 's/^:\\(FULL[^ ]*\\).*/-F \\1\\n-X \\1/p' >> FOLDER/drop
          (echo '*nat'; cat FOLDER/drop; echo COMMIT) | iptables-restore --noflush
          ip -o link show master bench0 | sed -n 's/.*\\(full[0-9]*\\)@.*/link delete \\1/p' | ip -batch -
          seq MANY | sed 's/.*/link add name full& master bench0 up type veth peer name x& netns pond/' | ip -batch -
          (echo '*nat'; seq MANY | sed 's/.*/-N FULL-&/'
           seq MANY | sed 's|.*|-A FULL-& -d 10.16.0.0/16 -j ACCEPT|'
           seq MANY | sed 's|.*|-A FULL-& ! -d 224.0.0.0/4 -j MASQUERADE|'
           seq MANY | awk '{ printf "-A POSTROUTING -s 10.20.%d.%d/32 -j FULL-%d\\n", $1 / 250, $1 % 250 + 1, $1 }'
           echo COMMIT) | iptables-restore --noflush
          """.replace("FOLDER", folder.toString()).replace("MANY", "" + many));
    }

    private String leases(int many) throws IOException {
      Path leases = Files.createDirectories(folder.resolve("leases/leases"));
      for (int i = 0; i < many; i++) {
        Path file = leases.resolve("10.19." + (i + 2) / 256 + "." + (i + 2) % 256);
        if (!Files.exists(file)) {
          Files.writeString(file, "leaked" + i + "\r\neth0");
        }
      }
      int last = many + 1;
      Files.writeString(leases.resolve("last_reserved_ip.0"), "10.19." + last / 256 + "." + last % 256);
      return "";
    }

    /** Milliseconds of this process's children, and of the agent with its children. */
    private String cpu() throws IOException {
      double ticks = ticks("self", 15, 16);
      if (agent != null) {
        ticks += ticks("" + agent.pid(), 13, 14) + ticks("" + agent.pid(), 15, 16);
      }
      return "" + ticks * 10;
    }

    private static double ticks(String pid, int first, int second) throws IOException {
      String text = Files.readString(Path.of("/proc", pid, "stat"));
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Double.parseDouble(fields[first - 2]) + Double.parseDouble(fields[second - 2]);
    }

    /** Kilobytes: of the largest process of an ADD, or of the agent. */
    private String memory() throws Exception {
      if (agent != null) {
        for (String line : Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status"))) {
          if (line.startsWith("VmHWM")) {
            return line.replaceAll("[^0-9]", "");
          }
        }
      }
      ProcessBuilder builder = plugin("ADD", "/usr/bin/time", "sample", "c");
      builder.command("/usr/bin/time", "-f", "%M", "-o", folder.resolve("memory").toString(), bridge);
      builder.start().waitFor();
      call("DEL", bridge, "sample", "c");
      return Files.readString(folder.resolve("memory")).strip().lines().reduce((a, b) -> b).orElse("0");
    }

    private int run(String... command) throws Exception {
      Process process = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(folder.resolve("log").toFile()).start();
      return process.waitFor();
    }
  }
}
