// CHECK: the parts say what is not as they made it; what the previous result tells of interfaces is
// compared here.
package io.mycni.engine;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.NetnsIdentity;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import io.mycni.part.Comparison;
import io.mycni.part.Difference;
import io.mycni.part.TargetNamespace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks one attachment. */
final class Checker {
  private final CniRequest request;
  private final Addressing addressing;
  private final HostLook look;

  Checker(CniRequest request, Addressing addressing, HostLook look) {
    this.request = request;
    this.addressing = addressing;
    this.look = look;
  }

  void check(PartList parts) {
    CniResult previous = request.prevResultToCheck();
    HostState host = seen(parts, previous);
    List<Difference> differences = new ArrayList<>(parts.differences(host));
    differences.addAll(interfaces(previous, host));
    lease(previous, differences);
    if (!differences.isEmpty()) {
      throw failure(differences);
    }
  }

  private HostState seen(PartList parts, CniResult previous) {
    HostQuery query = parts.asksToCompare();
    for (CniInterface made : previous.interfaces()) {
      if (made.sandbox().isEmpty()) {
        query = query.and(HostQuery.link(made.name()));
      }
    }
    HostState host = look.thoroughly(query);
    if (host.insideGone()) {
      throw TargetNamespace.gone(request.netns());
    }
    return host;
  }

  private List<Difference> interfaces(CniResult previous, HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (CniInterface made : previous.interfaces()) {
      boolean outside = made.sandbox().isEmpty();
      if (outside || made.name().equals(request.ifname())) {
        Optional<Link> link = outside ? host.link(made.name()) : host.insideLink(made.name());
        if (link.isPresent()) {
          differences.addAll(Comparison.of(made, link.get()));
        }
      }
      if (!outside && made.name().equals(request.ifname())) {
        sandbox(made.sandbox(), differences);
      }
    }
    return differences;
  }

  /**
   * Two paths may lead to one namespace, {@code /var/run} being a link to {@code /run} say. Where
   * the earlier path leads nowhere any more, what is in CNI_NETNS counts, which is checked anyway.
   */
  private void sandbox(String before, List<Difference> differences) {
    if (before.equals(request.netns())) {
      return;
    }
    String what = "prevResult has the namespace " + before;
    try {
      Optional<String> there = NetnsIdentity.of(before);
      if (there.isPresent() && !there.equals(NetnsIdentity.of(request.netns()))) {
        differences.add(Difference.broken(what + ", CNI_NETNS is another one: " + request.netns()));
      }
    } catch (CniException e) {
      differences.add(
          Difference.broken(
              what + ", of which it cannot be told whether it is the same: " + e.getMessage()));
    }
  }

  private void lease(CniResult previous, List<Difference> differences) {
    List<IpAddress> expected = new ArrayList<>();
    for (CniIp ip : previous.ipsOf(request.ifname())) {
      expected.add(ip.address().address());
    }
    try {
      addressing.check(expected);
    } catch (CniException e) {
      differences.add(Difference.broken(e.getMessage()));
    }
  }

  private static CniException failure(List<Difference> differences) {
    Set<String> texts = new LinkedHashSet<>();
    boolean anyWiped = false;
    boolean anyBroken = false;
    for (Difference difference : differences) {
      texts.add(difference.text());
      anyWiped |= difference.wiped();
      anyBroken |= !difference.wiped();
    }
    String renew = "DEL and ADD the container again";
    String details =
        anyWiped && anyBroken
            ? "`mycni reload` puts rules and settings back; for the rest " + renew
            : anyWiped ? "`mycni reload` puts that back" : renew;
    return new CniException(
        ErrorCode.CHECK_FAILED,
        "the attachment is not as it was made: " + String.join("; ", texts),
        details);
  }
}
