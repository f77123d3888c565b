// `mycni gc`: removes what belongs to a network and to no attachment that lives.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Chain;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.host.Link;
import io.mycni.node.Attached;
import io.mycni.node.Living;
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
      "An attachment lives if its interface, with its address, is in a namespace and hangs on this"
          + " host; that the path of its namespace exists says nothing. What could not be looked into"
          + " stays, and so does what an ADD may be at work on. Of all others, first what is kept is"
          + " detached (DEL), then the plugins remove what else is left (GC; from cniVersion 1.1.0 on).",
      "",
      "When no file has the network, the configuration that was kept with its newest result is used."
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
    Network found = where.networkOrKept(network, cli);
    Node node = Survey.withoutRules(cli.services(), where.folder(cli.environment()));
    List<NetworkLeases> leases = IpamOptions.all(node, List.of(found));
    List<Attached> attached = Attached.to(found.name(), leases, node);
    Set<Attachment> staying = new LinkedHashSet<>();
    int unknown = 0;
    for (Attached each : attached) {
      if (each.stays()) {
        staying.add(named(each));
      }
      if (each.living() instanceof Living.Unknown doubt) {
        unknown++;
        cli.note(
            "cannot tell whether " + each.attachment() + " lives, so it stays: " + doubt.why());
      }
    }
    refuseUnknownOwners(found, node, attached);
    int alive = staying.size() - unknown;
    cli.out()
        .println(
            alive
                + " attached to "
                + found.name()
                + " and alive; they stay"
                + (unknown == 0 ? "" : ", and " + unknown + " of which it cannot be told"));
    for (Attached each : attached) {
      if (each.kept() && each.living() instanceof Living.Gone gone && !each.stays()) {
        String what = dryRun ? "would detach " : "detaching ";
        cli.out().println(what + each.attachment() + ": " + gone.why());
      }
    }
    Chain chain = cli.chain(found, where);
    if (dryRun) {
      showPlans(found, chain, staying);
      return 0;
    }
    List<String> failures = chain.gc(staying);
    failures.forEach(cli::note);
    return failures.isEmpty() ? 0 : 1;
  }

  /** A lease of an old version does not tell its interface, and the specification wants one. */
  private static Attachment named(Attached each) {
    Attachment attachment = each.attachment();
    if (!attachment.ifname().isEmpty()) {
      return attachment;
    }
    String seen = each.living() instanceof Living.Alive it ? it.inside().link().name() : "eth0";
    return new Attachment(attachment.network(), attachment.containerId(), seen);
  }

  /** An alias that was too short for its owner's names does not tell whether the owner lives. */
  private static void refuseUnknownOwners(Network found, Node node, List<Attached> attached) {
    Set<String> known = new HashSet<>();
    attached.forEach(each -> known.add(AttachmentNames.of(each.attachment()).alias()));
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
