// Ports that an ADD has published and nobody names any more: the runtime tells them to the ADD, and
// what it keeps of that is gone.
package io.mycni.plugin.portmap;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.NftState;
import io.mycni.host.TableRules;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpAddress;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Published ports of which only the note tells; to which ports of the container they lead it does
 * not, so they can be missed, and not put back.
 *
 * @param subject whose
 * @param note the note
 */
record LostPorts(Subject subject, PortNote note) implements Part {
  @Override
  public HostQuery asks() {
    if (note.backend() == MasqueradeBackend.NFTABLES) {
      return HostQuery.question(NftPorts.TABLES);
    }
    HostQuery query = HostQuery.NOTHING;
    for (IpAddress address : note.addresses()) {
      query = query.and(HostQuery.iptables(address.family()));
    }
    return query;
  }

  @Override
  public List<Step> make(HostState host) {
    return List.of();
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (IpAddress address : note.addresses()) {
      boolean there =
          note.backend() == MasqueradeBackend.NFTABLES
              ? isThere(host.answer(NftPorts.TABLES), address)
              : isThere(host.natRules(address.family()));
      if (!there) {
        List<String> ports = new ArrayList<>();
        for (PortGroups group : note.groups()) {
          ports.add(group.toString());
        }
        differences.add(
            Difference.broken(
                "the published ports of "
                    + address
                    + " are gone ("
                    + String.join(" ", ports)
                    + "), and to which of its ports they led is not known"));
      }
    }
    return differences;
  }

  private boolean isThere(NftState now, IpAddress address) {
    return NftPorts.publishes(subject.names().attachment().containerId(), address, now);
  }

  private boolean isThere(TableRules now) {
    String chain = subject.names().portChain();
    return !now.jumpsTo(chain).isEmpty() && !now.rulesOf(chain).isEmpty();
  }
}
