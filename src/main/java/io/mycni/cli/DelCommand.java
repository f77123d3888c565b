// `mycni del`: detaches a namespace from a network.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the chain of a network with DEL, from the last plugin to the first. */
@Command(
    name = "del",
    header = "Detach a namespace from a network.",
    description = {
      "That it is gone already is no failure. When no file has the network, the configuration that"
          + " was kept with the result is used. What a runtime attached is found by its namespace."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni del mynet a",
      "  mycni del mynet --container-id 3f2a…       when the namespace is gone"
    })
final class DelCommand implements Runnable {
  private final Cli cli;

  @Mixin private TargetOptions options;

  DelCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Network network = options.networkOrKept(cli);
    Chain.Target wanted = options.target(cli.environment(), network.name());
    Optional<Kept> kept = Kept.of(wanted.to(network));
    Chain.Target target = wanted;
    if (kept.isPresent()) {
      target =
          kept.get().complete(wanted, wanted.netns().isEmpty() ? netns(kept.get(), network) : "");
    }
    boolean attached = kept.isPresent() || isKnown(target.to(network), network);
    cli.chain(network, options.where()).del(target);
    cli.out()
        .println(
            target.to(network)
                + (attached ? " is detached" : " was not attached; DEL was called all the same"));
  }

  /** A runtime may keep its results elsewhere: then links and leases tell. */
  private boolean isKnown(Attachment attachment, Network network) {
    try {
      Node node = Survey.withoutRules(cli.services(), options.where().folder(cli.environment()));
      for (Attached each : Attachments.of(node, List.of(network)).to(network.name())) {
        if (each.attachment().equals(attachment)) {
          return true;
        }
      }
      return false;
    } catch (CniException unknown) {
      return true;
    }
  }

  /** The kept path may lead to a namespace of somebody else by now. */
  private String netns(Kept kept, Network network) {
    Node node = Survey.withoutRules(cli.services(), options.where().folder(cli.environment()));
    return Attachments.of(node, List.of(network)).netnsOf(kept);
  }
}
