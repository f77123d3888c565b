// The address management "dhcp": the address of a server of the network. The client is Clients'
// business, the wait for its lease FirstLease's, what becomes of its lease later LeaseWatch's.
package io.mycni.dhcp;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.NetnsIdentity;
import io.mycni.ipam.Addressing;
import io.mycni.ipam.dhcp.DhcpConfig;
import io.mycni.keys.Section;
import io.mycni.keys.TypeName;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import io.mycni.service.AgentWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Leases of one attachment. */
public final class DhcpAddressing implements Addressing {
  private final CniRequest request;
  private final Clients clients;
  private final Deadline deadline;
  private final Optional<LeaseKeeper> keeper;
  private final Consumer<String> notes;
  private boolean taken;

  /**
   * Makes the address management of a request.
   *
   * @param tools finds the programs
   * @param runner runs them
   * @param deadline the end of the call's time
   * @param keeper keeps the lease; empty in a process that ends with the call
   * @param notes takes remarks for people
   */
  public DhcpAddressing(
      CniRequest request,
      Tools tools,
      Runner runner,
      Deadline deadline,
      Optional<LeaseKeeper> keeper,
      Consumer<String> notes) {
    this.request = request;
    this.clients = new Clients(tools, runner);
    this.deadline = deadline;
    this.keeper = keeper;
    this.notes = notes;
  }

  @Override
  public String type() {
    return TypeName.DHCP;
  }

  @Override
  public boolean needsLink() {
    return true;
  }

  private LeaseFolder folder() {
    return LeaseFolder.of(request.attachment());
  }

  private LeaseKeeper keeper(ErrorCode code) {
    return keeper.orElseThrow(() ->
        new CniException(
            code,
            "DHCP leases need mycni's agent, which keeps them as long as their containers live, and"
                + " this call was not served by one",
            AgentWords.START + "; if it runs, see why it declines callers: " + AgentWords.JOURNAL));
  }

  @Override
  public CniResult take() {
    DhcpConfig config = DhcpConfig.read(Section.of(request.config()), request.args());
    LeaseKeeper keeps = keeper(ErrorCode.DELEGATE_FAILED);
    clients.require();
    String namespace =
        NetnsIdentity.of(request.netns())
            .orElseThrow(() ->
                new CniException(
                    ErrorCode.INVALID_ENVIRONMENT,
                    "CNI_NETNS=" + request.netns() + " leads to no network namespace",
                    "the container may be gone; see `lsns -t net`"));
    ClientOrder order = ClientOrder.of(request.attachment(), request.netns(), namespace, config);
    LeaseFolder folder = folder();
    Optional<DhcpLease> there = there(folder, order);
    if (there.isPresent()) {
      return there.get().result();
    }
    deadline.requireCaller();
    clients.release(folder);
    taken = true;
    folder.begin(order);
    try {
      // The reference's main plugins leave that to its daemon.
      clients.change(order, List.of("link set dev " + request.ifname() + " up"));
      ProcessHandle client = clients.start(folder, order, Optional.empty());
      DhcpLease lease = new FirstLease(folder, order, deadline, keeps.places()).await(client);
      folder.apply();
      if (order.takesMtu()) {
        String failed =
            clients.change(order, LeaseChange.mtu(request.ifname(), Optional.empty(), lease));
        if (!failed.isEmpty()) {
          notes.accept("the MTU that the DHCP server tells was not taken: " + failed);
        }
      }
      lease.remarks().forEach(notes);
      folder.keep();
      keeps.keep();
      return lease.result();
    } catch (RuntimeException e) {
      clients.release(folder);
      throw e;
    }
  }

  /** As with the reference's daemon, a second ADD gets what the first one has. */
  private static Optional<DhcpLease> there(LeaseFolder folder, ClientOrder order) {
    Optional<ClientOrder> wanted = folder.wanted();
    boolean same = wanted.isPresent() && wanted.get().equals(order);
    return same && Clients.of(folder).isPresent() ? folder.lease(order) : Optional.empty();
  }

