// An interface that is made in the container and stands there alone. What is left of it is
// InsideLinkRemains' business.
package io.mycni.part;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A link of some kind. It is made inside the namespace: kernels before 6.14 or so refuse to make
 * one from outside whose name a link of the host has.
 *
 * @param subject whose
 * @param kind the kind, as {@code ip -details} calls it
 * @param making what makes it, done in the container
 * @param settings what {@code ip link set} is told besides; empty for nothing, else with a space
 *     before it
 * @param mac its hardware address
 */
public record InsideLink(
    Subject subject, String kind, Command making, String settings, MacAddress mac) implements Part {

  /** Returns the hardware address: the one that was told, for an ADD the wished or derived one. */
  public static MacAddress mac(Subject subject, Optional<MacAddress> wished) {
    return subject.previousMac().orElse(wished.orElse(subject.names().containerMac()));
  }

  @Override
  public HostQuery asks() {
    return HostQuery.linksInside(subject.netns());
  }

  @Override
  public List<Step> make(HostState host) {
    InsideLinks.requireFree(subject, host, "interface name");
    String name = subject.ifname();
    Command undo = Command.Ip.in(subject.inside(), "link delete dev " + name);
    return List.of(
        new Step.Create(
            "make the " + word() + " " + name + " in the container",
            List.of(Change.of(making, undo), Change.of(setting(settings + aliasWords())))));
  }

  /** The kernel calls taps and tuns alike; mycni makes none of the latter. */
  private String word() {
    return kind.equals("tun") ? "tap" : kind;
  }

  private String aliasWords() {
    return " alias " + subject.names().alias();
  }

  private Command setting(String words) {
    return Command.Ip.in(subject.inside(), "link set dev " + subject.ifname() + words);
  }

  /** One that is gone is another part's difference. The reference gives no alias. */
  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    Optional<Link> link = host.insideLink(subject.ifname());
    if (link.isEmpty()) {
      return differences;
    }
    if (!link.get().kind().equals(kind)) {
      differences.add(
          Difference.broken(
              "the interface " + subject.ifname() + " is no " + word() + " any more"));
      return differences;
    }
    String alias = link.get().alias();
    boolean foreign = !subject.isMadeHere() && alias.isEmpty();
    if (!foreign && !alias.equals(subject.names().alias())) {
      String what = "the interface " + subject.ifname();
      differences.add(Comparison.alias(what, subject.names().alias()));
    }
    return differences;
  }

  @Override
  public List<Step> mend(HostState host) {
    return List.of(
        new Step.Create(
            "give " + subject.ifname() + " its alias again",
            List.of(Change.of(setting(aliasWords())))));
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    return answer.with(new CniInterface(subject.ifname(), Optional.of(mac), 0, subject.netns()));
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }
}
