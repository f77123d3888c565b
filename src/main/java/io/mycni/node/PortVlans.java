// Which VLANs the ports of bridges carry.
package io.mycni.node;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.exec.Runner;
import io.mycni.exec.Shell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads what {@code bridge -json vlan show} prints (iproute2 4.14 and later). */
final class PortVlans {
  private PortVlans() {}

  /**
   * Returns the VLANs by port: {@code 10} for one without a tag, {@code 10t} for one with, {@code
   * 10-12t} for a range. Empty on a kernel without VLAN filtering.
   */
  static Map<String, List<String>> all(Shell shell) {
    Map<String, List<String>> all = new HashMap<>();
    if (shell.tools().find("bridge").isEmpty()) {
      return all;
    }
    Runner.Outcome outcome =
        shell.ask("look at VLANs", "bridge", List.of("-json", "-compressvlans", "vlan", "show"));
    if (!outcome.ok() || outcome.out().isBlank()) {
      return all;
    }
    try {
      for (JsonNode port : Json.read(outcome.stdout())) {
        List<String> vlans = new ArrayList<>();
        for (JsonNode vlan : port.path("vlans")) {
          vlans.add(text(vlan));
        }
        all.put(port.path("ifname").asString(""), vlans);
      }
    } catch (CniException noJson) {
      return Map.of();
    }
    return all;
  }

  private static String text(JsonNode vlan) {
    boolean untagged = false;
    for (JsonNode flag : vlan.path("flags")) {
      untagged |= flag.asString("").equals("Egress Untagged");
    }
    String end = vlan.has("vlanEnd") ? "-" + vlan.path("vlanEnd").asInt(0) : "";
    return vlan.path("vlan").asInt(0) + end + (untagged ? "" : "t");
  }
}
