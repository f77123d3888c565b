package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mycni.cni.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Real clients, by scripts that lie beside the checkout of those who work on mycni. */
class ClientsIT {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("mycni.base")).resolve("../shared/clients").normalize();
  private static final int SKIPPED = 77;

  @Test
  void cnitool() throws Exception {
    run("cnitool.sh");
  }

  @Test
  void podman() throws Exception {
    onlyInCi();
    run("podman.sh");
  }

  @Test
  void containerd() throws Exception {
    onlyInCi();
    run("containerd.sh");
  }

  private static void onlyInCi() {
    Assumptions.assumeTrue("true".equals(System.getenv("CI")), "runs where CI=true is set");
  }

  private static List<String> executables() throws IOException {
    try (Stream<Path> all = Files.list(World.BIN)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** The scripts' own network, and behind its bridge what stands there on a node. */
  private static Path chain(Path folder) throws IOException {
    ObjectNode network = Json.readObject(Files.readAllBytes(SCRIPTS.resolve("mycni.conflist")));
    ArrayNode plugins = (ArrayNode) network.path("plugins");
    ObjectNode portmap = plugins.addObject().put("type", "portmap");
    portmap.putObject("capabilities").put("portMappings", true);
    ObjectNode bandwidth = plugins.addObject().put("type", "bandwidth");
    bandwidth.putObject("capabilities").put("bandwidth", true);
    plugins.addObject().put("type", "firewall").put("backend", "iptables");
    ObjectNode tuning = plugins.addObject().put("type", "tuning");
    tuning.putObject("sysctl").put("net.core.somaxconn", "500");
    return Files.write(folder.resolve("chain.conflist"), Json.write(network));
  }

  private void run(String script) throws IOException, InterruptedException {
    Path client = SCRIPTS.resolve(script);
    Assumptions.assumeTrue(Files.exists(client), "needs " + client + ", which a clone lacks");
    // Links, because the scripts mount only the folder of plugins, and the image lies beside it.
    Path folder = World.BIN.resolveSibling("../clients-" + script).normalize();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String name : executables()) {
      Files.deleteIfExists(bin.resolve(name));
      Files.createSymbolicLink(bin.resolve(name), World.BIN.resolve(name));
    }
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(client.toString(), bin.toString(), chain(folder).toString());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("INSTALL", "1");
    Process process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroy();
      throw new AssertionError(script + " did not end");
    }
    String text = Files.readString(output);
    Assumptions.assumeTrue(process.exitValue() != SKIPPED, text);
    assertEquals(0, process.exitValue(), text);
  }
}
