// The detour of what the container sends: its host link receives that, and what is received can
// only be delayed where it is sent once more, by an intermediate functional block (ifb).
package io.mycni.plugin.bandwidth;

import io.mycni.cni.CniInterface;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.Shaping;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Comparison;
import io.mycni.part.Difference;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a host link through an ifb.
 *
 * @param subject whose
 * @param shaper the limit of the ifb
 */
record Detour(Subject subject, Shaper shaper) {
  /** The kernel's own of an ifb is 32, too few to wait in for the time of a limit. */
  private static final int QUEUE = 1000;

  private static final int ETHERNET_MTU = 1500;

  private AttachmentNames names() {
    return subject.names();
  }

  private String ifb() {
    return shaper.device();
  }

  private String sends() {
    return subject.ifname() + " sends";
  }

  /** The MTU of the ifb is that of the host link; as that was told, where it is not there yet. */
  private int mtu(String hostLink, HostState host) {
    Optional<Link> link = host.link(hostLink);
    if (link.isPresent()) {
      return link.get().mtu();
    }
    if (subject.previous().isPresent()) {
      for (CniInterface told : subject.previous().get().interfaces()) {
        if (told.name().equals(hostLink) && told.mtu() != 0) {
          return told.mtu();
        }
      }
    }
    return ETHERNET_MTU;
  }

  /** Returns what the result says of the ifb. */
  CniInterface told(String hostLink, HostState host) {
    return new CniInterface(ifb(), Optional.of(names().ifbMac()), mtu(hostLink, host), "");
  }

  /** What makes the ifb. */
  Step makeLink(String hostLink, HostState host) {
    String add =
        "link add name "
            + ifb()
            + " address "
            + names().ifbMac()
            + " mtu "
            + mtu(hostLink, host)
            + " txqueuelen "
            + QUEUE
            + " type ifb";
    return new Step.Create(
        "make " + ifb() + ", through which goes what " + hostLink + " receives",
        List.of(
            Change.of(Command.Ip.host(add), Command.Ip.host("link delete dev " + ifb())),
            naming(),
            Change.of(Command.Ip.host("link set dev " + ifb() + " up"))));
  }

  /** What limits that, and leads it there. */
  Step makeLimit(String hostLink) {
    List<Change> changes = new ArrayList<>(shaper.make());
    changes.addAll(lead(hostLink));
    return shaper.step(sends(), changes);
  }

  private Change naming() {
    return Change.of(Command.Ip.host("link set dev " + ifb() + " alias " + names().alias()));
  }

  /** What leads there all that the host link receives. */
  private List<Change> lead(String hostLink) {
    List<Change> changes = new ArrayList<>();
    String add = "qdisc add dev " + hostLink + " handle ffff: ingress";
    changes.add(Change.of(new Command.Tc(add), leaveAlone(hostLink)));
    changes.add(redirect(hostLink));
    return changes;
  }

  private Change redirect(String hostLink) {
    return Change.of(
        new Command.Tc(
            "filter add dev "
                + hostLink
                + " parent ffff: protocol all prio 1 u32 match u32 0 0 at 0 flowid 1:1 action mirred"
                + " egress redirect dev "
                + ifb()));
  }

  static Command leaveAlone(String hostLink) {
    return new Command.Tc("qdisc delete dev " + hostLink + " ingress");
  }

  /** What is not as it was made of the ifb, where it is there. */
  private List<Difference> linkDifferences(Link link) {
    List<Difference> differences = new ArrayList<>();
    if (!link.up()) {
      differences.add(Comparison.down("the link", ifb()));
    }
    if (lacksAlias(link)) {
      differences.add(
          Difference.wiped("the link " + ifb() + " lacks its alias, which tells its owner"));
    }
    if (isOurs(link) && link.queueLength() != QUEUE) {
      String set = "link set dev " + ifb() + " txqueuelen " + QUEUE;
      differences.add(
          Difference.broken(
              "in " + ifb() + " may wait " + link.queueLength() + " packets, not " + QUEUE,
              Command.Ip.host(set).typed()));
    }
    if (subject.previous().isPresent()) {
      for (CniInterface told : subject.previous().get().interfaces()) {
        if (told.name().equals(ifb()) && told.sandbox().isEmpty()) {
          differences.addAll(Comparison.of(told, link));
        }
      }
    }
    return differences;
  }

  private boolean lacksAlias(Link link) {
    return isOurs(link) && !link.alias().equals(names().alias());
  }

  /** One that the reference has made never had an alias, nor a queue of that length. */
  private boolean isOurs(Link link) {
    return link.mac().isPresent() && link.mac().get().equals(names().ifbMac());
  }

  /** Tells whether all that the host link receives is led to the ifb. */
  private boolean isLed(Shaping hostLink) {
    for (Shaping.Filter filter : hostLink.filters()) {
      if (filter.redirect().equals(ifb()) && filter.matches().equals(List.of(Subnets.EVERYTHING))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds what is not as it was made.
   *
   * @param hostLink the traffic control of the host link
   * @param there that of the ifb
   */
  void addDifferences(
      Shaping hostLink, Shaping there, HostState host, List<Difference> differences) {
    Optional<Link> link = host.link(ifb());
    if (link.isEmpty()) {
      String text = "the link " + ifb() + " is gone, through which goes what the container sends";
      differences.add(Difference.wiped(text));
      return;
    }
    differences.addAll(linkDifferences(link.get()));
    if (!isLed(hostLink)) {
      String text = "what the container sends is not led through " + ifb() + ": the filter is gone";
      differences.add(Difference.wiped(text));
    }
    differences.addAll(shaper.differences(there));
  }

  /**
   * Adds what puts back what was wiped. What leads to an ifb that is gone leads nowhere; it is
   * taken away before.
   */
  void mend(String link, Shaping hostLink, Shaping there, HostState host, List<Step> steps) {
    Optional<Link> ifb = host.link(ifb());
    if (ifb.isEmpty()) {
      steps.add(makeLink(link, host));
    } else if (lacksAlias(ifb.get())) {
      steps.add(new Step.Create("tell by " + ifb() + " whose it is", List.of(naming())));
    }
    List<Change> lead = List.of();
    if (!isLed(hostLink)) {
      lead = lead(link);
      if (hostLink.ingress().isPresent()) {
        steps.add(
            new Step.Remove(
                "take away what leads nowhere from " + link, List.of(leaveAlone(link))));
      }
    }
    if (shaper.isWiped(there)) {
      shaper.anew(sends(), there, lead, steps);
    } else if (!lead.isEmpty()) {
      steps.add(shaper.step(sends(), lead));
    }
  }
}
