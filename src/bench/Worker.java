// What runs in a contender's world: starts the contender's plugin and times it.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class Worker {
  /** The whole chain for one container, from the first to the last, or back; the time of its processes. */
  private String chain(String name, String verb, String container) throws Exception {
    Path kept = folder.resolve(name + "-" + container);
    List<String> chain = Chains.ALL.get(name);
    List<String> order = verb.equals("ADD") ? chain : chain.reversed();
    String result = verb.equals("ADD") ? "" : Files.readString(kept);
    long took = 0;
    for (String type : order) {
      Files.writeString(folder.resolve("chain.conf"), Chains.config(name, type, result).replace("FOLDER", folder.toString()));
      floorConfig = type;
      String program = this.name.equals("floor") ? bridge : Path.of(bridge).resolveSibling(type).toString();
      long one = call(verb, program, "chain", container);
      parts.put(verb + " " + type, one);
      took += one;
      if (verb.equals("ADD")) {
        result = Files.readString(folder.resolve("out"));
      }
    }
    Files.writeString(kept, result);
    return "" + took;
  }

  /** What each plugin took of the last chain, by verb and type, in nanoseconds. */
  private final Map<String, Long> parts = new java.util.HashMap<>();

  /** What the floor is told of the chain, as it is one program. */
  private String floorConfig = "";

  private final String name;
  private final Path folder;
  private final String bridge;
  private Process agent;
  private Installed installed;

  /** What runs beside the plugins: a DHCP server, the reference's daemon for its leases. */
  private final List<Process> helpers = new ArrayList<>();

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
    run("sh", "-c", "ip link add master0 up type veth peer name master1; ip link set master1 up;"
        + " ip link add device0 type veth peer name device1; ip route add default dev master0");
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
    if (installed != null) {
      installed.close();
    }
    helpers.add(agent);
    for (Process helper : helpers) {
      if (helper != null) {
        helper.destroy();
        helper.waitFor();
      }
    }
  }

  private String answer(String[] words) throws Exception {
    return switch (words[0]) {
      case "ready" -> "";
      case "version" -> "" + call("VERSION", bridge, "sample", "c");
      case "has" -> has(words[1]);
      case "add" -> "" + call("ADD", program(words[1]), words[1], words[2]);
      case "del" -> "" + call("DEL", program(words[1]), words[1], words[2]);
      case "lease" -> "" + call(words[1], Path.of(bridge).resolveSibling("host-local").toString(), "leases", "c");
      case "chain" -> chain(words[1], words[2], words[3]);
      case "part" -> "" + parts.get(words[1] + " " + words[2]);
      case "bulk" -> bulk(words[1].toUpperCase(Locale.ROOT), Integer.parseInt(words[2]));
      case "populate" -> populate(Integer.parseInt(words[1]));
      case "depopulate" -> populate(0);
      case "leases" -> leases(Integer.parseInt(words[1]));
      case "cpu" -> cpu();
      case "memory" -> memory();
      case "install" -> install();
      case "rest" -> rest(words[1].equals("called"), words[2].equals("cold"));
      default -> throw new IOException("unknown: " + String.join(" ", words));
    };
  }

  /** From now on the agent is one that is started by the first call; 0 where nobody can listen for it. */
  private String install() throws Exception {
    if (!Installed.isPossible()) {
      return "0";
    }
    if (agent != null) {
      Path socket;
      try (var sockets = Files.newDirectoryStream(Path.of("/run/mycni"), "agent-*.sock")) {
        socket = sockets.iterator().next();
      }
      agent.destroy();
      agent.waitFor();
      agent = null;
      installed = new Installed(folder, socket, Path.of(bridge).resolveSibling("mycni").toString());
    }
    return "1";
  }

  /** No agent runs then, and, where it is cold, nothing of the contender is in memory. */
  private String rest(boolean called, boolean cold) throws Exception {
    if (installed != null) {
      installed.rest(called);
    }
    if (cold) {
      Path program = Path.of(bridge).toRealPath();
      if (name.equals("reference")) {
        Installed.forget(program, program.resolveSibling("host-local"));
      } else {
        Installed.forget(program.getParent().getParent());
      }
    }
    return "";
  }

  private String program(String config) {
    String type = config.equals("dhcp") ? "macvlan" : config;
    return Chains.PLUGINS.contains(config) ? Path.of(bridge).resolveSibling(type).toString() : bridge;
  }

  /** 1 when this contender has the plugin, and this kernel its kind of link; otherwise 0. */
  private String has(String type) throws Exception {
    if (name.equals("floor")) {
      // It knows one chain, by its last plugin.
      return type.equals("tuning") ? "1" : "0";
    }
    String kind = switch (type) {
      case "macvlan", "ipvlan" -> "link add probe link master0 type " + type;
      case "vlan" -> "link add probe link master0 type vlan id 9";
      case "dummy" -> "link add probe type dummy";
      case "vrf" -> "link add probe type vrf table 9";
      default -> "link show lo";
    };
    boolean has = Files.exists(Path.of(bridge).resolveSibling(type))
        && (!type.equals("dhcp") || servesLeases())
        && run("sh", "-c", "ip " + kind + " && { ip link delete probe || :; }") == 0;
    return has ? "1" : "0";
  }

  /** Starts a DHCP server behind master0, and the reference's daemon; a direct call has nobody who keeps a lease. */
  private boolean servesLeases() throws Exception {
    if (name.equals("direct") || !Files.isExecutable(Path.of("/usr/sbin/dnsmasq"))) {
      return false;
    }
    if (helpers.isEmpty()) {
      run("sh", "-c", "ip netns add server; ip link set master1 netns server; ip link set master0 up;"
          + " ip -n server address add 10.23.0.1/16 dev master1; ip -n server link set master1 up");
      helpers.add(start("nsenter", "--net=/run/netns/server", "/usr/sbin/dnsmasq", "--no-daemon", "--user=root",
          "--port=0", "--interface=master1", "--bind-interfaces", "--conf-file=/dev/null", "--pid-file=", "--no-ping",
          "--dhcp-authoritative", "--dhcp-leasefile=" + folder.resolve("dhcp-leases"),
          "--dhcp-range=10.23.0.50,10.23.9.250,255.255.0.0,1h"));
      while (run("nsenter", "--net=/run/netns/server", "grep", "-q", ":0043 ", "/proc/net/udp") != 0) {
        Thread.sleep(20);
      }
      if (name.equals("reference")) {
        helpers.add(start(Path.of(bridge).resolveSibling("dhcp").toString(), "daemon"));
        while (!Files.exists(Path.of("/run/cni/dhcp.sock"))) {
          Thread.sleep(20);
        }
      }
    }
    return true;
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("helper-log").toFile())
        .start();
  }

  private ProcessBuilder plugin(String verb, String program, String config, String container) throws IOException {
    Path input = folder.resolve(config + ".conf");
    if (!Files.exists(input)) {
      Files.writeString(input, Chains.network(config).replace("FOLDER", folder.toString()));
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
      builder.environment().put("FLOOR_CONFIG", config.equals("chain") ? floorConfig : config);
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

  /** Milliseconds of this process's children, and of the agent with its children and theirs. */
  private String cpu() throws IOException {
    double ticks = ticks("self", 15, 16);
    if (agent != null) {
      ticks += ticks("" + agent.pid(), 13, 14) + ticks("" + agent.pid(), 15, 16);
      // What starts its tools has their times, and stays.
      for (ProcessHandle starter : agent.children().toList()) {
        ticks += ticks("" + starter.pid(), 13, 14) + ticks("" + starter.pid(), 15, 16);
      }
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
