// `mycni reload`: puts back the rules of living attachments after somebody wiped them.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.exec.PlanFailure;
import io.mycni.host.Link;
import io.mycni.host.OneLook;
import io.mycni.lock.FileLocks;
import io.mycni.node.Node;
import io.mycni.node.Survey;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Restores each living attachment. */
@Command(
    name = "reload",
    header = "Put rules back that a firewall or a person wiped.",
    description = {
      "For each attachment of the bridge plugin whose link is on the host: masquerading, the MAC"
          + " spoof check, forwarding. What is there stays. Rules of other plugins (portmap,"
          + " firewall) are theirs. The unit mycni-reload.service runs this after firewalld."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni reload --dry-run", "  mycni reload"})
final class ReloadCommand implements Callable<Integer> {
  private final Cli cli;

  @Option(names = "--dry-run", description = "Show what would be put back, and change nothing.")
  private boolean dryRun;

  @Mixin private NetworkOptions where;

  ReloadCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Node node = Survey.of(cli.services(), where.folder(cli.environment()));
    Services services = cli.services();
    // Rules of one attachment are no business of another, so one look serves them all.
    services = services.with(new OneLook(services.host()));
    int complete = 0;
    int restored = 0;
    int failed = 0;
    for (Map.Entry<Attachment, Link> living : living(node).entrySet()) {
      Attachment attachment = living.getKey();
      Optional<CniRequest> request = request(attachment, living.getValue(), node);
      if (request.isEmpty()) {
        continue;
      }
      try {
        if (restore(request.get(), living.getValue(), services)) {
          restored++;
        } else {
          complete++;
        }
      } catch (CniException e) {
        failed++;
        cli.note(attachment + ": " + e.getMessage());
      }
    }
    cli.out()
        .println(
            restored
                + (dryRun ? " would be put back, " : " put back, ")
                + complete
                + " complete"
                + (failed == 0 ? "" : ", " + failed + " failed"));
    return failed == 0 ? 0 : 1;
  }

  private static Map<Attachment, Link> living(Node node) {
    Map<Attachment, Link> living = new LinkedHashMap<>();
    for (Link link : node.links()) {
      node.ownerOf(link)
          .filter(owner -> !node.living(owner).isGone())
          .ifPresent(owner -> living.putIfAbsent(owner, link));
    }
    return living;
  }

  /** The request that a CHECK would make: with the kept result, or what the namespace shows. */
  private Optional<CniRequest> request(Attachment attachment, Link port, Node node) {
    Optional<Kept> kept = node.keptOf(attachment);
    Optional<OwnPlugin> own =
        node.networks().stream()
            .filter(network -> network.name().equals(attachment.network()))
            .findFirst()
            .or(() -> kept.flatMap(Kept::network))
            .flatMap(OwnPlugin::findDelegated)
            .filter(plugin -> plugin.type().equals("bridge"));
    if (own.isEmpty()) {
      cli.note(attachment + " was left alone: no configuration of its network has a bridge plugin");
      return Optional.empty();
    }
    Network network = own.get().network();
    Optional<ObjectNode> previous =
        kept.map(Kept::result).or(() -> seen(attachment, port, node, network));
    if (previous.isEmpty()) {
      cli.note(attachment + " was left alone: its namespace was not found, and no result is kept");
      return Optional.empty();
    }
    Chain.Target target =
        new Chain.Target(
            attachment.containerId(),
            kept.map(node::netnsOf).orElse(""),
            attachment.ifname(),
            kept.map(Kept::args).orElse(""),
            kept.map(Kept::capabilities).orElseGet(Json::object));
    ObjectNode input = network.inputOf(own.get().config(), previous, target.capabilities());
    return Optional.of(
        OwnPlugin.request(CniCommand.DEL, input, cli.environment(), target.variables()));
  }

  /** A result as far as it can be seen from outside. */
  private static Optional<ObjectNode> seen(
      Attachment attachment, Link port, Node node, Network network) {
    return node.insideOf(port)
        .map(inside -> {
          ObjectNode result = Json.object();
          result.put("cniVersion", network.version().toString());
          ObjectNode made = result.putArray("interfaces").addObject();
          made.put("name", attachment.ifname());
          inside.link().mac().ifPresent(mac -> made.put("mac", mac.toString()));
          made.put("sandbox", inside.netns());
          var ips = result.putArray("ips");
          inside
              .link()
              .givenAddresses()
              .forEach(address ->
                  ips.addObject().put("address", address.toString()).put("interface", 0));
          return result;
        });
  }

  /** Returns whether anything was missing. */
  private boolean restore(CniRequest request, Link port, Services services) {
    CniPlugin plugin = new Plugins(services, dryRun).named("bridge").orElseThrow();
    try (FileLocks.Held _ = services.attachments().change("bridge", request.attachment());
        FileLocks.Held _ = services.lock().acquire(FileLocks.Mode.ALONE)) {
      Plan plan = plugin.restoring(request);
      // It may have been detached since; then its rules are to stay away.
      boolean gone = !Files.exists(Path.of("/proc/sys/net/ipv4/conf", port.name()));
      if (plan.isSatisfied() || gone) {
        return false;
      }
      List<String> missing = new ArrayList<>();
      for (Step step : plan.steps()) {
        if (!(step instanceof Step.Present)) {
          missing.add(step.describe());
        }
      }
      cli.out().println(request.attachment() + ": " + String.join("; ", missing));
      if (!dryRun) {
        services.executor().carryOut(plan);
      }
      return true;
    } catch (PlanFailure failure) {
      throw failure.toCniException();
    }
  }
}
