// The host link of an attachment, with which all that hangs on it goes.
package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.cni.Names;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A veth pair, by its host end.
 *
 * @param hostLink the host end
 * @param note the note of the ADD
 * @param netns the path of the container's namespace; empty when there is none
 * @param ifname the name of the container's end
 * @param master the bridge whose ports are the network's; empty where host links are no ports
 */
public record HostLinkRemains(
    String hostLink, Optional<MadeNote> note, String netns, String ifname, String master)
    implements Remains {
  /** The host link of the attachment of a request. */
  public static HostLinkRemains of(
      io.mycni.cni.CniRequest request, Optional<MadeNote> note, String master) {
    return new HostLinkRemains(
        AttachmentNames.of(request.attachment()).hostLink(),
        note,
        request.netns(),
        request.ifname(),
        master);
  }

  @Override
  public List<String> hostLinks() {
    return List.of(hostLink);
  }

  @Override
  public boolean isCertain(HostState glance) {
    return MadeNote.tellsAll(note);
  }

  @Override
  public HostQuery asks(HostState glance) {
    HostQuery query = HostQuery.link(hostLink);
    return mayBeForeign(glance)
        ? query.and(HostQuery.linksInside(netns)).and(HostQuery.allLinks())
        : query;
  }

  /** An attachment that the reference plugin made has a host end of another name. */
  private boolean mayBeForeign(HostState host) {
    return !MadeNote.tellsAll(note)
        && host.link(hostLink).isEmpty()
        && !netns.isEmpty()
        && Names.isIfname(ifname);
  }

  @Override
  public List<Step> remove(Removing removing, HostState host) {
    if (host.link(hostLink).isPresent()) {
      return List.of(
          new Step.Remove(
              "remove the veth pair with the host end " + hostLink,
              List.of(Command.Ip.host("link delete dev " + hostLink))));
    }
    return mayBeForeign(host) ? removeForeign(removing, host) : List.of();
  }

  /**
   * A link of the reference plugin is removed by its container's end, if that is a veth whose peer
   * is one of this network: podman sends a DEL after an ADD that failed because the interface name
   * was taken, and that interface is not ours.
   */
  private List<Step> removeForeign(Removing removing, HostState host) {
    Optional<Link> inside = host.insideLink(ifname);
    if (inside.isEmpty() || !inside.get().isVeth() || !isOfNetwork(removing, inside.get(), host)) {
      return List.of();
    }
    return List.of(
        new Step.Remove(
            "remove " + ifname + " in " + netns,
            List.of(Command.Ip.in(new Namespace.Container(netns), "link delete dev " + ifname))));
  }

  /**
   * The path of a namespace may lead to another container's by now, whose link is not ours: that of
   * another attachment's alias, or another than the previous result names.
   */
  private boolean isOfNetwork(Removing removing, Link inside, HostState host) {
    List<String> named = new ArrayList<>();
    for (CniInterface made :
        removing.request().prevResult().map(CniResult::interfaces).orElse(List.of())) {
      if (made.sandbox().isEmpty() && !made.name().equals(master)) {
        named.add(made.name());
      }
    }
    for (Link link : host.allLinks()) {
      boolean peer = link.index() == inside.peerIndex() && link.isVeth();
      boolean anothers =
          !link.alias().equals(removing.names().alias())
              && (AttachmentNames.isOf(removing.request().network(), link.alias())
                  || AttachmentNames.ownerOf(link.alias()).isPresent());
      if (peer && !anothers) {
        return named.isEmpty() ? link.master().equals(master) : named.contains(link.name());
      }
    }
    return false;
  }

  @Override
  public HostQuery asksOfOthers() {
    return HostQuery.allLinks();
  }

  @Override
  public Set<Attachment> owners(HostState host) {
    return AttachmentNames.ownersOf(host.allLinks());
  }

  /** Told by aliases as a whole, as one that was shortened does not say whose it is. */
  @Override
  public List<Collected> removeOthers(Collection collection, HostState host) {
    Set<String> staying = new HashSet<>();
    for (Attachment valid : collection.valid()) {
      staying.add(AttachmentNames.of(valid).alias());
    }
    Map<String, Attachment> owners = new HashMap<>();
    for (Attachment stale : collection.stale()) {
      owners.put(AttachmentNames.of(stale).alias(), stale);
    }
    List<Collected> removals = new ArrayList<>();
    for (Link link : host.allLinks()) {
      String alias = link.alias();
      if (AttachmentNames.isOf(collection.network(), alias) && !staying.contains(alias)) {
        Attachment owner = owners.get(alias);
        Collected.add(
            removals,
            "the link "
                + link.name()
                + " of "
                + (owner == null ? "an attachment with long names" : owner),
            List.of(Command.Ip.host("link delete dev " + link.name())),
            owner == null ? Set.of() : Set.of(owner));
      }
    }
    return removals;
  }
}
