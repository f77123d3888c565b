// An interface that is made on another link, its master, and stands in the container: a macvlan, an
// ipvlan, a VLAN. What makes them differ are the values of Child.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.MtuKey;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An interface on a master.
 *
 * @param subject whose
 * @param master on what
 * @param child what is made
 */
public record ChildLink(Subject subject, Master master, Child child) implements Part {
  /**
   * Returns it and what happens to it in the container. Where nobody manages addresses, routers
   * may: then what they advertise is left to the kernel.
   *
   * @param layer3 whether somebody manages addresses
   * @param staysDown whether it is left down
   */
  public List<Part> parts(boolean layer3, boolean staysDown) {
    return List.of(
        this,
        new ContainerSetup(
            subject, child.mtu(), layer3, false, staysDown, true, !layer3, arrival()),
        new ContainerRoutes(subject));
  }

  private Arrival arrival() {
    AttachmentNames names = subject.names();
    String name = names.arrival();
    List<Change> first = new ArrayList<>();
    if (child.macAfterwards().isPresent()) {
      first.add(
          Change.of(words("link set dev " + name + " address " + child.macAfterwards().get())));
    }
    // Before the rename: at each moment its name or its alias tells whose it is, whoever is killed.
    first.add(alias(name));
    // Kernels before 6.2 rename only what is down.
    first.add(
        new Change(
            words("link set dev " + name + " name " + subject.ifname()),
            List.of(
                words("link set dev " + subject.ifname() + " down"),
                words("link set dev " + subject.ifname() + " name " + name))));
    return new Arrival(name, first);
  }

  private Change alias(String device) {
    return Change.of(words("link set dev " + device + " alias " + subject.names().alias()));
  }

  private Command words(String line) {
    return Command.Ip.in(subject.inside(), line);
  }

  @Override
  public HostQuery asks() {
    HostQuery query = HostQuery.linksInside(subject.netns()).and(master.asks());
    return child.isVlan() ? query.and(HostQuery.allLinks()) : query;
  }

  /** What is in the container can be seen only from there. */
  @Override
  public boolean needsCloseLook(HostState quick) {
    return master.inside();
  }

  @Override
  public List<Step> make(HostState host) {
    InsideLinks.requireFree(subject, host, "container " + child.kind().keyword() + " name");
    String name = subject.names().arrival();
    if (host.insideLink(name).isPresent()) {
      throw Conflict.of(
          "an ADD that was killed has left the link " + name + " in " + subject.netns(),
          "call DEL for the container first");
    }
    Link on = master.require(host);
    refuse(on);
    refuseTakenVlan(on, host);
    // Made where it belongs: moving an interface afterwards costs about 20 ms.
    String make =
        "link add link "
            + on.name()
            + " name "
            + name
            + (child.macAtFirst().isPresent() ? " address " + child.macAtFirst().get() : "")
            + (child.mtu() == 0 ? "" : " mtu " + child.mtu())
            + (master.inside() ? "" : " netns " + subject.netns())
            + " type "
            + child.words();
    Change change =
        Change.of(Command.Ip.in(master.where(), make), words("link delete dev " + name));
    return List.of(
        new Step.Create(describe(on), List.of(change), Optional.empty(), child.hint(on.name())));
  }

  private String describe(Link on) {
    return "make " + subject.ifname() + ", " + child.describe() + " on " + on.name();
  }

