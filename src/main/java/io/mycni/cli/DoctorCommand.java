// `mycni doctor`: whether this node is ready, each line with what mends it.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.doctor.Diagnosis;
import io.mycni.doctor.Doctor;
import io.mycni.doctor.OwnPlugins;
import io.mycni.lint.Finding;
import io.mycni.lint.Inspection;
import io.mycni.node.Attachments;
import io.mycni.node.Compared;
import io.mycni.node.Survey;
import io.mycni.plugin.Services;
import io.mycni.service.AgentSocket;
import io.mycni.upkeep.ChainStatus;
import io.mycni.upkeep.Comparing;
import io.mycni.upkeep.OwnChain;
import io.mycni.upkeep.TrialAdd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at the node and changes nothing. */
@Command(
    name = "doctor",
    header = "Tell whether this node is ready, and what mends it.",
    description = {
      "Each line begins with ✓, ! (works, but see) or ✗ (an ADD would fail, or a container lacks"
          + " what was made for it), and ends with what mends it. Kernel features are tried in a"
          + " network namespace of their own, and so is an ADD to each network, which is planned and"
          + " not carried out. Of each attachment that lives, the plugins in its chain say what a"
          + " CHECK would."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni doctor",
      "  mycni doctor --json | jq '.[] | select(.verdict != \"good\")'",
      "",
      "Exit status: 1 if a line begins with ✗."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Cli cli;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private NetworkOptions where;

  DoctorCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    List<Doctor.Part> parts = cli.withMany(this::examine);
    if (json) {
      printJson(parts);
    } else {
      parts.forEach(this::print);
    }
    boolean fails =
        parts.stream()
            .flatMap(part -> part.diagnoses().stream())
            .anyMatch(diagnosis -> diagnosis.verdict() == Diagnosis.Verdict.FAIL);
    return fails ? 1 : 0;
  }

  private List<Doctor.Part> examine(Services services) {
    NetworkFolder folder = where.folder(cli.environment());
    Attachments attachments = Attachments.of(Survey.of(services, folder), List.of());
    try (TrialAdd trial = new TrialAdd(services)) {
      return Doctor.examine(
          services,
          attachments,
          folder,
          where.path(cli.environment()),
          AgentSocket.in(cli.environment()),
          new Asked(services, attachments, trial));
    }
  }

  /** The doctor stands above what looks into chains, so the plugins are asked from here. */
  private final class Asked implements OwnPlugins {
    private final Services services;
    private final Comparing comparing;
    private final TrialAdd trial;
    private final Inspection inspection;

    private Asked(Services services, Attachments attachments, TrialAdd trial) {
      this.services = services;
      this.comparing = new Comparing(attachments, variables(), services);
      this.trial = trial;
      this.inspection = LintCommand.inspection(services);
    }

    private Map<String, String> variables() {
      return where.variables(cli.environment());
    }

    @Override
    public boolean isOurs(String type) {
      return Plugins.isOurs(type);
    }

    @Override
    public List<CniException> refusals(Network network) {
      return ChainStatus.refusals(OwnChain.of(network, variables()), services);
    }

    @Override
    public List<String> tryAdd(Network network) {
      return trial.of(OwnChain.of(network, variables()));
    }

    @Override
    public List<Finding> findings(Path file) {
      String text = new String(Network.textOf(file), StandardCharsets.UTF_8);
      return inspection.of(file.toString(), text);
    }

    @Override
    public List<Compared> compared() {
      return comparing.all();
    }

    @Override
    public Map<String, List<String>> besides() {
      return comparing.besides();
    }
  }

  private void print(Doctor.Part part) {
    if (part.diagnoses().isEmpty()) {
      return;
    }
    cli.out().println(cli.coloured(part.title(), "1"));
    for (Diagnosis diagnosis : part.diagnoses()) {
      String mark =
          switch (diagnosis.verdict()) {
            case GOOD -> cli.coloured("✓", "32");
            case MIND -> cli.coloured("!", "33;1");
            case FAIL -> cli.coloured("✗", "31;1");
          };
      cli.out().println("  " + mark + " " + diagnosis.text());
      if (!diagnosis.mend().isEmpty()) {
        cli.out().println("    → " + diagnosis.mend());
      }
    }
  }

  private void printJson(List<Doctor.Part> parts) {
    ArrayNode all = Json.array();
    for (Doctor.Part part : parts) {
      for (Diagnosis diagnosis : part.diagnoses()) {
        ObjectNode node = all.addObject();
        node.put("part", part.title());
        node.put("verdict", diagnosis.verdict().name().toLowerCase(Locale.ROOT));
        node.put("text", diagnosis.text());
        node.put("mend", diagnosis.mend());
      }
    }
    cli.print(all);
  }
}
