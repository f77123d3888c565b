// The limits of one attachment. What the container receives is what its host link sends; what it
// sends takes a detour. What a limit on a link is, says Shaper.
package io.mycni.plugin.bandwidth;

import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.Shaping;
import io.mycni.host.ShapingOf;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a container may receive and send.
 *
 * @param subject whose
 * @param config what is limited; it may be nothing
 */
record Limits(Subject subject, BandwidthConfig config) implements Part {
  private static final String RECEIVES = " receives";

  private HostSide hostSide() {
    return new HostSide(subject);
  }

  private String ifb() {
    return subject.names().ifb();
  }

  private Optional<Shaper> ingress(String hostLink) {
    return config.ingress().isPresent()
        ? Optional.of(new Shaper(hostLink, config.ingress().get(), config.subnets(), true))
        : Optional.empty();
  }

  private Optional<Detour> egress() {
    return config.egress().isPresent()
        ? Optional.of(
            new Detour(subject, new Shaper(ifb(), config.egress().get(), config.subnets(), false)))
        : Optional.empty();
  }

  @Override
  public HostQuery asks() {
    if (!config.limits()) {
      return HostQuery.NOTHING;
    }
    HostQuery query = hostSide().asks().and(HostQuery.link(ifb()));
    for (String link : hostSide().candidates()) {
      query = query.and(HostQuery.question(new ShapingOf(link)));
    }
    return config.egress().isPresent()
        ? query.and(HostQuery.question(new ShapingOf(ifb())))
        : query;
  }

  /** Files do not tell which link is the other end of a pair that somebody else has made. */
  @Override
  public boolean needsCloseLook(HostState quick) {
    return config.limits() && !hostSide().isOurs();
  }

  /** What changes nothing meets nobody. */
  @Override
  public boolean isInside() {
    return !config.limits();
  }

  private String hostLink(HostState host) {
    Optional<String> link = hostSide().find(host);
    if (link.isEmpty()) {
      throw Conflict.of(
          hostSide().missing(),
          "bandwidth limits what goes over a veth pair: put it behind a plugin that makes one, such"
              + " as bridge or ptp, or leave the limits out");
    }
    return link.get();
  }

  @Override
  public List<Step> make(HostState host) {
    List<Step> steps = new ArrayList<>();
    if (!config.limits()) {
      return steps;
    }
    String link = hostLink(host);
    requireUnlimited(link, host);
    Optional<Detour> egress = egress();
    if (egress.isPresent()) {
      steps.add(egress.get().makeLink(link, host));
    }
    Optional<Shaper> ingress = ingress(link);
    if (ingress.isPresent()) {
      steps.add(ingress.get().step(subject.ifname() + RECEIVES, ingress.get().make()));
    }
    if (egress.isPresent()) {
      steps.add(egress.get().makeLimit(link));
    }
    return steps;
  }

  /** What is there already is somebody else's, or an earlier ADD's. */
  private void requireUnlimited(String link, HostState host) {
    Optional<Link> ifb = host.link(ifb());
    if (config.egress().isPresent() && ifb.isPresent()) {
      String alias = ifb.get().alias();
      boolean another = AttachmentNames.ownerOf(alias).isPresent() && !isOurs(ifb.get());
      throw Conflict.of(
          "the link "
              + ifb()
              + " is there already"
              + (another ? ", of " + AttachmentNames.ownerOf(alias).get() : ""),
          another
              ? "only one interface of a container on a network can have an egressRate: its name is"
                  + " made of these two, as with the reference plugin"
              : "a DEL of the container removes it, or `ip link delete dev " + ifb() + "`");
    }
    Shaping there = shaping(link, host);
    Optional<Shaping.Qdisc> root = there.root();
    if (config.ingress().isPresent() && root.isPresent()) {
      throw taken(link, root.get(), "root");
    }
    if (config.egress().isPresent() && there.ingress().isPresent()) {
      throw taken(link, there.ingress().get(), "ingress");
    }
  }

  private static Shaping shaping(String link, HostState host) {
    return host.thorough() ? host.answer(new ShapingOf(link)).orElse(Shaping.NONE) : Shaping.NONE;
  }

  private boolean isOurs(Link ifb) {
    return ifb.alias().equals(subject.names().alias());
  }

  private static RuntimeException taken(String link, Shaping.Qdisc qdisc, String place) {
    return Conflict.of(
        "the link " + link + " has the qdisc " + qdisc.kind() + " " + qdisc.handle() + " already",
        "is bandwidth in the chain twice? else `tc qdisc delete dev " + link + " " + place + "`");
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (!config.limits()) {
      return differences;
    }
    Optional<String> link = hostSide().find(host);
    if (link.isEmpty()) {
      differences.add(Difference.broken(hostSide().missing()));
      return differences;
    }
    if (host.link(link.get()).isEmpty()) {
      differences.add(Difference.broken("the host link " + link.get() + " is gone"));
      return differences;
    }
    Optional<Shaping> there = host.answer(new ShapingOf(link.get()));
    if (there.isEmpty()) {
      differences.add(
          Difference.broken("limits cannot be seen without tc", "install tc, of iproute2"));
      return differences;
    }
    Optional<Shaper> ingress = ingress(link.get());
    if (ingress.isPresent()) {
      differences.addAll(ingress.get().differences(there.get()));
    }
    Optional<Detour> egress = egress();
    if (egress.isPresent()) {
      egress.get().addDifferences(there.get(), shaping(ifb(), host), host, differences);
    }
    return differences;
  }

  @Override
  public List<Step> mend(HostState host) {
    List<Step> steps = new ArrayList<>();
    String link = hostLink(host);
    Shaping there = shaping(link, host);
    Optional<Shaper> ingress = ingress(link);
    if (ingress.isPresent() && ingress.get().isWiped(there)) {
      ingress.get().anew(subject.ifname() + RECEIVES, there, List.of(), steps);
    }
    Optional<Detour> egress = egress();
    if (egress.isPresent()) {
      egress.get().mend(link, there, shaping(ifb(), host), host, steps);
    }
    return steps;
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    Optional<Detour> egress = egress();
    return egress.isPresent() ? answer.with(egress.get().told(hostLink(host), host)) : answer;
  }

  @Override
  public List<String> notes(HostState host) {
    List<String> notes = new ArrayList<>();
    if (config.ingress().isPresent()) {
      note("ingressBurst", config.ingress().get(), host, notes);
    }
    if (config.egress().isPresent()) {
      note("egressBurst", config.egress().get(), host, notes);
    }
    return notes;
  }

  private void note(String key, Limit limit, HostState host, List<String> notes) {
    Optional<Link> link = host.link(hostLink(host));
    int frame = link.isPresent() ? link.get().mtu() + LimitsRemains.ETHERNET_HEADER : 0;
    if (limit.bytes() < frame) {
      notes.add(
          key
              + " is "
              + limit.burst()
              + " bits, less than a frame of "
              + frame
              + " bytes ("
              + frame * 8
              + " bits): frames of that size never pass");
    }
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "tc");
  }

  @Override
  public String remembers(HostState host) {
    return config.limits() ? LimitsRemains.note(hostLink(host), config) : "";
  }
}
