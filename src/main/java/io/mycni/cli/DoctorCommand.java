// `mycni doctor`: whether this host is ready, each line with the command that mends it.
package io.mycni.cli;

import io.mycni.exec.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Looks at the host and changes nothing. */
@Command(
    name = "doctor",
    description = {
      "Tell whether this host is ready: tools, kernel settings, agent, start-up cache.",
      "",
      "Each line begins with a tick, ! (works, but see) or a cross (ADD would fail)."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit status: 1 if something would make ADD fail."})
final class DoctorCommand implements java.util.concurrent.Callable<Integer> {
  private static final Path RUN = Path.of("/run/mycni");
  private static final Path CONFIGURATIONS = Path.of("/etc/cni/net.d");

  private final Cli cli;
  private boolean wouldFail;

  DoctorCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() throws IOException {
    Tools tools = new Tools(cli.environment());
    tool(tools, "ip", true, "apt-get install iproute2");
    tool(tools, "nsenter", true, "apt-get install util-linux");
    boolean masquerades =
        tools.find("iptables-restore").isPresent() || tools.find("nft").isPresent();
    tool(tools, "iptables-restore", !masquerades, "apt-get install iptables");
    tool(
        tools, "nft", false, "apt-get install nftables (needed for macspoofchk and ipMasqBackend)");
    setting(
        "net/ipv4/ip_forward", "1", "IPv4 is not forwarded yet; the first gateway switches it on");
    setting(
        "net/ipv6/conf/all/forwarding",
        "1",
        "IPv6 is not forwarded yet; the first gateway switches it on");
    if (read(Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables")).equals("1")) {
      warn(
          "bridge-nf-call-iptables is 1: frames between containers pass the FORWARD chain",
          "sysctl net.bridge.bridge-nf-call-iptables=0");
    }
    writable(RUN);
    writable(Path.of("/var/lib/cni/networks"));
    configurations();
    agent();
    cache();
    return wouldFail ? 1 : 0;
  }

  private void tool(Tools tools, String name, boolean needed, String mend) {
    Optional<String> path = tools.find(name);
    if (path.isPresent()) {
      good(name + ": " + path.get());
    } else if (needed) {
      bad(name + ": not installed", mend);
    } else {
      warn(name + ": not installed", mend);
    }
  }

  private void setting(String key, String wanted, String otherwise) throws IOException {
    String value = read(Path.of("/proc/sys", key));
    String name = key.replace('/', '.');
    if (value.isEmpty()) {
      warn(name + ": this kernel has no such setting", "use only the other family");
    } else if (value.equals(wanted)) {
      good(name + " is " + value);
    } else {
      good(name + " is " + value + ": " + otherwise);
    }
  }

  private void writable(Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && Files.isWritable(there)) {
      good(folder + " can be written");
    } else {
      bad(folder + " cannot be written", "run as root; is the file system mounted read-only?");
    }
  }

  private void configurations() throws IOException {
    if (!Files.isDirectory(CONFIGURATIONS)) {
      warn(CONFIGURATIONS + " is missing: no runtime has a network", "put a configuration there");
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(CONFIGURATIONS, "*.{conf,conflist,json}")) {
      List<String> names = new java.util.ArrayList<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      names.sort(null);
      if (names.isEmpty()) {
        warn(CONFIGURATIONS + " is empty: no runtime has a network", "put a configuration there");
      } else {
        good(
            CONFIGURATIONS
                + ": runtimes take "
                + names.getFirst()
                + (names.size() > 1 ? " of " + names : ""));
      }
    }
  }

  private void agent() {
    Path socket = RUN.resolve("agent-" + System.getProperty("mycni.build", "none") + ".sock");
    if (Files.exists(socket)) {
      good("agent: its socket is " + socket);
    } else {
      warn("agent: none of this build; every call starts a Java runtime", "mycni agent");
    }
  }

  /** The cache is mapped into this very process when it is in use. */
  private void cache() throws IOException {
    boolean mapped =
        new String(Files.readAllBytes(Path.of("/proc/self/maps")), StandardCharsets.UTF_8)
            .contains(".aot\n");
    if (mapped) {
      good("start-up cache: in use");
    } else {
      warn(
          "start-up cache: not in use (missing, damaged, or made for another build)",
          "install mycni again; a call takes three times as long without");
    }
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip()
        : "";
  }

  private void good(String text) {
    cli.out().println(cli.mark("✓", "ok  ", "32") + " " + text);
  }

  private void warn(String text, String mend) {
    cli.out().println(cli.mark("!", "!   ", "33") + " " + text + " → " + mend);
  }

  private void bad(String text, String mend) {
    wouldFail = true;
    cli.out().println(cli.mark("✗", "FAIL", "31") + " " + text + " → " + mend);
  }
}
