// Attributes of the container's interface. What they were before is kept in the reference's file.
package io.mycni.plugin.tuning;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.host.FileText;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.MtuKey;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.InsideLinks;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attributes of the interface.
 *
 * @param subject whose
 * @param wanted what they shall be; at least one
 * @param dataDir where it is kept what they were
 */
record LinkAttributes(Subject subject, Attributes wanted, Path dataDir) implements Part {
  /** The part of a note that tells where the file lies, MadeNote. */
  static final String PART = "datadir";

  @Override
  public HostQuery asks() {
    HostQuery inside = HostQuery.linksInside(subject.netns());
    return isShared() ? inside.and(HostQuery.question(file())) : inside;
  }

  /** Tells whether one of its type has kept something in the file in the same namespace. */
  private boolean isShared() {
    return subject.earlier(PART).isPresent();
  }

  private FileText file() {
    String container = subject.names().attachment().containerId();
    return new FileText(dataDir.resolve(Attributes.file(container, subject.ifname())));
  }

  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    Link link = InsideLinks.require(subject, host, "tuning");
    requireRoomForIpv6(link);
    List<Step> steps = new ArrayList<>();
    steps.add(keep(link, host));
    steps.addAll(changes(link));
    return steps;
  }

  /** What is kept already was earlier, so it stays. */
  private Step keep(Link link, HostState host) {
    Path file = file().path();
    Optional<String> kept = isShared() ? host.answer(file()) : Optional.empty();
    Attributes earlier =
        kept.isPresent() ? Attributes.parse(kept.get()).orElse(Attributes.NONE) : Attributes.NONE;
    String before = earlier.or(wanted.of(link)).text();
    return new Step.Perform(
        "keep in " + file + " how " + subject.ifname() + " was before",
        kept.isPresent() ? "write " + file + " as it was" : "remove " + file,
        KeptFile.written(file, before, kept));
  }

  private List<Step> changes(Link link) {
    List<Attributes.One> before = wanted.of(link).on(link);
    List<Step> steps = new ArrayList<>();
    for (Attributes.One one : wanted.on(link)) {
      if (one.isThere()) {
        steps.add(
            new Step.Present(one.what() + " of " + link.name() + ", which is " + one.wanted()));
        continue;
      }
      List<Command> undo = new ArrayList<>();
      for (Attributes.One each : before) {
        if (each.what().equals(one.what())) {
          undo.add(set(each.words()));
        }
      }
      steps.add(
          new Step.Create(
              "set "
                  + one.what()
                  + " of "
                  + link.name()
                  + " in "
                  + subject.netns()
                  + " to "
                  + one.wanted(),
              List.of(new Change(set(one.words()), undo))));
    }
    return steps;
  }

  private Command set(String words) {
    return Command.Ip.in(subject.inside(), "link set dev " + subject.ifname() + " " + words);
  }

  /** Below that, the kernel takes all IPv6 addresses away, and the routes by them. */
  private void requireRoomForIpv6(Link link) {
    if (wanted.mtu() == 0 || wanted.mtu() >= MtuKey.LEAST_OF_IPV6) {
      return;
    }
    for (Cidr address : link.givenAddresses()) {
      if (address.family() == IpFamily.V6) {
        throw Conflict.of(
            "mtu is "
                + wanted.mtu()
                + ", and "
                + link.name()
                + " has the IPv6 address "
                + address
                + ", which the kernel would take away: IPv6 needs an MTU of "
                + MtuKey.LEAST_OF_IPV6,
            "use " + MtuKey.LEAST_OF_IPV6 + " or more, or a network without IPv6");
      }
    }
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (subject.netns().isEmpty()) {
      return differences;
    }
    Optional<Link> link = host.insideLink(subject.ifname());
    if (link.isEmpty()) {
      differences.add(
          Difference.broken(
              "there is no interface " + subject.ifname() + " in " + subject.netns()));
      return differences;
    }
    for (Attributes.One one : wanted.on(link.get())) {
      if (!one.isThere()) {
        differences.add(
            Difference.wiped(
                one.what()
                    + " of "
                    + link.get().name()
                    + " is "
                    + one.there()
                    + ", not "
                    + one.wanted()));
      }
    }
    return differences;
  }

  /** What was before is kept already. */
  @Override
  public List<Step> mend(HostState host) {
    Optional<Link> link = host.insideLink(subject.ifname());
    return link.isPresent() ? changes(link.get()) : List.of();
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    List<CniInterface> interfaces = new ArrayList<>();
    for (CniInterface each : answer.interfaces()) {
      boolean ours = each.name().equals(subject.ifname()) && !each.sandbox().isEmpty();
      interfaces.add(
          ours
              ? new CniInterface(
                  each.name(),
                  wanted.mac().isPresent() ? wanted.mac() : each.mac(),
                  wanted.mtu() == 0 ? each.mtu() : wanted.mtu(),
                  each.sandbox(),
                  each.others())
              : each);
    }
    return new CniResult(interfaces, answer.ips(), answer.routes(), answer.dns(), answer.others());
  }

  @Override
  public String remembers(HostState host) {
    return PART + " " + dataDir;
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }
}
