// The topology as a tree of text.
package io.mycni.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints a tree: bridges, ports, containers. */
public final class TopologyText {
  private TopologyText() {}

  /** Returns the tree, a line each. */
  public static String print(Topology topology) {
    if (topology.bridges().isEmpty()) {
      return "There is no bridge on this host.\n";
    }
    StringBuilder text = new StringBuilder();
    for (Topology.Bridge bridge : topology.bridges()) {
      text.append(bridge.name()).append("  ").append(bridgeWords(bridge)).append('\n');
      int left = bridge.ports().size();
      for (Topology.Port port : bridge.ports()) {
        left--;
        text.append(left == 0 ? "└── " : "├── ").append(portWords(port)).append('\n');
        String indent = left == 0 ? "    " : "│   ";
        containerWords(port)
            .ifPresent(words -> text.append(indent).append("└── ").append(words).append('\n'));
      }
    }
    return text.toString();
  }

  private static String bridgeWords(Topology.Bridge bridge) {
    List<String> words = new ArrayList<>();
    if (!bridge.up()) {
      words.add("DOWN");
    }
    words.add(bridge.addresses().isEmpty() ? "no address" : Topology.words(bridge.addresses()));
    words.addAll(bridge.gateways());
    if (bridge.filtersVlans()) {
      words.add("VLANs");
    }
    words.add(bridge.ports().size() == 1 ? "1 port" : bridge.ports().size() + " ports");
    return String.join(", ", words);
  }

  private static String portWords(Topology.Port port) {
    String vlans = port.vlans().isEmpty() ? "" : "  VLAN " + String.join(" ", port.vlans());
    String owner = port.owner().map(each -> "  " + each).orElse("  (nobody's)");
    return port.link() + (port.up() ? "" : " DOWN") + owner + vlans;
  }

  private static Optional<String> containerWords(Topology.Port port) {
    if (!port.missing().isEmpty()) {
      return Optional.of("? " + port.missing());
    }
    return port.end()
        .map(end ->
            end.ifname()
                + " in "
                + end.name()
                + "  "
                + (end.addresses().isEmpty() ? "no address" : Topology.words(end.addresses()))
                + end.mac().map(mac -> "  " + mac).orElse("")
                + (end.masqueraded() ? "  masqueraded" : ""));
  }
}