  private void refuse(Link on) {
    if (child.refusedBare() && subject.given().addresses().isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "the "
              + child.kind().keyword()
              + " would have no address: ipam is missing, and no plugin before has passed"
              + " addresses on",
          "write \"ipam\": {…}, as "
              + child.kind().keyword()
              + " interfaces are told by addresses");
    }
    if (child.kind().boundByMtu() && child.mtu() > on.mtu()) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "invalid MTU "
              + child.mtu()
              + ", must be [0, master MTU("
              + on.mtu()
              + ")]: the master is "
              + on.name(),
          "lower the key mtu, or: ip link set dev " + on.name() + " mtu " + child.mtu());
    }
    if (child.kind().needsMasterUp() && !on.up()) {
      throw Conflict.of(
          "the master " + on.name() + " is down, and so nothing on it can be up",
          "ip link set dev " + on.name() + " up");
    }
    boolean tooSmall = child.mtu() == 0 && on.mtu() < MtuKey.LEAST_OF_IPV6;
    if (tooSmall && subject.given().has(IpFamily.V6)) {
      throw Conflict.of(
          "an IPv6 address was given, and the master "
              + on.name()
              + " has the MTU "
              + on.mtu()
              + ", where IPv6 needs "
              + MtuKey.LEAST_OF_IPV6
              + " (RFC 8200 section 5)",
          "ip link set dev " + on.name() + " mtu " + MtuKey.LEAST_OF_IPV6);
    }
  }

  /** What is in other containers cannot be seen; the kernel refuses that. */
  private void refuseTakenVlan(Link on, HostState host) {
    if (!child.isVlan() || !host.thorough()) {
      return;
    }
    for (Link other : master.inside() ? host.inside().values() : host.allLinks()) {
      Optional<Link.Child> found = other.child();
      boolean here = found.isPresent() && found.get().parentIndex() == on.index();
      if (here && found.get().vlanId() == child.vlanId() && found.get().parentNetns() < 0) {
        throw Conflict.of(
            child.describe() + " of " + on.name() + " exists already: it is " + other.name(),
            "use another vlanId, or: ip link delete dev " + other.name());
      }
    }
  }

  @Override
  public List<String> notes(HostState host) {
    Link on = master.require(host);
    List<String> notes = new ArrayList<>();
    if (!on.up()) {
      notes.add("the master " + on.name() + " is down: nothing passes until it is up");
    }
    if (child.mtu() > on.mtu()) {
      notes.add(
          "the master "
              + on.name()
              + " has the MTU "
              + on.mtu()
              + ": larger packets of the container are lost");
    }
    return notes;
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    Optional<Link> on = master.isNamed() ? master.find(host) : Optional.empty();
    if (master.isNamed() && on.isEmpty()) {
      differences.add(Difference.broken("the master " + master.name() + " is gone"));
    } else if (on.isPresent() && !on.get().up()) {
      differences.add(Comparison.down("the master", master.where(), master.name()));
    }
    Optional<Link> found = host.insideLink(subject.ifname());
    if (found.isPresent()) {
      differences.addAll(compare(found.get(), on));
    }
    return differences;
  }

  /** Only what is as it was made can be told to be ours. */
  private List<Difference> compare(Link link, Optional<Link> on) {
    List<Difference> differences = new ArrayList<>();
    String what = "the interface " + link.name();
    String kind = child.kind().keyword();
    Optional<Link.Child> found = link.child();
    if (!link.kind().equals(kind) || found.isEmpty()) {
      String other = link.kind().isEmpty() ? "" : ": it is a " + link.kind();
      differences.add(Difference.broken(what + " is no " + kind + " any more" + other));
      return differences;
    }
    if (!found.get().mode().equals(child.mode())) {
      differences.add(
          Difference.broken(
              what + " is in the mode " + found.get().mode() + ", not " + child.mode()));
    }
    if (found.get().vlanId() != child.vlanId()) {
      differences.add(
          Difference.broken(
              what + " is in the VLAN " + found.get().vlanId() + ", not " + child.vlanId()));
    }
    int queue = child.broadcastQueue();
    if (queue != 0 && found.get().broadcastQueue() != queue) {
      differences.add(
          Difference.broken(
              what + " has the bcqueuelen " + found.get().broadcastQueue() + ", not " + queue));
    }
    if (on.isPresent() && !isOn(on.get(), found.get())) {
      differences.add(
          Difference.broken(what + " is on another link than the master " + on.get().name()));
    }
    boolean ours = differences.isEmpty() && subject.isMadeHere();
    if (ours && !link.alias().equals(subject.names().alias())) {
      differences.add(Comparison.alias(what, subject.names().alias()));
    }
    return differences;
  }

  /** What is made on a link of its own kind stands on the master of that one. */
  private boolean isOn(Link on, Link.Child found) {
    boolean alike = on.kind().equals(child.kind().keyword()) && on.child().isPresent();
    return found.parentIndex() == on.index()
        || alike && found.parentIndex() == on.child().get().parentIndex();
  }

  @Override
  public List<Step> mend(HostState host) {
    return List.of(
        new Step.Create(
            "mark whose " + subject.ifname() + " is", List.of(alias(subject.ifname()))));
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    Link on = master.require(host);
    return answer.with(
        new CniInterface(
            subject.ifname(),
            child.mac().isPresent() ? child.mac() : on.mac(),
            child.mtu() == 0 ? on.mtu() : child.mtu(),
            subject.netns()));
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }

  @Override
  public String remembers(HostState host) {
    return master.noted(host);
  }
}
