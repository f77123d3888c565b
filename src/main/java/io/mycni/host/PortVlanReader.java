// Reads which VLANs the ports of bridges carry.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Asks {@code bridge -json vlan show} (iproute2 4.14 and later). */
final class PortVlanReader {
  private static final String TOOL = "bridge";

  private static final List<String> QUESTION = List.of("-json", "-compressvlans", "vlan", "show");

  private PortVlanReader() {}

  /**
   * Returns the VLANs of all ports by the ports' names; empty when there is no {@code bridge} tool.
   *
   * @throws io.mycni.cni.CniException when they cannot be looked at
   */
  static Optional<Map<String, List<PortVlan>>> all(Shell shell) {
    if (shell.tools().find(TOOL).isEmpty()) {
      return Optional.empty();
    }
    Runner.Outcome outcome = shell.answer("look at the VLANs of ports", TOOL, QUESTION);
    Map<String, List<PortVlan>> all = new HashMap<>();
    // Without a bridge that filters, old versions print nothing.
    if (!outcome.out().isBlank()) {
      for (JsonNode port : ToolJson.ofBridge(outcome.stdout())) {
        List<PortVlan> vlans = new ArrayList<>();
        for (JsonNode vlan : port.path("vlans")) {
          vlans.add(vlan(vlan));
        }
        all.put(port.path("ifname").asString(""), vlans);
      }
    }
    return Optional.of(all);
  }

  private static PortVlan vlan(JsonNode vlan) {
    boolean pvid = false;
    boolean untagged = false;
    for (JsonNode flag : vlan.path("flags")) {
      String word = flag.asString("");
      pvid |= word.equals("PVID");
      untagged |= word.equals("Egress Untagged");
    }
    int first = vlan.path("vlan").asInt(0);
    return new PortVlan(first, vlan.path("vlanEnd").asInt(first), pvid, untagged);
  }
}