  @Override
  public CniResult foresee() {
    throw new CniException(
        ErrorCode.NOT_PREDICTABLE,
        "only the DHCP server knows which address it would give",
        "a dry run of ADD needs an ipam of type host-local or static, or none");
  }

  @Override
  public void takeBack() {
    if (taken) {
      clients.release(folder());
    }
  }

  @Override
  public List<String> takingByHand(CniResult lease) {
    return List.of("# mycni's agent runs udhcpc in the container's namespace");
  }

  /** What cannot be read is told where it is given back. */
  @Override
  public List<IpAddress> held() {
    Optional<IpAddress> address = addressIn(folder());
    return address.isPresent() ? List.of(address.get()) : List.of();
  }

  private static Optional<IpAddress> addressIn(LeaseFolder folder) {
    Optional<ClientOrder> order = folder.wanted();
    Optional<DhcpLease> lease = order.isPresent() ? folder.lease(order.get()) : Optional.empty();
    return lease.isPresent() ? Optional.of(lease.get().address().address()) : Optional.empty();
  }

  @Override
  public List<IpAddress> heldByOtherInterfaces() {
    List<IpAddress> others = new ArrayList<>();
    for (Map.Entry<Attachment, List<IpAddress>> each : holdings().entrySet()) {
      if (each.getKey().containerId().equals(request.containerId())
          && !each.getKey().equals(request.attachment())) {
        others.addAll(each.getValue());
      }
    }
    return others;
  }

  /** Works without an agent, too: a DEL must not wait for one. */
  @Override
  public void release(List<IpAddress> hints) {
    clients.release(folder());
  }

  @Override
  public List<String> releasingByHand(List<IpAddress> addresses) {
    return List.of("# end udhcpc of the container by SIGTERM: it gives the lease back");
  }

  @Override
  public void check(List<IpAddress> expected) {
    LeaseFolder folder = folder();
    Optional<ClientOrder> order = folder.wanted();
    Optional<DhcpLease> lease = order.isPresent() ? folder.lease(order.get()) : Optional.empty();
    if (lease.isEmpty() || lease.get().end() < Uptime.now()) {
      throw new CniException(
          ErrorCode.CHECK_FAILED,
          "dhcp: " + request.attachment() + " has no lease by now",
          "see the agent's log; DEL and ADD the container again");
    }
    IpAddress address = lease.get().address().address();
    if (!expected.isEmpty() && !expected.contains(address)) {
      throw new CniException(
          ErrorCode.CHECK_FAILED,
          "dhcp: the lease is of " + address + " by now, which prevResult does not have",
          "the server has given another address since; DEL and ADD the container again");
    }
    if (Clients.of(folder).isEmpty()) {
      throw new CniException(
          ErrorCode.CHECK_FAILED,
          "dhcp: nobody renews the lease of " + address + ": its udhcpc does not run",
          "mycni's agent starts it again; is the agent running? see " + AgentWords.STATUS);
    }
  }

  @Override
  public void status() {
    DhcpConfig.read(Section.of(request.config()), request.args());
    keeper(ErrorCode.PLUGIN_NOT_AVAILABLE);
    try {
      clients.require();
    } catch (CniException e) {
      throw new CniException(ErrorCode.PLUGIN_NOT_AVAILABLE, e.getMessage(), e.details());
    }
  }

  @Override
  public Map<Attachment, List<IpAddress>> holdings() {
    Map<Attachment, List<IpAddress>> holdings = new LinkedHashMap<>();
    for (LeaseFolder folder : LeaseFolder.all()) {
      Optional<ClientOrder> order = folder.wanted();
      if (order.isPresent() && order.get().attachment().network().equals(request.network())) {
        Optional<IpAddress> address = addressIn(folder);
        holdings.put(
            order.get().attachment(), address.isPresent() ? List.of(address.get()) : List.of());
      }
    }
    return holdings;
  }

  @Override
  public void collect(Set<Attachment> valid) {
    for (Attachment attachment : holdings().keySet()) {
      if (!valid.contains(attachment)) {
        clients.release(LeaseFolder.of(attachment));
      }
    }
  }
}
