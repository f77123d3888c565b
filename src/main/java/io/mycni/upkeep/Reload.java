// Puts back what a firewall or a person wiped of attachments that live: each plugin of mycni's own
// in their chains is asked, in the order of the chain, with the request that a CHECK would make.
package io.mycni.upkeep;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.exec.PlanFailure;
import io.mycni.host.OneLook;
import io.mycni.lock.FileLocks;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.node.Node;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reloads all attachments of a node. */
public final class Reload {
  private final Attachments attachments;
  private final Node node;
  private final Map<String, String> environment;
  private final OneLook look;
  private final Services services;
  private final boolean dryRun;
  private final Map<String, Optional<OwnChain>> configured = new HashMap<>();

  /**
   * Makes a reload.
   *
   * @param attachments those of the node, and what was found on it
   * @param environment the environment that a runtime would hand on, with {@code CNI_PATH}
   * @param services look at the host and change it
   * @param dryRun whether nothing is changed
   */
  public Reload(
      Attachments attachments, Map<String, String> environment, Services services, boolean dryRun) {
    this.attachments = attachments;
    this.node = attachments.node();
    this.environment = environment;
    // Rules of one attachment are no business of another, so one look serves them all.
    this.look = new OneLook(services.host());
    this.services = services.with(look);
    this.dryRun = dryRun;
  }

  /** What became of one attachment. */
  public sealed interface Outcome {
    /**
     * It was looked at. With two empty lists it is as it was made.
     *
     * @param back what was missing and was put back; in a dry run, would be; in words
     * @param left what else is not as it was made, and was left as it is
     */
    record Looked(List<String> back, List<String> left) implements Outcome {
      /** Copies the lists. */
      public Looked {
        back = List.copyOf(back);
        left = List.copyOf(left);
      }
    }

    /** None of the plugins of its network is mycni's own. */
    record NotOurs() implements Outcome {}

    /**
     * It was left alone.
     *
     * @param why the reason, as a clause
     */
    record LeftAlone(String why) implements Outcome {}

    /**
     * It was tried, and failed.
     *
     * @param cause why
     * @param before what was put back before that
     */
    record Failed(CniException cause, List<String> before) implements Outcome {
      /** Copies the list. */
      public Failed {
        before = List.copyOf(before);
      }
    }
  }

  /**
   * An attachment and what became of it.
   *
   * @param attachment which one
   * @param outcome what
   */
  public record Done(Attachment attachment, Outcome outcome) {}

  /** Reloads all that are not known to be gone, and tells of each as soon as it is done. */
  public void all(Consumer<Done> told) {
    for (Attached each : attachments.all()) {
      if (!each.living().isGone()) {
        told.accept(new Done(each.attachment(), reload(each.attachment(), each.living())));
      }
    }
  }

  /**
   * Returns the plugins of somebody else's that stand beside mycni's own in the chains that were
   * reloaded, by the names of the networks: what was wiped of theirs is not known.
   */
  public Map<String, List<String>> besides() {
    Map<String, List<String>> besides = new TreeMap<>();
    configured.forEach((name, chain) -> {
      List<String> others =
          chain.filter(OwnChain::hasOurs).map(OwnChain::foreign).orElse(List.of());
      if (!others.isEmpty()) {
        besides.put(name, others);
      }
    });
    return besides;
  }

  private Outcome reload(Attachment attachment, Living living) {
    List<String> back = new ArrayList<>();
    List<String> left = new ArrayList<>();
    if (attachment.ifname().isEmpty()) {
      return new Outcome.LeftAlone("its lease does not tell the name of its interface");
    }
    try {
      Optional<Kept> kept = node.keptOf(attachment);
      Optional<OwnChain> chain = chain(attachment.network(), kept);
      if (chain.isEmpty()) {
        return new Outcome.LeftAlone("no file has its network, and no configuration of it is kept");
      }
      if (!chain.get().hasOurs()) {
        return new Outcome.NotOurs();
      }
      Network network = chain.get().network();
      Optional<ObjectNode> result =
          kept.map(each -> each.resultIn(network.version()))
              .filter(each -> !each.isEmpty())
              .or(() -> seen(attachment, living, network));
      if (result.isEmpty()) {
        return new Outcome.LeftAlone("its interface was not found, and no result of it is kept");
      }
      Chain.Target target = target(attachment, living, kept);
      for (OwnChain.Place place : chain.get().inOrderOf(CniCommand.CHECK)) {
        if (place.isOurs()) {
          // A DEL's request, as that may lack a namespace; the plugin only looks at what it names.
          CniRequest request = chain.get().request(place, CniCommand.DEL, target, result);
          restore(place, request, living, back, left);
        }
      }
    } catch (CniException e) {
      return new Outcome.Failed(e, back);
    }
    return new Outcome.Looked(back, left);
  }

  private Optional<OwnChain> chain(String name, Optional<Kept> kept) {
    Optional<OwnChain> found =
        configured.computeIfAbsent(
            name,
            _ ->
                node.networks().stream()
                    .filter(network -> network.name().equals(name))
                    .findFirst()
                    .map(network -> OwnChain.withDelegates(network, environment)));
    return found.or(() ->
        kept.flatMap(Kept::network).map(network -> OwnChain.withDelegates(network, environment)));
  }

  private Chain.Target target(Attachment attachment, Living living, Optional<Kept> kept) {
    String inside = living instanceof Living.Alive alive ? alive.inside().netns() : "";
    return new Chain.Target(
        attachment.containerId(),
        kept.map(attachments::netnsOf).orElse(inside),
        attachment.ifname(),
        kept.map(Kept::args).orElse(""),
        kept.map(Kept::capabilities).orElseGet(Json::object));
  }

  /** A result as far as it can be seen from outside. */
  private static Optional<ObjectNode> seen(Attachment attachment, Living living, Network network) {
    if (!(living instanceof Living.Alive alive)) {
      return Optional.empty();
    }
    Node.Inside inside = alive.inside();
    ObjectNode result = Json.object();
    result.put("cniVersion", network.version().toString());
    ObjectNode made = result.putArray("interfaces").addObject();
    made.put("name", attachment.ifname());
    inside.link().mac().ifPresent(mac -> made.put("mac", mac.toString()));
    made.put("sandbox", inside.netns());
    ArrayNode ips = result.putArray("ips");
    inside
        .link()
        .givenAddresses()
        .forEach(address -> ips.addObject().put("address", address.toString()).put("interface", 0));
    return Optional.of(result);
  }

  private void restore(
      OwnChain.Place place,
      CniRequest request,
      Living living,
      List<String> back,
      List<String> left) {
    try (FileLocks.Held _ = services.attachments().change(place.type(), request.attachment());
        FileLocks.Held _ = services.lock().acquire(FileLocks.Mode.ALONE)) {
      Plan plan = place.plugin(services, dryRun).restoring(request);
      // It may have been detached since; then its rules are to stay away.
      if (!living.isStillThere(services.host())) {
        return;
      }
      left.addAll(plan.notes());
      if (!dryRun && !plan.isSatisfied()) {
        services.executor().carryOut(plan);
        look.forget();
      }
      for (Step step : plan.steps()) {
        if (!(step instanceof Step.Present)) {
          back.add(step.describe());
        }
      }
    } catch (PlanFailure failure) {
      throw failure.toCniException();
    }
  }
}
