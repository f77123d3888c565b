// CHECK: the parts say what is not as they made it, the lease is asked for, and one failure tells
// all of it.
package io.mycni.engine;

import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostLook;
import io.mycni.host.HostState;
import io.mycni.ipam.Addressing;
import io.mycni.net.IpAddress;
import io.mycni.part.Difference;
import io.mycni.part.TargetNamespace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks one attachment. */
final class Checker {
  private final CniRequest request;
  private final ToldInterfaces told;
  private final Addressing addressing;
  private final HostLook look;

  Checker(CniRequest request, ToldInterfaces told, Addressing addressing, HostLook look) {
    this.request = request;
    this.told = told;
    this.addressing = addressing;
    this.look = look;
  }

  void check(PartList parts) {
    List<Difference> differences = differences(parts);
    if (!differences.isEmpty()) {
      throw failure(differences);
    }
  }

  /** Returns what is not as it was made. */
  List<Difference> differences(PartList parts) {
    HostState host = look.thoroughly(parts.asksToCompare().and(told.asks()));
    if (host.insideGone()) {
      throw TargetNamespace.gone(request.netns());
    }
    List<Difference> differences = new ArrayList<>(parts.differences(host));
    differences.addAll(told.differences(host));
    lease(differences);
    return differences;
  }

  private void lease(List<Difference> differences) {
    List<IpAddress> expected = new ArrayList<>();
    for (CniIp ip : told.previous().ipsOf(request.ifname())) {
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
    Set<String> remedies = new LinkedHashSet<>();
    boolean anyWiped = false;
    for (Difference difference : differences) {
      texts.add(difference.text());
      anyWiped |= difference.wiped();
      if (!difference.wiped()) {
        remedies.add(difference.remedy());
      }
    }
    String rest = String.join("; ", remedies);
    String details =
        anyWiped && !remedies.isEmpty()
            ? Difference.RELOAD + "; for the rest: " + rest
            : anyWiped ? Difference.RELOAD : rest;
    return new CniException(
        ErrorCode.CHECK_FAILED,
        "the attachment is not as it was made: " + String.join("; ", texts),
        details);
  }
}
