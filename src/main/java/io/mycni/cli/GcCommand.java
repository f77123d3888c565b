// `mycni gc`: removes what belongs to a network and to no attachment that lives.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.host.Link;
import io.mycni.ipam.hostlocal.LeaseList;
import io.mycni.node.NetworkLeases;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import io.mycni.plan.PlanText;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.CniPlugin;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Runs the chain of a network with GC. */
@Command(
    name = "gc",
    header = "Remove what is left of attachments that are gone.",
    description = {
      "An attachment lives if a link of it is on the host, or a namespace has its address, or the"
          + " one that was kept with its result is there. Of all others, first what is kept is detached (DEL), then the"
          + " plugins remove what else is left (GC; from cniVersion 1.1.0 on)."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni gc mynet --dry-run", "  mycni gc mynet"})
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
    Network found = where.network(network, cli.environment());
    Node node = Survey.of(cli.services(), where.folder(cli.environment()));
    Set<Attachment> living = living(found, node);
    refuseUnknownOwners(found, node, living);
    cli.out().println(living.size() + " attached to " + found.name() + " and alive; they stay");
    for (Kept kept : node.kept()) {
      Attachment attachment = kept.attachment();
      if (attachment.network().equals(found.name()) && !living.contains(attachment)) {
        cli.out().println((dryRun ? "would detach " : "detaching ") + attachment);
      }
    }
    Chain chain = cli.chain(found, where);
    if (dryRun) {
      showPlans(found, chain, living);
      return 0;
    }
    List<String> failures = chain.gc(living);
    failures.forEach(cli::note);
    return failures.isEmpty() ? 0 : 1;
  }

  /**
   * Those that the node knows, and holders of leases that are in use, or so young that an ADD may
   * be at work on them: a runtime that keeps results elsewhere may have attached them.
   */
  private Set<Attachment> living(Network found, Node node) {
    Set<Attachment> living = new LinkedHashSet<>(node.living(found.name()));
    IpamOptions.config(found, cli.environment())
        .ifPresent(config -> {
          for (NetworkLeases.Held held : NetworkLeases.of(found.name(), config, node).leases()) {
            LeaseList.Item item = held.item();
            boolean atWork = !held.kept() && !held.isLost();
            if (!item.containerId().isEmpty() && (held.lives() || atWork)) {
              living.add(new Attachment(found.name(), item.containerId(), item.ifname()));
            }
          }
        });
    return living;
  }

  /** An alias that was too short for its owner's names does not tell whether the owner lives. */
  private static void refuseUnknownOwners(Network found, Node node, Set<Attachment> living) {
    Set<String> known = new HashSet<>();
    living.forEach(attachment -> known.add(AttachmentNames.of(attachment).alias()));
    for (Link link : node.links()) {
      if (AttachmentNames.isOf(found.name(), link.alias())
          && AttachmentNames.ownerOf(link.alias()).isEmpty()
          && !known.contains(link.alias())) {
        throw new CniException(
            ErrorCode.HOST_CONFLICT,
            "nobody tells whose the link " + link.name() + " is: its owner's names are too long",
            "if its container is gone: ip link delete dev " + link.name() + "; then call it again");
      }
    }
  }

  private void showPlans(Network found, Chain chain, Set<Attachment> living) {
    if (!found.version().has(CniCommand.GC)) {
      cli.out()
          .println(
              "the plugins would not be asked: cniVersion "
                  + found.version()
                  + " has no GC; see"
                  + " `mycni ipam gc`");
      return;
    }
    for (ObjectNode plugin : found.plugins()) {
      Optional<CniPlugin> ours = new Plugins(cli.services(), true).named(Network.type(plugin));
      if (ours.isEmpty()) {
        cli.out().println("the plugin " + Network.type(plugin) + " would be asked to clean up");
        continue;
      }
      CniRequest request =
          OwnPlugin.request(
              CniCommand.GC, chain.gcInput(plugin, living), cli.environment(), Map.of());
      cli.out().print(PlanText.print(ours.get().plan(request)));
    }
  }
}
