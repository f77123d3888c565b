// The cable: a veth pair between the host and the container, and what its host end is there.
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
 * A veth pair.
 *
 * @param subject whose
 * @param mac the hardware address of the container's end
 * @param mtu the MTU of both ends in bytes; 0 leaves it to the kernel
 * @param port what the host end is a port of; empty where it stands alone
 */
public record VethPair(Subject subject, MacAddress mac, int mtu, Optional<BridgePort> port)
    implements Part {
  /** The kernel's MTU of Ethernet, in bytes. */
  private static final int ETHERNET_MTU = 1500;

  @Override
  public HostQuery asks() {
    return HostQuery.linksInside(subject.netns())
        .and(HostQuery.links(hostLinks()))
        .and(end().asks());
  }

  @Override
  public HostQuery asksToCompare() {
    HostQuery end = end().asksToCompare();
    return port.isPresent() ? end.and(port.get().asksToCompare()) : end;
  }

  private CableEnd end() {
    AttachmentNames names = subject.names();
    return new CableEnd(names.hostLink(), names.alias(), port.isEmpty());
  }

  /** The host end: by its derived name, or, for one that is there already, as it was told. */
  private List<String> hostLinks() {
    List<String> told = subject.hostEnds(port.isPresent() ? port.get().bridge() : "");
    return told.isEmpty() ? List.of(subject.names().hostLink()) : told;
  }

  @Override
  public List<Step> make(HostState host) {
    requireFreeNames(host);
    AttachmentNames names = subject.names();
    String link = names.hostLink();
    String words = mtu == 0 ? "" : " mtu " + mtu;
    List<Change> changes = new ArrayList<>();
    // The peer is made where it belongs: moving an interface afterwards costs about 20 ms.
    changes.add(
        Change.of(
            Command.Ip.host(
                "link add name "
                    + link
                    + " address "
                    + names.hostMac()
                    + words
                    + (port.isPresent() ? " master " + port.get().bridge() : "")
                    + " type veth peer name "
                    + subject.ifname()
                    + " address "
                    + mac
                    + words
                    + " netns "
                    + subject.netns()),
            Command.Ip.host("link delete dev " + link)));
    changes.addAll(end().settings(host));
    if (port.isPresent()) {
      changes.addAll(port.get().settings(link));
    }
    changes.add(Change.of(Command.Ip.host("link set dev " + link + " up")));
    String to = port.isPresent() ? port.get().bridge() : "the host";
    return List.of(
        new Step.Create(
            "connect "
                + subject.ifname()
                + " to "
                + to
                + " by the veth pair with the host end "
                + link,
            changes));
  }

  private void requireFreeNames(HostState host) {
    InsideLinks.requireFree(subject, host, "container veth name");
    Optional<Link> taken = host.link(subject.names().hostLink());
    if (taken.isPresent()) {
      throw Conflict.of(
          "the host link "
              + taken.get().name()
              + " of this attachment exists already, from an ADD without a DEL",
          "call DEL for the container first, or: ip link delete dev " + taken.get().name());
    }
  }

  /** A chained plugin may have added host links of its own; only ours are held to this. */
  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    Optional<Link> container = host.insideLink(subject.ifname());
    if (container.isPresent() && !container.get().isVeth()) {
      differences.add(
          Difference.broken("the interface " + subject.ifname() + " is no veth any more"));
    }
    for (String name : hostLinks()) {
      Optional<Link> link = host.link(name);
      if (link.isEmpty()) {
        differences.add(Difference.broken("the host link " + name + " is gone"));
      } else if (isOurs(link.get(), container)) {
        compare(link.get(), host, differences);
      }
    }
    return differences;
  }

  private boolean isOurs(Link link, Optional<Link> container) {
    return link.name().equals(subject.names().hostLink())
        || container.isPresent() && container.get().peerIndex() == link.index();
  }

  private void compare(Link link, HostState host, List<Difference> differences) {
    if (port.isPresent()) {
      differences.addAll(port.get().differences(link, host));
    }
    if (link.name().equals(subject.names().hostLink())) {
      differences.addAll(end().differences(link, host));
    }
    // What was told is compared with it, too.
    if (mtu != 0 && subject.toldMtu(link.name()) == 0 && link.mtu() != mtu) {
      differences.add(Comparison.mtu(link, mtu));
    }
    if (!link.up()) {
      differences.add(Comparison.down("the host link", link.name()));
    }
  }

  /** What is ours of the link that is there. */
  @Override
  public List<Step> mend(HostState host) {
    Optional<Link> container = host.insideLink(subject.ifname());
    List<Step> steps = new ArrayList<>();
    for (String name : hostLinks()) {
      Optional<Link> link = host.link(name);
      if (link.isPresent() && isOurs(link.get(), container)) {
        List<Change> changes = new ArrayList<>();
        if (name.equals(subject.names().hostLink())) {
          changes.addAll(end().mending(link.get(), host));
        }
        if (port.isPresent()) {
          changes.addAll(port.get().mending(link.get(), host));
        }
        steps.add(new Step.Create("set up the host link " + name + " again", changes));
      }
    }
    return steps;
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    int told = mtu == 0 ? ETHERNET_MTU : mtu;
    AttachmentNames names = subject.names();
    return answer
        .with(new CniInterface(names.hostLink(), Optional.of(names.hostMac()), told, ""))
        .with(new CniInterface(subject.ifname(), Optional.of(mac), told, subject.netns()));
  }

  @Override
  public List<String> tools() {
    boolean vlans = port.isPresent() && port.get().filtersVlans();
    return vlans ? List.of("ip", "nsenter", "bridge") : List.of("ip", "nsenter");
  }
}
