// `mycni check`: tells whether attachments are as they were made.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Compared;
import io.mycni.node.Living;
import io.mycni.node.Survey;
import io.mycni.plugin.Services;
import io.mycni.upkeep.Comparing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the chain of a network with CHECK, or compares all attachments. */
@Command(
    name = "check",
    header = "Tell whether attachments are as they were made.",
    description = {
      "Compares links, addresses, routes, rules and lease with the result that add, cnitool or a"
          + " runtime kept in /var/lib/cni/results. When no file has the network, the configuration"
          + " that was kept with it is used; so are the namespace, arguments and capabilities where"
          + " none are given. NETWORK alone means all that are attached to it, --all all of this"
          + " node: mycni's own plugins are asked without a process for each, those of others by"
          + " their programs."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni check mynet a",
      "  mycni check mynet --container-id 3f2a…     by the namespace that is kept",
      "  mycni check mynet                          all that are attached to it",
      "  mycni check --all",
      "",
      "Exit status: 1 if something differs, or could not be compared; each difference is named."
    })
final class CheckCommand implements Callable<Integer> {
  private final Cli cli;

  @Option(names = "--all", description = "All attachments of this node.")
  private boolean all;

  @Mixin private TargetOptions options;

  private int good;
  private int bad;
  private int unseen;

  CheckCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (all || !options.namesContainer()) {
      Optional<String> network =
          all ? Optional.empty() : Optional.of(options.networkOrKept(cli).name());
      return cli.withMany(services -> many(network, services));
    }
    Network network = options.networkOrKept(cli);
    Chain.Target wanted = options.target(cli.environment(), network.name());
    Chain.Target target =
        Kept.of(wanted.to(network)).map(kept -> kept.complete(wanted, kept.netns())).orElse(wanted);
    boolean asked = cli.chain(network, options.where()).check(target);
    cli.out()
        .println(
            asked
                ? target.to(network) + " is as it was made"
                : "nobody was asked: the network has disableCheck");
    return 0;
  }

  private int many(Optional<String> network, Services services) {
    Attachments attachments =
        Attachments.of(Survey.of(services, options.where().folder(cli.environment())), List.of());
    List<Attached> wanted = network.map(attachments::to).orElseGet(attachments::all);
    Comparing comparing =
        new Comparing(attachments, options.where().variables(cli.environment()), services);
    wanted.forEach(this::life);
    comparing.of(wanted).forEach(this::tell);
    comparing
        .besides()
        .forEach((name, types) ->
            cli.note(
                "network " + name + ": without CHECK, so not asked: " + String.join(", ", types)));
    cli.out()
        .println(
            good
                + " as made, "
                + bad
                + " not"
                + (unseen == 0 ? "" : ", " + unseen + " not compared in full"));
    return bad + unseen == 0 ? 0 : 1;
  }

  /** What does not live is no matter of its plugins; a lease alone is no attachment by now. */
  private void life(Attached attached) {
    switch (attached.living()) {
      case Living.Alive alive -> {}
      case Living.Unknown unknown -> {
        unseen++;
        cli.note("cannot tell whether " + attached.attachment() + " lives: " + unknown.why());
      }
      case Living.Gone gone when attached.kept() && !attached.atWork() -> {
        bad++;
        cli.out().println(attached.attachment() + ": it is gone: " + gone.why());
        cli.out().println("    → mycni gc " + attached.attachment().network());
      }
      case Living.Gone gone -> {}
    }
  }

  private void tell(Compared compared) {
    Set<String> texts = compared.texts();
    texts.addAll(compared.others());
    if (!texts.isEmpty()) {
      bad++;
      cli.out().println(compared.attachment() + ": " + String.join("; ", texts));
      if (!compared.mends().isEmpty()) {
        cli.out().println("    → " + String.join("; ", compared.mends()));
      }
    } else if (compared.unseen().isEmpty()) {
      good++;
    }
    if (!compared.unseen().isEmpty()) {
      unseen += texts.isEmpty() ? 1 : 0;
      cli.note("not all of " + compared.attachment() + " could be compared: " + compared.unseen());
    }
  }
}
