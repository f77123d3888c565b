// Which VLANs the ports of bridges carry.
package io.mycni.node;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.exec.Shell;
import io.mycni.process.Runner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Reads what {@code bridge -json vlan show} prints (iproute2 4.14 and later). */
final class PortVlans {
  private PortVlans() {}

  /**
   * Returns the VLANs by port: {@code 10} for one without a tag, {@code 10t} for one with, {@code
   * 10-12t} for a range. Empty on a kernel without VLAN filtering.
   *
   * @param notes takes a remark where they could not be seen
   */
  static Map<String, List<String>> all(Shell shell, Consumer<String> notes) {
    try {
      List<String> question = List.of("-json", "-compressvlans", "vlan", "show");
      Runner.Outcome outcome = shell.answer("look at VLANs", "bridge", question);
      // Without a bridge that filters, old versions print nothing.
      return outcome.out().isBlank() ? Map.of() : read(outcome.stdout());
    } catch (CniException e) {
      notes.accept("the VLANs of ports are not shown: " + e.getMessage());
      return Map.of();
    }
  }

  private static Map<String, List<String>> read(byte[] answer) {
    Map<String, List<String>> all = new HashMap<>();
    for (JsonNode port : Json.read(answer)) {
      List<String> vlans = new ArrayList<>();
      for (JsonNode vlan : port.path("vlans")) {
        vlans.add(text(vlan));
      }
      all.put(port.path("ifname").asString(""), vlans);
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
