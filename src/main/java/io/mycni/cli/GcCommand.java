// `mycni gc`: removes what belongs to a network and to no attachment that lives.
package io.mycni.cli;

import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.node.Attachments;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import io.mycni.upkeep.ChainPlan;
import io.mycni.upkeep.ChainPlanForms;
import io.mycni.upkeep.GarbageCollection;
import io.mycni.upkeep.OwnChain;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the chain of a network with GC. */
@Command(
    name = "gc",
    header = "Remove what is left of attachments that are gone.",
    description = {
      "An attachment lives if its interface, with its address, is in a namespace and hangs on this"
          + " host; that the path of its namespace exists says nothing. What could not be looked into"
          + " stays, and so does what an ADD may be at work on. Of all others, first what is kept is"
          + " detached (DEL), then the plugins remove what else is left (GC; from cniVersion 1.1.0 on).",
      "",
      "A network with disableGC is left alone. When no file has the network, the configuration that was kept with its newest result is used."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni gc mynet --dry-run",
      "  mycni gc mynet",
      "",
      "Exit status: 1 if something could not be removed; it is named, and the rest is done."
    })
final class GcCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(paramLabel = "NETWORK", description = "A network's name, or the file of one.")
  private String network;

  @Option(names = "--dry-run", description = "Show what would go, and change nothing.")
  private boolean dryRun;

  @Mixin private NetworkOptions where;

  GcCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Network found = where.networkOrKept(network, cli);
    if (found.disableGc()) {
      cli.out()
          .println(
              "nothing is collected: the network "
                  + found.name()
                  + " has disableGC, as where several runtimes share it");
      return 0;
    }
    Node node = Survey.withoutRules(cli.services(), where.folder(cli.environment()));
    GarbageCollection collection =
        GarbageCollection.of(found.name(), Attachments.of(node, List.of(found)));
    collection
        .unknown()
        .forEach(each ->
            cli.note(
                "cannot tell whether " + each.attachment() + " lives, so it stays: " + each.why()));
    int unknown = collection.unknown().size();
    cli.out()
        .println(
            collection.alive()
                + " attached to "
                + found.name()
                + " and alive; they stay"
                + (unknown == 0 ? "" : ", and " + unknown + " of which it cannot be told"));
    String what = dryRun ? "would detach " : "detaching ";
    collection
        .going()
        .forEach(each -> cli.out().println(what + each.attachment() + ": " + each.why()));
    if (dryRun) {
      showPlans(found, collection.staying());
      return 0;
    }
    List<String> failures = cli.chain(found, where).gc(collection.staying());
    failures.forEach(cli::note);
    return failures.isEmpty() ? 0 : 1;
  }

  private void showPlans(Network found, Set<Attachment> staying) {
    if (!found.version().has(CniCommand.GC)) {
      cli.out()
          .println(
              "the plugins would not be asked: cniVersion "
                  + found.version()
                  + " has no GC; see"
                  + " `mycni ipam gc`");
      return;
    }
    OwnChain chain = OwnChain.of(found, where.variables(cli.environment()));
    cli.out().print(ChainPlanForms.text(ChainPlan.ofGc(chain, staying, cli.services())));
  }
}
