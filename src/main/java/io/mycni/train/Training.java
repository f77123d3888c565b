// The calls from which a start-up cache is made (java -XX:AOTCacheOutput=…, JEP 514): what a
// runtime asks, in one process. packaging/train.sh makes the world in which it runs; without one,
// only what changes no network is called. An agent is called by the launcher, from a process of its
// own. The commands of people are in a file of their own.
package io.mycni.train;

import io.mycni.Main;
import io.mycni.process.Image;
import io.mycni.process.ProcessRunner;
import io.mycni.service.AgentSocket;
import io.mycni.watch.DirectCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the calls, or the commands: Training calls|agent|commands FOLDER [NETNS]. */
public final class Training {
  private static final int ROUNDS = 4;
  private static final Duration LONGEST = Duration.ofSeconds(30);
  static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> NETWORKS =
      List.of(
          """
          { "cniVersion": "0.4.0", "name": "train4", "type": "mycni", "bridge": "train4",
            "isGateway": true, "ipMasq": true, "ipam": { "type": "host-local",
            "subnet": "10.16.0.0/16", "dataDir": "FOLDER", "routes": [ { "dst": "0.0.0.0/0" } ] } }
          """,
          """
          { "cniVersion": "1.1.0", "name": "train6", "type": "mycni", "bridge": "train6",
            "isDefaultGateway": true, "ipMasq": true, "ipam": { "type": "host-local",
            "dataDir": "FOLDER", "ranges": [[{ "subnet": "10.17.0.0/16" }], [{ "subnet": "fd17::/64" }]] } }
          """,
          """
          { "cniVersion": "1.0.0", "name": "train2", "type": "mycni", "bridge": "train2" }
          """);

  /** The other plugins, on links that packaging/train.sh makes; the kernel may lack some. */
  private static final List<Other> OTHERS =
      List.of(
          new Other("ptp", "\"ipMasq\": true"),
          new Other("macvlan", "\"master\": \"master0\""),
          new Other("ipvlan", "\"master\": \"master0\""),
          new Other("vlan", "\"master\": \"master0\", \"vlanId\": 5"),
          new Other("host-device", "\"device\": \"device0\""),
          new Other("dummy", "\"dns\": {}"),
          new Other("tap", "\"multiQueue\": true"));

  /** What stands behind another plugin. */
  private static final List<Other> BEHIND =
      List.of(
          new Other(
              "portmap",
              "\"runtimeConfig\": { \"portMappings\": [ { \"hostPort\": 8080,"
                  + " \"containerPort\": 80, \"protocol\": \"tcp\" } ] }"),
          new Other(
              "bandwidth",
              "\"ingressRate\": 8000000, \"ingressBurst\": 800000,"
                  + " \"egressRate\": 8000000, \"egressBurst\": 800000"),
          new Other("firewall", "\"backend\": \"iptables\""),
          new Other("tuning", "\"sysctl\": { \"net.core.somaxconn\": \"500\" }"),
          new Other("sbr", "\"table\": 100"));

  private record Other(String type, String keys) {
    String network() {
      return """
      { "cniVersion": "1.0.0", "name": "train-TYPE", "type": "TYPE", KEYS,
        "ipam": { "type": "host-local", "subnet": "10.18.0.0/16", "dataDir": "FOLDER",
        "routes": [ { "dst": "0.0.0.0/0" } ] } }
      """
          .replace("TYPE", type)
          .replace("KEYS", keys);
    }
  }

  private final String folder;
  private final String netns;
  private final boolean agent;

  private Training(String folder, String netns, boolean agent) {
    this.folder = folder;
    this.netns = netns;
    this.agent = agent;
  }

  /** Runs the calls. */
  public static void main(String[] args) throws IOException {
    String folder = args[1] + "/leases";
    Files.createDirectories(Path.of(folder));
    Training training =
        new Training(folder, args.length > 2 ? args[2] : "", args[0].equals("agent"));
    if (args[0].equals("commands")) {
      training.runCommands(args[1]);
    } else {
      training.run();
    }
  }

  /** With something to show: a network's file, and a container that is attached to it. */
  private void runCommands(String place) throws IOException {
    String network = NETWORKS.getFirst();
    Path networks = Files.createDirectories(Path.of(place, "networks"));
    Files.writeString(networks.resolve("10-train.conf"), network.replace("FOLDER", folder));
    if (!netns.isEmpty()) {
      call("bridge", "ADD", network);
    }
    new CommandTraining(networks, netns).run();
  }

  private void run() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      for (String network : NETWORKS) {
        call("bridge", "VERSION", network);
        call("bridge", "STATUS", network);
        if (!netns.isEmpty()) {
          // A neighbour keeps the bridge, so that the second ADD is the common one.
          neighbour(network, "ADD");
          call("bridge", "ADD", network);
          String result = call("bridge", "ADD", network);
          call("bridge", "CHECK", withResult(network, result));
          call("bridge", "DEL", network);
          neighbour(network, "DEL");
        }
        if (network.contains("host-local")) {
          call("host-local", "ADD", network);
          call("host-local", "DEL", network);
        }
      }
      if (!netns.isEmpty()) {
        others();
      }
    }
  }

  private void others() {
    for (Other other : OTHERS) {
      String network = other.network();
      String result = call(other.type(), "ADD", network);
      if (other.type().equals("ptp")) {
        behind(result);
      }
      call(other.type(), "CHECK", withResult(network, result));
      call(other.type(), "DEL", network);
    }
  }

  private void behind(String result) {
    for (Other other : BEHIND) {
      String network = withResult(other.network(), result);
      call(other.type(), "ADD", network);
      call(other.type(), "CHECK", network);
      call(other.type(), "DEL", network);
    }
  }

  private static String withResult(String network, String result) {
    return network.replaceFirst("\\{", "{ \"prevResult\": " + result + ",");
  }

  private void neighbour(String network, String verb) {
    call("bridge", verb, network, "neighbour", netns + "2");
  }

  private String call(String program, String verb, String network) {
    return call(program, verb, network, "container", netns.isEmpty() ? "/nonexistent" : netns);
  }

  private String call(String program, String verb, String network, String id, String path) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", verb);
    environment.put("CNI_CONTAINERID", id);
    environment.put("CNI_NETNS", path);
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", "/opt/cni/bin");
    environment.put("PATH", PATH);
    byte[] input = network.replace("FOLDER", folder).getBytes(StandardCharsets.UTF_8);
    return agent ? launched(program, environment, input) : called(program, environment, input);
  }

  private String called(String program, Map<String, String> environment, byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            program,
            List.of(),
            environment,
            new ByteArrayInputStream(input),
            out,
            new PrintStream(err, true));
    Main.count(new DirectCalls(Path.of(folder, "direct")), program, environment, status);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** By the launcher, which asks the agent; it knows the plugin by the name of a link. */
  private String launched(String program, Map<String, String> environment, byte[] input) {
    Path link = Path.of(folder, program);
    environment.put(AgentSocket.VARIABLE, System.getenv(AgentSocket.VARIABLE));
    try {
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, Image.bin().resolve("mycni"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] answer =
        new ProcessRunner(Path.of(folder))
            .runPlugin(List.of(link.toString()), input, environment, LONGEST)
            .stdout();
    return new String(answer, StandardCharsets.UTF_8);
  }
}
