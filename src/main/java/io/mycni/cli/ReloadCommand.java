// `mycni reload`: puts back the rules of living attachments after somebody wiped them.
package io.mycni.cli;

import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import io.mycni.upkeep.Reload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores each living attachment. */
@Command(
    name = "reload",
    header = "Put rules back that a firewall or a person wiped.",
    description = {
      "For each attachment that lives, what the plugins of mycni's own in its chain may have lost:"
          + " masquerading, published ports, the firewall's rules, limits, the MAC spoof check, forwarding,"
          + " settings of bridges and ports. What is"
          + " there stays; what is damaged otherwise (an interface that is down, a route that is gone)"
          + " is told with what to do, and left alone. Plugins of others"
          + " are named; what is wiped of theirs comes back"
          + " when their containers are started anew. The unit mycni-reload.service runs this after"
          + " firewalld."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni reload --dry-run",
      "  mycni reload",
      "  mycni reload mynet",
      "",
      "Exit status: 1 if something could not be put back; what is left alone is no failure."
    })
final class ReloadCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..1",
      description = "Only what is attached to that network.")
  private Optional<String> network = Optional.empty();

  @Option(names = "--dry-run", description = "Show what would be put back, and change nothing.")
  private boolean dryRun;

  @Mixin private NetworkOptions where;

  private int complete;
  private int restored;
  private int failed;
  private int damaged;
  private int others;

  ReloadCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Node node = Survey.of(cli.services(), where.folder(cli.environment()));
    Attachments attachments = Attachments.of(node, List.of());
    Reload reload =
        new Reload(attachments, where.variables(cli.environment()), cli.services(), dryRun);
    if (network.isPresent()) {
      reload.some(only(network.get(), attachments), this::tell);
    } else {
      reload.all(this::tell);
    }
    reload
        .besides()
        .forEach((network, types) ->
            cli.note(
                "network "
                    + network
                    + ": not mycni's own, so not looked at: "
                    + String.join(", ", types)));
    cli.out()
        .println(
            restored
                + (dryRun ? " would be put back, " : " put back, ")
                + complete
                + " complete"
                + (damaged == 0 ? "" : ", " + damaged + " damaged")
                + (others == 0 ? "" : ", " + others + " of other plugins")
                + (failed == 0 ? "" : ", " + failed + " failed"));
    return failed == 0 ? 0 : 1;
  }

  /** A name that nobody knows is a slip, and not a network to which nothing is attached. */
  private List<Attached> only(String name, Attachments attachments) {
    List<Attached> some = attachments.to(name);
    if (some.isEmpty()) {
      where.networkOrKept(name, cli);
    }
    return some;
  }

  private void tell(Reload.Done done) {
    String name = done.attachment().toString();
    switch (done.outcome()) {
      case Reload.Outcome.NotOurs foreign -> others++;
      case Reload.Outcome.LeftAlone alone -> cli.note(name + " was left alone: " + alone.why());
      case Reload.Outcome.Looked looked -> {
        restored += looked.back().isEmpty() ? 0 : 1;
        damaged += looked.left().isEmpty() ? 0 : 1;
        complete += looked.back().isEmpty() && looked.left().isEmpty() ? 1 : 0;
        print(name, looked.back());
        looked.left().forEach(left -> cli.note(name + ": " + left));
      }
      case Reload.Outcome.Failed failure -> {
        failed++;
        print(name, failure.before());
        cli.note(name + ": " + failure.cause().getMessage());
      }
    }
  }

  private void print(String name, List<String> what) {
    if (!what.isEmpty()) {
      cli.out().println(name + ": " + String.join("; ", what));
    }
  }
}
