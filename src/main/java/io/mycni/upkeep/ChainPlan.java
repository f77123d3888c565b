// What a call of a whole chain would do: the plan of each of mycni's own plugins, at its place.
package io.mycni.upkeep;

import io.mycni.chain.Chain;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.SpecVersion;
import io.mycni.plan.Plan;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Plans chains; changes nothing. */
public final class ChainPlan {
  private ChainPlan() {}

  /**
   * One plugin's part.
   *
   * @param name the plugin's type as it is written
   * @param plan what it would do; empty when nobody knows
   * @param dependsOn the plugins of somebody else's by whose answer alone it could be known; none
   *     where there is a plan, or the plugin itself is not mycni's, so nobody looked
   * @param version the version in which it answers
   */
  public record Part(
      String name, Optional<Plan> plan, List<String> dependsOn, SpecVersion version) {
    /** Copies the list. */
    public Part {
      dependsOn = List.copyOf(dependsOn);
    }

    /** Tells whether it is mycni's own. */
    boolean isOurs() {
      return plan.isPresent() || !dependsOn.isEmpty();
    }
  }

  /**
   * Plans an ADD or a DEL. What one plugin would answer to an ADD is the {@code prevResult} of the
   * next; a plugin of somebody else's is taken to hand on what it was given. Where nothing was
   * given to those either, what works on their answer has no plan.
   *
   * @throws io.mycni.cni.CniException when a plugin would refuse the call
   */
  public static List<Part> of(
      OwnChain chain, CniCommand command, Chain.Target target, Services services) {
    Optional<ObjectNode> previous =
        command == CniCommand.ADD ? Optional.empty() : chain.kept(target);
    List<Part> parts = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    for (OwnChain.Place place : chain.inOrderOf(command)) {
      if (!place.isOurs()) {
        foreign.add(place.name());
        parts.add(foreign(place));
        continue;
      }
      boolean unknown = command == CniCommand.ADD && previous.isEmpty() && !foreign.isEmpty();
      if (unknown && place.worksBehindOthers()) {
        parts.add(new Part(place.name(), Optional.empty(), foreign, place.network().version()));
        continue;
      }
      CniRequest request = chain.request(place, command, target, previous);
      Plan plan = place.plugin(services, true).plan(request);
      parts.add(planned(place, plan, request));
      if (command == CniCommand.ADD && !plan.result().equals(CniResult.EMPTY)) {
        previous = Optional.of(ResultCodec.write(plan.result(), request.version()));
      }
    }
    return parts;
  }

  /** Plans a GC. */
  public static List<Part> ofGc(OwnChain chain, Set<Attachment> valid, Services services) {
    List<Part> parts = new ArrayList<>();
    for (OwnChain.Place place : chain.inOrderOf(CniCommand.GC)) {
      if (!place.isOurs()) {
        parts.add(foreign(place));
        continue;
      }
      ObjectNode input = Chain.gcInput(place.network(), place.config(), valid);
      CniRequest request = chain.request(CniCommand.GC, input);
      Plan plan = place.plugin(services, true).plan(request);
      parts.add(planned(place, plan, request));
    }
    return parts;
  }

  private static Part planned(OwnChain.Place place, Plan plan, CniRequest request) {
    return new Part(place.name(), Optional.of(plan), List.of(), request.version());
  }

  private static Part foreign(OwnChain.Place place) {
    return new Part(place.name(), Optional.empty(), List.of(), place.network().version());
  }
}
