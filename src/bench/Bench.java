// Measures mycni beside the reference plugins: whole processes, as a runtime starts them, in one run,
// taking turns, each contender in a disposable world of its own. ./bench starts it.
//
// One process coordinates; in each world a Worker starts the plugins and times them, so that nothing but
// the plugin's own process is in a figure.
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

final class Bench {
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
    for (String type : Chains.PLUGINS) {
      plugin(type);
    }
    for (String chain : Chains.ALL.keySet()) {
      chain(chain);
    }
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
    installed();
  }

  /** The last rows: afterwards the agents are those that calls have started. */
  private void installed() throws IOException {
    for (Contender contender : contenders) {
      if (contender.tell("install") == 0) {
        System.err.println("bench: no systemd-socket-activate or perl, so nothing is measured as installed");
        return;
      }
    }
    Map<Contender, List<Double>> cold = new LinkedHashMap<>();
    Map<Contender, List<Double>> idle = new LinkedHashMap<>();
    Map<Contender, List<Double>> steady = new LinkedHashMap<>();
    all("add sample neighbour");
    for (int i = 0; i < (quick ? 3 : 10); i++) {
      for (Contender contender : contenders) {
        if (contender.name.equals("floor")) {
          continue;
        }
        for (String how : List.of("cold", "warm")) {
          contender.tell("rest called " + how);
          double first = contender.tell("add sample c") / 1e6;
          (how.equals("cold") ? cold : idle).computeIfAbsent(contender, key -> new ArrayList<>()).add(first);
          contender.tell("del sample c");
        }
        contender.tell("add sample c");
        contender.tell("del sample c");
        steady.computeIfAbsent(contender, key -> new ArrayList<>()).add(contender.tell("add sample c") / 1e6);
        contender.tell("del sample c");
      }
    }
    all("del sample neighbour");
    cold.forEach((c, times) -> note("first ADD after a boot, as installed, median (ms)", c, percentile(times, 50)));
    idle.forEach((c, times) -> note("first ADD after idleness, as installed, median (ms)", c, percentile(times, 50)));
    steady.forEach((c, times) -> note("ADD soon after, as installed, median (ms)", c, percentile(times, 50)));
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

  /** One after the other, by those that have the plugin, where the kernel has its kind of link. */
  private void plugin(String type) throws IOException {
    Map<Contender, List<Double>> adds = new LinkedHashMap<>();
    Map<Contender, List<Double>> dels = new LinkedHashMap<>();
    for (int i = -1; i < (quick ? 4 : 20); i++) {
      for (Contender contender : contenders) {
        if (contender.tell("has " + type) == 0) {
          continue;
        }
        double add = contender.tell("add " + type + " c") / 1e6;
        double del = contender.tell("del " + type + " c") / 1e6;
        if (i >= 0) {
          adds.computeIfAbsent(contender, key -> new ArrayList<>()).add(add);
          dels.computeIfAbsent(contender, key -> new ArrayList<>()).add(del);
        }
      }
    }
    if (adds.isEmpty()) {
      leftOut(type);
    }
    adds.forEach((c, times) -> note("ADD, " + type + ", median (ms)", c, percentile(times, 50)));
    dels.forEach((c, times) -> note("DEL, " + type + ", median (ms)", c, percentile(times, 50)));
  }

  /** A chain as a whole, and each of its plugins but the first, which is measured alone. */
  private void chain(String name) throws IOException {
    List<String> types = Chains.ALL.get(name);
    String row = name.equals("node") ? "chain of five plugins" : String.join(" and ", types);
    Map<String, Map<Contender, List<Double>>> taken = new LinkedHashMap<>();
    for (int i = -1; i < (quick ? 4 : 20); i++) {
      for (Contender contender : contenders) {
        if (contender.tell("has " + types.getLast()) == 0) {
          continue;
        }
        for (String verb : List.of("ADD", "DEL")) {
          double whole = contender.tell("chain " + name + " " + verb + " c") / 1e6;
          if (i >= 0) {
            take(taken, verb + ", " + row, contender, whole);
            for (String type : types.subList(1, types.size())) {
              double part = contender.tell("part " + verb + " " + type) / 1e6;
              take(taken, verb + ", " + type + " in that chain", contender, part);
            }
          }
        }
      }
    }
    if (taken.isEmpty()) {
      leftOut(types.getLast());
    }
    taken.forEach((line, by) -> by.forEach((c, times) -> note(line + ", median (ms)", c, percentile(times, 50))));
  }

  private static void leftOut(String type) {
    System.err.println("bench: nobody here has what " + type + " needs of kernel and tools, so it was left out");
  }

  private static void take(
      Map<String, Map<Contender, List<Double>>> taken, String row, Contender contender, double time) {
    taken.computeIfAbsent(row, key -> new LinkedHashMap<>())
        .computeIfAbsent(contender, key -> new ArrayList<>()).add(time);
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
        line.append(values.containsKey("reference") && values.containsKey(name)
            ? String.format(Locale.ROOT, " %12.2f", values.get(name) / values.get("reference")) : " ".repeat(12) + "-");
      }
      System.out.println(line);
    });
  }

}
