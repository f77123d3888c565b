// What a DEL takes away. Names come from the parameters alone, so it works without a namespace,
// without a previous result, and any number of times. Which rules there are says the note of the
// ADD; without one, everything is looked at that an ADD could have made.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.ipam.Addressing;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.plan.Command;
import io.mycni.plan.Effect;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.MadeNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans a DEL. */
final class DelPlanner {
  private final CniRequest request;
  private final RemovalConfig config;
  private final Optional<MadeNote> note;
  private final Addressing addressing;
  private final HostLook reader;
  private final AttachmentNames names;
  private final List<IpAddress> addresses;

  DelPlanner(
      CniRequest request,
      RemovalConfig config,
      Optional<MadeNote> note,
      Addressing addressing,
      HostLook reader) {
    this.request = request;
    this.config = config;
    this.note = note;
    this.addressing = addressing;
    this.reader = reader;
    this.names = AttachmentNames.of(request.attachment());
    this.addresses = addresses();
  }

  /** The plan that is tried first: where the note tells all, nothing is looked at. */
  Plan first() {
    if (note.isEmpty() || note.get().spoofCheck() || masqueradedBy(MasqueradeBackend.NFTABLES)) {
      return thorough();
    }
    List<Step> first = new ArrayList<>();
    hostLink(reader.link(names.hostLink())).ifPresent(first::add);
    if (masqueradedBy(MasqueradeBackend.IPTABLES)) {
      List<IpAddress> masqueraded = note.get().addresses();
      boolean last = addressing.heldByOtherInterfaces().isEmpty();
      first.add(
          new Step.Remove(
              "remove the masquerade rules of " + list(masqueraded) + inChain(),
              Masquerade.remove(names, masqueraded, last)));
    }
    return plan(first);
  }

  private boolean masqueradedBy(MasqueradeBackend backend) {
    return note.isPresent() && note.get().isMasqueradedBy(backend);
  }

  /** The plan after a close look. */
  Plan thorough() {
    HostState host = reader.thoroughly(query());
    List<Step> first = new ArrayList<>();
    hostLink(host.link(names.hostLink())).or(this::foreignLink).ifPresent(first::add);
    List<Command> rules = new ArrayList<>();
    rules.addAll(Masquerade.removeFound(names.chain(), kept(host), host));
    rules.addAll(NftMasquerade.remove(names, host));
    if (config.ipMasq() || !rules.isEmpty()) {
      first.add(removal("the masquerade rules of the container", rules));
    }
    List<Command> check = SpoofCheck.remove(names, host);
    if (!check.isEmpty()) {
      first.add(removal("the MAC spoof check", check));
    }
    // Of an attachment of which nothing else is left there are no rules: they go before it.
    boolean left = !addresses.isEmpty() || host.link(names.hostLink()).isPresent();
    if (left && UnseenRules.ofNft(note, config, host)) {
      first.add(UnseenRules.withoutNft("container " + request.containerId(), "DEL"));
    }
    if (left && UnseenRules.ofIptables(names.chain(), note, config, host)) {
      String whose = "container " + request.containerId() + inChain();
      first.add(UnseenRules.refusal(whose, "DEL", host.hasIptables()));
    }
    return plan(first);
  }

  private HostQuery query() {
    HostQuery query = HostQuery.link(names.hostLink()).and(HostQuery.facts());
    if (note.isEmpty()) {
      return query.and(HostQuery.allRules());
    }
    for (IpAddress address : note.get().addresses()) {
      if (masqueradedBy(MasqueradeBackend.IPTABLES)) {
        query = query.and(HostQuery.iptables(address.family()));
      }
    }
    boolean nft = note.get().spoofCheck() || note.get().masquerade().isPresent();
    return nft ? query.and(HostQuery.nft()) : query;
  }

  private Plan plan(List<Step> first) {
    List<Step> last = new ArrayList<>();
    if (!addressing.type().isEmpty()) {
      last.add(
          new Step.Perform(
              "give " + list(addresses) + " back to " + addressing.type(),
              "",
              Effect.once(
                  addressing.releasingByHand(addresses),
                  () -> {
                    requireGone();
                    addressing.release(addresses);
                  })));
    }
    String title =
        "DEL "
            + request.ifname()
            + " of container "
            + request.containerId()
            + " from network "
            + request.network();
    // The address goes last, so that nobody gets it while its old owner can still use it.
    return new Plan(title, List.of(first, last), CniResult.EMPTY, List.of());
  }

