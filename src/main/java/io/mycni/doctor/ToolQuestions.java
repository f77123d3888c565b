// Which tools are there, in which version, and which packet filter they talk to.
package io.mycni.doctor;

import io.mycni.exec.Shell;
import io.mycni.host.HostFacts;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks about tools. */
final class ToolQuestions {
  private static final Path LEGACY_TABLES = Path.of("/proc/net/ip_tables_names");

  private final Shell shell;
  private final List<Diagnosis> answers = new ArrayList<>();

  private ToolQuestions(Shell shell) {
    this.shell = shell;
  }

  static List<Diagnosis> ask(Shell shell) {
    ToolQuestions questions = new ToolQuestions(shell);
    questions.tool("ip", "-V", true, "apt-get install iproute2");
    questions.tool("nsenter", "--version", true, "apt-get install util-linux");
    boolean hasNft = shell.tools().find("nft").isPresent();
    questions.tool("iptables-restore", "--version", !hasNft, "apt-get install iptables");
    questions.tool(
        "nft", "--version", false, "apt-get install nftables (for macspoofchk and ipMasqBackend)");
    questions.backends();
    return questions.answers;
  }

  private void tool(String name, String option, boolean needed, String mend) {
    Optional<String> path = shell.tools().find(name);
    if (path.isPresent()) {
      Runner.Outcome outcome = shell.ask("ask for the version", name, List.of(option));
      String said = outcome.out().isBlank() ? outcome.err() : outcome.out();
      String version = said.lines().findFirst().orElse("").strip();
      answers.add(Diagnosis.good(path.get() + (version.isEmpty() ? "" : ": " + version)));
    } else if (needed) {
      answers.add(Diagnosis.fail(name + " is not installed", mend));
    } else {
      answers.add(Diagnosis.mind(name + " is not installed", mend));
    }
  }

  /** Rules of both kinds are in force at once, and each tool sees only its own. */
  private void backends() {
    boolean legacyInUse = !HostFacts.read(LEGACY_TABLES).isBlank();
    if (shell.tools().find("iptables").isEmpty()) {
      return;
    }
    String version = shell.ask("ask for the version", "iptables", List.of("--version")).out();
    boolean nft = version.contains("nf_tables");
    if (nft && legacyInUse) {
      answers.add(
          Diagnosis.mind(
              "iptables writes to nf_tables, but tables of the legacy kind are in use, too",
              "see `iptables-legacy-save`; choose one by `update-alternatives --config iptables`"));
    } else {
      answers.add(
          Diagnosis.good("iptables writes to " + (nft ? "nf_tables" : "the legacy tables")));
    }
  }
}
