package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

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

  private void run(String script) throws IOException, InterruptedException {
    Path client = SCRIPTS.resolve(script);
    Assumptions.assumeTrue(Files.exists(client), "needs " + client + ", which a clone lacks");
    // Links, because the scripts mount only the folder of plugins, and the image lies beside it.
    Path folder = World.BIN.resolveSibling("../clients-" + script).normalize();
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String name : new String[] {"mycni", "bridge", "host-local"}) {
      Files.deleteIfExists(bin.resolve(name));
      Files.createSymbolicLink(bin.resolve(name), World.BIN.resolve(name));
    }
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            client.toString(), bin.toString(), SCRIPTS.resolve("mycni.conflist").toString());
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
