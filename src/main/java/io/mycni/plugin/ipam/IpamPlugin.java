// An IPAM plugin of mycni's, host-local or static, as a runtime or another plugin calls it. What it
// does is ipam's business; here it becomes verbs.
package io.mycni.plugin.ipam;

import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Undo;
import io.mycni.exec.Undone;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import io.mycni.part.Difference;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.Attached;
import io.mycni.plugin.CniPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An IPAM plugin. */
public final class IpamPlugin implements CniPlugin {
  private final Function<CniRequest, Addressing> addressing;

  /**
   * Makes the plugin for one call.
   *
   * @param addressing makes the address management of a request
   */
  public IpamPlugin(Function<CniRequest, Addressing> addressing) {
    this.addressing = addressing;
  }

  @Override
  public Attached add(CniRequest request) {
    Addressing leases = addressing.apply(request);
    return new Attached(leases.take(), new TakingBack(leases));
  }

  private record TakingBack(Addressing leases) implements Undo {
    @Override
    public Undone undo() {
      try {
        leases.takeBack();
        return Undone.whole();
      } catch (CniException e) {
        return Undone.failed(e.getMessage());
      }
    }
  }

  @Override
  public void del(CniRequest request) {
    addressing.apply(request).release(addresses(request));
  }

  @Override
  public void check(CniRequest request) {
    // The previous result is the whole chain's and may name addresses of others.
    addressing.apply(request).check(List.of());
  }

  @Override
  public List<Difference> differences(CniRequest request) {
    try {
      check(request);
      return List.of();
    } catch (CniException e) {
      if (e.code() != ErrorCode.CHECK_FAILED.number()) {
        throw e;
      }
      return List.of(Difference.broken(e.getMessage(), e.details()));
    }
  }

  @Override
  public void status(CniRequest request) {
    addressing.apply(request).status();
  }

  @Override
  public void gc(CniRequest request) {
    Addressing leases = addressing.apply(request);
    request.validAttachments().ifPresent(leases::collect);
  }

  /** Leases are files; nobody's firewall takes them away. */
  @Override
  public Plan restoring(CniRequest request) {
    return new Plan(
        "put back the rules of " + request.attachment(), List.of(), CniResult.EMPTY, List.of());
  }

  @Override
  public Plan plan(CniRequest request) {
    Addressing leases = addressing.apply(request);
    return switch (request.command()) {
      case ADD -> {
        CniResult lease = leases.foresee();
        yield plan(
            request,
            leases.type(),
            "lease addresses",
            lease,
            Effect.once(leases.takingByHand(lease), () -> {}));
      }
      case DEL -> {
        List<IpAddress> held = leases.held();
        yield plan(
            request,
            leases.type(),
            "give the addresses back",
            CniResult.EMPTY,
            Effect.once(leases.releasingByHand(held), () -> {}));
      }
      case GC ->
          plan(
              request,
              leases.type(),
              "give back the leases of attachments that are not valid",
              CniResult.EMPTY,
              Effect.once(List.of(), () -> {}));
      case CHECK, STATUS, VERSION -> throw CniPlugin.nothingToPlan(request.command());
    };
  }

  private static Plan plan(
      CniRequest request, String type, String what, CniResult result, Effect effect) {
    return new Plan(
        request.command() + " of " + type + " for " + request.attachment(),
        List.of(List.of(new Step.Perform(what, "give them back", effect))),
        result,
        List.of());
  }

  private static List<IpAddress> addresses(CniRequest request) {
    List<IpAddress> addresses = new ArrayList<>();
    for (CniIp ip : request.prevResult().map(CniResult::ips).orElse(List.of())) {
      addresses.add(ip.address().address());
    }
    return addresses;
  }
}
