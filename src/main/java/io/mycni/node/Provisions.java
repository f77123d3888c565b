// Finds what attachments have besides links and addresses: published ports, limits, policies and
// DHCP leases. It costs a few processes, however many attachments there are.
package io.mycni.node;

import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.dhcp.LeaseLeft;
import io.mycni.host.HostQuery;
import io.mycni.host.Link;
import io.mycni.host.SendingRates;
import io.mycni.keys.TypeName;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import io.mycni.plugin.Services;
import io.mycni.plugin.firewall.SeenPolicy;
import io.mycni.plugin.portmap.PublishedPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the attachments of a node have besides. */
public final class Provisions {
  private final Services services;
  private final Node node;
  private final List<PublishedPort> ports = new ArrayList<>();
  private final Map<String, Long> rates = new LinkedHashMap<>();
  private final Map<Attachment, Provided> all = new LinkedHashMap<>();
  private final Set<String> unseen = new LinkedHashSet<>();

  private Provisions(Services services, Node node) {
    this.services = services;
    this.node = node;
  }

  /** Finds those of all that live. */
  public static Provisions of(Services services, Attachments attachments) {
    Provisions provisions = new Provisions(services, attachments.node());
    provisions.lookForPorts();
    provisions.lookForRates();
    for (Attached each : attachments.all()) {
      if (each.living() instanceof Living.Alive alive) {
        provisions.all.put(
            each.attachment(), provisions.of(each.attachment(), alive.inside().link()));
      }
    }
    return provisions;
  }

  /** Returns what an attachment has. */
  public Provided of(Attachment attachment) {
    return all.getOrDefault(attachment, Provided.NOTHING);
  }

  /** Returns what could not be looked at, in sentences without a stop. */
  public List<String> unseen() {
    return List.copyOf(unseen);
  }

  private void lookForPorts() {
    ports.addAll(PublishedPort.byIptables(node.rules()));
    try {
      ports.addAll(PublishedPort.byNftables(services.host().thoroughly(PublishedPort.asks())));
    } catch (CniException e) {
      unseen.add("ports that nftables publishes are not shown: " + e.getMessage());
    }
  }

  private void lookForRates() {
    SendingRates question = new SendingRates();
    try {
      Optional<Map<String, Long>> answer =
          services.host().thoroughly(HostQuery.question(question)).answer(question);
      answer.ifPresent(rates::putAll);
      if (answer.isEmpty() && mayLimit()) {
        unseen.add("limits are not shown: tc is not installed");
      }
    } catch (CniException e) {
      unseen.add("limits are not shown: " + e.getMessage());
    }
  }

  private boolean mayLimit() {
    return node.links().stream().anyMatch(link -> link.kind().equals("ifb"))
        || node.networks().stream()
            .flatMap(network -> network.plugins().stream())
            .anyMatch(plugin -> TypeName.of(Network.type(plugin)).equals("bandwidth"));
  }

  private Provided of(Attachment attachment, Link inside) {
    AttachmentNames names = AttachmentNames.of(attachment);
    List<Cidr> addresses = inside.givenAddresses();
    Optional<Link> hostLink = node.portOf(attachment);
    Optional<Link> ifb =
        node.links().stream()
            .filter(link -> link.name().equals(names.ifb()))
            .filter(link -> link.alias().isEmpty() || link.alias().equals(names.alias()))
            .findFirst();
    return new Provided(
        ports(attachment, names, addresses),
        hostLink.map(this::rate).orElse(OptionalLong.empty()),
        ifb.map(this::rate).orElse(OptionalLong.empty()),
        SeenPolicy.of(names, hostLink.map(Link::master).orElse(""), addresses, node.rules())
            .orElse(""),
        lease(attachment));
  }

  private List<Provided.Port> ports(
      Attachment attachment, AttachmentNames names, List<Cidr> addresses) {
    Set<Provided.Port> found = new LinkedHashSet<>();
    for (PublishedPort port : ports) {
      if (port.isOf(attachment, addresses)) {
        found.add(
            new Provided.Port(
                port.at().map(IpAddress::toString).orElse(""),
                port.hostPort(),
                port.containerPort(),
                port.protocol()));
      }
    }
    for (IpFamily family : IpFamily.values()) {
      if (node.rules().hidden().chains().size() > 0
          && node.rules().hidden().mayHold(family, names.portChain())) {
        unseen.add(
            "ports of "
                + attachment
                + " are not shown: the iptables of this host does not list their rules of "
                + family);
      }
    }
    return List.copyOf(found);
  }

  private OptionalLong rate(Link link) {
    Long rate = rates.get(link.name());
    return rate == null ? OptionalLong.empty() : OptionalLong.of(rate);
  }

  private Optional<Provided.Lease> lease(Attachment attachment) {
    try {
      return LeaseLeft.of(attachment).map(left -> new Provided.Lease(left.seconds()));
    } catch (CniException e) {
      unseen.add("the DHCP lease of " + attachment + " is not shown: " + e.getMessage());
      return Optional.empty();
    }
  }
}
