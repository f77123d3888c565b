// What an attachment may have: one address of each range set, the ones that it asked for, and only
// once. The words that the reference plugin says stand in these errors: people search for them.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The wishes and limits of one attachment; pure functions of its configuration. */
final class Allotment {
  private final HostLocalConfig config;
  private final Attachment attachment;

  Allotment(HostLocalConfig config, Attachment attachment) {
    this.config = config;
    this.attachment = attachment;
  }

  /** Returns the DNS settings of the result. */
  CniDns dns() {
    return config.resolvConf().map(ResolvConf::read).orElse(CniDns.NONE);
  }

  /** Refuses to give an attachment addresses when it has leases in these sets already. */
  void refuseSecond(List<Lease> leases) {
    for (Lease lease : leases) {
      if (isInASet(lease.address()) && lease.isOf(attachment.containerId(), attachment.ifname())) {
        throw new CniException(
            ErrorCode.HOST_CONFLICT,
            lease.address()
                + " has been allocated to "
                + attachment.containerId()
                + ", duplicate allocation is not allowed: it holds it for "
                + attachment.ifname(),
            "an attachment gets its addresses once; call DEL before ADD");
      }
    }
  }

  private boolean isInASet(IpAddress address) {
    for (RangeSet set : config.rangeSets()) {
      if (set.rangeOf(address).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the address that was asked for of each set. */
  List<Optional<IpAddress>> wanted() {
    Set<IpAddress> left = new LinkedHashSet<>(config.requested());
    List<Optional<IpAddress>> wanted = new ArrayList<>();
    for (RangeSet set : config.rangeSets()) {
      Optional<IpAddress> first = firstIn(set, left);
      if (first.isPresent()) {
        left.remove(first.get());
      }
      wanted.add(first);
    }
    if (!left.isEmpty()) {
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "failed to allocate all requested IPs: "
              + spaced(left)
              + " (in no range set, or in one of which another was asked for)",
          "the sets are " + config.rangeSets() + "; an attachment gets one address from each");
    }
    return wanted;
  }

  private static Optional<IpAddress> firstIn(RangeSet set, Set<IpAddress> addresses) {
    for (IpAddress address : addresses) {
      if (set.rangeOf(address).isPresent()) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private static String spaced(Set<IpAddress> addresses) {
    StringBuilder text = new StringBuilder();
    for (IpAddress address : addresses) {
      text.append(text.isEmpty() ? "" : " ").append(address);
    }
    return text.toString();
  }

  /** Returns the result that has one address of each set. */
  CniResult result(List<IpAddress> addresses, CniDns dns) {
    List<CniIp> ips = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      IpAddress address = addresses.get(i);
      AddressRange range = config.rangeSets().get(i).rangeOf(address).orElseThrow();
      ips.add(
          new CniIp(
              new Cidr(address, range.subnet().prefix()),
              Optional.of(range.gateway()),
              OptionalInt.empty()));
    }
    return new CniResult(List.of(), ips, config.routes(), dns);
  }
}
