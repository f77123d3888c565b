// The plugin loopback: the interface lo of a container is up. Its addresses come from the kernel.
package io.mycni.plugin.loopback;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Failure;
import io.mycni.exec.PlanFailure;
import io.mycni.exec.Undo;
import io.mycni.host.Link;
import io.mycni.host.NetnsIdentity;
import io.mycni.net.Cidr;
import io.mycni.net.MacAddress;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.Attached;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The loopback plugin. */
public final class LoopbackPlugin implements CniPlugin {
  private static final String LO = "lo";
  private static final Cidr V4 = Cidr.parse("127.0.0.1/8").orElseThrow();
  private static final Cidr V6 = Cidr.parse("::1/128").orElseThrow();

  private final Services services;

  /** Makes the plugin for one call. */
  public LoopbackPlugin(Services services) {
    this.services = services;
  }

  /** The answer has the addresses that lo was seen to have, or is the previous result. */
  @Override
  public Attached add(CniRequest request) {
    TargetNamespace.require(request);
    Link found = lo(request);
    Undo undo;
    try {
      undo = services.executor().carryOut(up(request, found));
    } catch (PlanFailure failure) {
      throw failure.toCniException();
    }
    try {
      // The kernel gives the addresses when it comes up.
      Link lo = found.up() ? found : lo(request);
      return new Attached(answer(request, lo.addresses()), undo);
    } catch (CniException e) {
      throw new CniException(e.code(), e.getMessage(), undo.undo().told());
    }
  }

  /** Takes lo down, as the reference does; never that of the namespace in which mycni runs. */
  @Override
  public void del(CniRequest request) {
    for (Failure failure : services.executor().carryOutAll(down(request))) {
      if (NetnsIdentity.of(request.netns()).isPresent()) {
        throw failure.cause();
      }
    }
  }

  @Override
  public void check(CniRequest request) {
    TargetNamespace.require(request);
    Link lo = lo(request);
    String wrong = "";
    if (!lo.up()) {
      wrong = "the interface lo is down";
    } else if (!lo.addresses().contains(V4)) {
      wrong = "the address " + V4 + " is gone from lo";
    }
    if (!wrong.isEmpty()) {
      throw new CniException(
          ErrorCode.CHECK_FAILED,
          "the loopback interface in " + request.netns() + " is not as it was made: " + wrong,
          "DEL and ADD the container again");
    }
  }

  @Override
  public void status(CniRequest request) {
    services.shell().tools().requireForStatus(List.of("ip", "nsenter"));
  }

  /** The interface goes with its namespace, so nothing can be left. */
  @Override
  public void gc(CniRequest request) {}

  @Override
  public Plan restoring(CniRequest request) {
    return up(request, lo(request));
  }

  @Override
  public Plan plan(CniRequest request) {
    return switch (request.command()) {
      case ADD -> {
        TargetNamespace.require(request);
        yield up(request, lo(request));
      }
      case DEL -> down(request);
      case GC -> plan(request, List.of(), CniResult.EMPTY);
      case CHECK, STATUS, VERSION -> throw CniPlugin.nothingToPlan(request.command());
    };
  }

  private static Plan up(CniRequest request, Link lo) {
    Namespace inside = new Namespace.Container(request.netns());
    Step step =
        lo.up()
            ? new Step.Present("lo, which is up in " + request.netns())
            : new Step.Create(
                "bring up lo in " + request.netns(),
                List.of(
                    Change.of(
                        Command.Ip.in(inside, "link set dev lo up"),
                        Command.Ip.in(inside, "link set dev lo down"))));
    return plan(request, List.of(step), answer(request, List.of(V4, V6)));
  }

  private Plan down(CniRequest request) {
    Optional<String> identity =
        request.netns().isEmpty() ? Optional.empty() : NetnsIdentity.of(request.netns());
    if (identity.isEmpty() || TargetNamespace.isOwn(identity.get())) {
      return plan(request, List.of(), CniResult.EMPTY);
    }
    Namespace inside = new Namespace.Container(request.netns());
    return plan(
        request,
        List.of(
            new Step.Remove(
                "take lo down in " + request.netns(),
                List.of(Command.Ip.in(inside, "link set dev lo down")))),
        CniResult.EMPTY);
  }

  private static Plan plan(CniRequest request, List<Step> steps, CniResult result) {
    CniCommand verb = request.command();
    String title = verb + " of loopback for container " + request.containerId();
    return new Plan(title, List.of(steps), result, List.of());
  }

  private Link lo(CniRequest request) {
    String netns = request.netns();
    Optional<List<Link>> links = services.host().linksInside(netns);
    for (Link link : links.orElseThrow(() -> TargetNamespace.gone(netns))) {
      if (link.name().equals(LO)) {
        return link;
      }
    }
    throw new CniException(
        ErrorCode.HOST_CONFLICT, "there is no lo in " + netns, "was it renamed?");
  }

  /** Of each family the address that the kernel gives; others on lo are somebody else's. */
  private static CniResult answer(CniRequest request, List<Cidr> there) {
    Optional<CniResult> previous = request.prevResult();
    if (previous.isPresent()) {
      return previous.get();
    }
    List<CniIp> ips = new ArrayList<>();
    for (Cidr address : there) {
      if (address.equals(V4) || address.equals(V6)) {
        ips.add(new CniIp(address, Optional.empty(), OptionalInt.of(0)));
      }
    }
    CniInterface lo =
        new CniInterface(LO, MacAddress.parse("00:00:00:00:00:00"), 0, request.netns());
    return new CniResult(List.of(lo), ips, List.of(), CniDns.NONE);
  }
}
