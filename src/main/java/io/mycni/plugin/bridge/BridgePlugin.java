// The story of each verb. What an attachment consists of is AddPlanner's business, what is taken
// away DelPlanner's and Collector's, what is compared Checker's, what is put back Restorer's.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.config.BridgeConfig;
import io.mycni.config.MasqueradeBackend;
import io.mycni.exec.Failure;
import io.mycni.exec.FileLocks;
import io.mycni.exec.PlanFailure;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.ipam.Addressing;
import io.mycni.plan.Effect;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The bridge plugin. */
public final class BridgePlugin implements CniPlugin {
  private static final int MOST_LOCK_CHANGES = 2;

  private final Services services;
  private final Function<CniRequest, Addressing> ipam;

  /**
   * Makes the plugin for one call.
   *
   * @param services what it works with
   * @param ipam finds the address management of a request
   */
  public BridgePlugin(Services services, Function<CniRequest, Addressing> ipam) {
    this.services = services;
    this.ipam = ipam;
  }

  /**
   * Makes an attachment. The first attempt believes a quick look; when the host turns out to be
   * otherwise, what was done is undone, the host is looked at closely, and there is one more
   * attempt.
   */
  @Override
  public CniResult add(CniRequest request) {
    BridgeConfig config = BridgeConfig.from(request);
    TargetNamespace.require(request.netns());
    try {
      return attempt(request, config, false);
    } catch (PlanFailure failure) {
      if (!failure.failure().conflict() || !failure.notUndone().isEmpty()) {
        throw failure.toCniException();
      }
    }
    try {
      return attempt(request, config, true);
    } catch (PlanFailure failure) {
      throw failure.toCniException();
    }
  }

  private CniResult attempt(CniRequest request, BridgeConfig config, boolean thorough) {
    Addressing addressing = ipam.apply(request);
    CniResult lease = addressing.take();
    try {
      List<Step> taken = leaseSteps(addressing, lease, addressing::takeBack);
      FileLocks.Mode mode = FileLocks.Mode.SHARED;
      for (int round = 0; ; round++) {
        try (FileLocks.Held _ = services.lock().acquire(mode)) {
          Plan plan = plan(request, config, addressing, lease, taken, thorough);
          FileLocks.Mode needed =
              plan.makesSharedThings() ? FileLocks.Mode.ALONE : FileLocks.Mode.SHARED;
          // Whoever waited to be alone may find that another has made it all meanwhile; sharing
          // again lets the others go on. Whoever has to wait too often stays alone.
          if (needed == mode || mode == FileLocks.Mode.ALONE && round > MOST_LOCK_CHANGES) {
            services.executor().carryOut(plan);
            return plan.result();
          }
          mode = needed;
        }
      }
    } catch (PlanFailure alreadyUndone) {
      throw alreadyUndone;
    } catch (RuntimeException e) {
      takeBackAfter(e, addressing);
      throw e;
    }
  }

  private static void takeBackAfter(RuntimeException e, Addressing addressing) {
    try {
      addressing.takeBack();
    } catch (CniException second) {
      e.addSuppressed(second);
    }
  }

  private Plan plan(
      CniRequest request,
      BridgeConfig config,
      Addressing addressing,
      CniResult lease,
      List<Step> leaseSteps,
      boolean thorough) {
    AttachmentNames names = AttachmentNames.of(request.attachment());
    List<String> links = links(config, names);
    HostState host = services.host().quickly(HostQuery.links(links, ""));
    HostQuery query = RuleQuestions.with(links, request.netns(), config, lease.ips(), host);
    if (thorough) {
      host = services.host().thoroughly(query);
    }
    boolean firstOnBridge =
        host.link(config.bridge()).map(bridge -> bridge.ports() == 0).orElse(true);
    boolean rulesMatter =
        config.macSpoofCheck()
            || config.ipMasq()
                && (firstOnBridge || AddInput.backend(config, host) == MasqueradeBackend.NFTABLES);
    if (!host.thorough() && rulesMatter) {
      host = services.host().thoroughly(query);
    }
    AddInput input =
        new AddInput(
            names, request.netns(), config, lease, addressing.heldByOtherInterfaces(), host);
    return AddPlanner.plan(input, leaseSteps);
  }

