// Which VLANs the ports of bridges carry, as people see them.
package io.mycni.node;

import io.mycni.cni.CniException;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.PortVlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks for the VLANs of a node's links. */
final class PortVlans {
  private PortVlans() {}

  /**
   * Returns the VLANs by port, each as {@link PortVlan#toString} has it. Empty on a kernel without
   * VLAN filtering.
   *
   * @param notes takes a remark where they could not be seen
   */
  static Map<String, List<String>> all(HostLook host, List<Link> links, Consumer<String> notes) {
    Map<String, List<String>> all = new HashMap<>();
    try {
      HostState state = host.thoroughly(HostQuery.portVlans());
      for (Link link : links) {
        Optional<List<PortVlan>> vlans = state.portVlans(link.name());
        if (vlans.isEmpty()) {
          notes.accept("the VLANs of ports are not shown: there is no `bridge` (of iproute2)");
          return Map.of();
        }
        if (!vlans.get().isEmpty()) {
          all.put(link.name(), vlans.get().stream().map(PortVlan::toString).toList());
        }
      }
    } catch (CniException e) {
      notes.accept("the VLANs of ports are not shown: " + e.getMessage());
    }
    return all;
  }
}