  /** Looks whether the link is gone: that a tool ended well does not tell. */
  void requireGone() {
    String link = names.hostLink();
    if (reader.link(link).isPresent()) {
      throw new CniException(
          ErrorCode.COMMAND_FAILED,
          "could not remove the link " + link + ": it is there, though `ip` ended well",
          "is the `ip` in PATH the one of iproute2? try `ip link delete dev " + link + "`");
    }
  }

  private Optional<Step> hostLink(Optional<Link> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Step.Remove(
            "remove the veth pair with the host end " + names.hostLink(),
            List.of(Command.Ip.host("link delete dev " + names.hostLink()))));
  }

  private static Step removal(String what, List<Command> commands) {
    return commands.isEmpty()
        ? new Step.Present("nothing of " + what)
        : new Step.Remove("remove " + what, commands);
  }

  /**
   * An attachment that the reference plugin made has a host end of another name. It is removed by
   * its container's end, if that is a veth whose peer is a port of this network's bridge: podman
   * sends a DEL after an ADD that failed because the interface name was taken, and that interface
   * is not ours.
   */
  private Optional<Step> foreignLink() {
    boolean nameable = Names.isIfname(request.ifname());
    if (request.netns().isEmpty() || note.isPresent() || !nameable) {
      return Optional.empty();
    }
    Optional<Link> inside =
        reader.linksInside(request.netns()).stream()
            .flatMap(List::stream)
            .filter(link -> link.name().equals(request.ifname()))
            .findFirst();
    if (inside.isEmpty() || !inside.get().isVeth() || !isOnOurBridge(inside.get())) {
      return Optional.empty();
    }
    return Optional.of(
        new Step.Remove(
            "remove " + request.ifname() + " in " + request.netns(),
            List.of(
                Command.Ip.in(
                    new Namespace.Container(request.netns()),
                    "link delete dev " + request.ifname()))));
  }

  /**
   * The path of a namespace may lead to another container's by now, whose link is not ours: that of
   * another attachment's alias, or another than the previous result names.
   */
  private boolean isOnOurBridge(Link inside) {
    List<String> named = new ArrayList<>();
    for (CniInterface made : request.prevResult().map(CniResult::interfaces).orElse(List.of())) {
      if (made.sandbox().isEmpty() && !made.name().equals(config.bridge())) {
        named.add(made.name());
      }
    }
    for (Link link : reader.allLinks()) {
      boolean peer = link.index() == inside.peerIndex() && link.isVeth();
      boolean anothers =
          !link.alias().equals(names.alias())
              && (AttachmentNames.isOf(request.network(), link.alias())
                  || AttachmentNames.ownerOf(link.alias()).isPresent());
      if (peer && !anothers) {
        return named.isEmpty()
            ? link.master().equals(config.bridge())
            : named.contains(link.name());
      }
    }
    return false;
  }

  /** The addresses that this attachment has or had: by its lease, else by the previous result. */
  private List<IpAddress> addresses() {
    List<IpAddress> known = new ArrayList<>(addressing.held());
    for (IpAddress noted : note.map(MadeNote::addresses).orElse(List.of())) {
      if (!known.contains(noted)) {
        known.add(noted);
      }
    }
    for (CniIp ip : request.prevResult().map(CniResult::ips).orElse(List.of())) {
      if (!known.contains(ip.address().address())) {
        known.add(ip.address().address());
      }
    }
    return known;
  }

  /** Addresses of the container's other interfaces on this network. */
  private List<IpAddress> kept(HostState host) {
    boolean none =
        host.natRules(IpFamily.V4).jumpsTo(names.chain()).isEmpty()
            && host.natRules(IpFamily.V6).jumpsTo(names.chain()).isEmpty();
    if (none) {
      return List.of();
    }
    List<IpAddress> kept = new ArrayList<>(addressing.heldByOtherInterfaces());
    if (!kept.isEmpty() || addressing.type().equals("host-local") || request.netns().isEmpty()) {
      return kept;
    }
    // Another IPAM plugin does not tell; what the container's other links carry does.
    for (Link link : reader.linksInside(request.netns()).orElse(List.of())) {
      if (!link.name().equals(request.ifname())) {
        link.addresses().forEach(address -> kept.add(address.address()));
      }
    }
    kept.removeAll(addresses);
    return kept;
  }

  private String inChain() {
    return " in chain " + names.chain();
  }

  private static String list(List<IpAddress> addresses) {
    if (addresses.isEmpty()) {
      return "the addresses";
    }
    StringBuilder text = new StringBuilder();
    for (IpAddress address : addresses) {
      text.append(text.isEmpty() ? "" : " and ").append(address);
    }
    return text.toString();
  }
}