  private static List<String> links(BridgeConfig config, AttachmentNames names) {
    List<String> links = new ArrayList<>(List.of(config.bridge(), names.hostLink()));
    if (config.vlan() != 0) {
      links.add(VlanGateway.name(config));
    }
    return links;
  }

  private static List<Step> leaseSteps(Addressing addressing, CniResult lease, Runnable undo) {
    if (addressing.type().isEmpty()) {
      return List.of();
    }
    StringBuilder addresses = new StringBuilder();
    lease
        .ips()
        .forEach(ip -> addresses.append(addresses.isEmpty() ? "" : " and ").append(ip.address()));
    String what = "lease " + addresses + " from " + addressing.type();
    String undone = "give " + addresses + " back to " + addressing.type();
    return List.of(
        new Step.Perform(what, undone, Effect.done(addressing.takingByHand(lease), undo)));
  }

  /** Removes an attachment: every step is tried, and what failed is reported at the end. */
  @Override
  public void del(CniRequest request) {
    BridgeConfig config = BridgeConfig.from(request);
    Addressing addressing = ipam.apply(request);
    DelPlanner planner = new DelPlanner(request, config, addressing, services.host());
    List<Failure> failures = services.executor().carryOutAll(planner.quick());
    boolean surprised = failures.stream().anyMatch(Failure::conflict);
    if (surprised) {
      failures = services.executor().carryOutAll(planner.thorough());
    }
    report(failures, "DEL of " + request.attachment());
  }

  private static void report(List<Failure> failures, String what) {
    if (failures.isEmpty()) {
      return;
    }
    if (failures.size() == 1) {
      CniException cause = failures.getFirst().cause();
      throw new CniException(cause.code(), cause.getMessage(), cause.details());
    }
    StringBuilder all = new StringBuilder();
    for (Failure failure : failures) {
      all.append(all.isEmpty() ? "" : "; ").append(failure.cause().getMessage());
    }
    throw new CniException(
        ErrorCode.CLEANUP_INCOMPLETE,
        what + " could not remove everything: " + all,
        "everything else was removed; call it again when the cause is mended");
  }

  @Override
  public void check(CniRequest request) {
    BridgeConfig config = BridgeConfig.from(request);
    TargetNamespace.require(request.netns());
    new Checker(request, config, ipam.apply(request), services.host()).check();
  }

  @Override
  public void status(CniRequest request) {
    BridgeConfig config = BridgeConfig.from(request);
    new Readiness(config, services.shell().tools()).check();
    ipam.apply(request).status();
  }

  @Override
  public void gc(CniRequest request) {
    BridgeConfig config = BridgeConfig.from(request);
    Collector collector = new Collector(request, config, ipam.apply(request), services.host());
    report(services.executor().carryOutAll(collector.plan()), "GC of " + request.network());
  }

  @Override
  public Plan restoring(CniRequest request) {
    return new Restorer(request, BridgeConfig.from(request), services.host()).plan();
  }

  @Override
  public Plan plan(CniRequest request) {
    BridgeConfig config = BridgeConfig.from(request);
    Addressing addressing = ipam.apply(request);
    return switch (request.command()) {
      case ADD -> {
        TargetNamespace.require(request.netns());
        CniResult lease = addressing.foresee();
        List<Step> taken = leaseSteps(addressing, lease, () -> {});
        yield plan(request, config, addressing, lease, taken, true);
      }
      case DEL -> new DelPlanner(request, config, addressing, services.host()).thorough();
      case GC -> new Collector(request, config, addressing, services.host()).plan();
      case CHECK, STATUS, VERSION ->
          throw new CniException(
              ErrorCode.INVALID_ENVIRONMENT,
              request.command() + " changes nothing, so there is nothing to plan",
              "plan ADD, DEL or GC");
    };
  }
}
