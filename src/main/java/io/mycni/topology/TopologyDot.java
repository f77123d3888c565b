// The topology for Graphviz.
package io.mycni.topology;

/** Prints an undirected graph in the dot language. */
public final class TopologyDot {
  private TopologyDot() {}

  /** Returns the graph; {@code dot -Tpng} draws it. */
  public static String print(Topology topology) {
    StringBuilder text = new StringBuilder("graph topology {\n  rankdir=LR;\n");
    text.append("  node [fontname=\"sans-serif\", fontsize=10];\n");
    text.append("  edge [fontname=\"sans-serif\", fontsize=9];\n");
    for (Topology.Bridge bridge : topology.bridges()) {
      String id = "bridge " + bridge.name();
      node(text, id, bridge.name() + "\\n" + Topology.words(bridge.addresses()), "box");
      for (Topology.Port port : bridge.ports()) {
        String other = "port " + port.link();
        node(text, other, label(port), "box, style=rounded");
        text.append("  ").append(quoted(id)).append(" -- ").append(quoted(other));
        text.append(" [label=").append(quoted(edge(port))).append("];\n");
      }
    }
    return text.append("}\n").toString();
  }

  private static void node(StringBuilder text, String id, String label, String shape) {
    text.append("  ").append(quoted(id)).append(" [label=").append(quoted(label));
    text.append(", shape=").append(shape).append("];\n");
  }

  private static String label(Topology.Port port) {
    String owner = port.owner().map(Object::toString).orElse("(nobody's)");
    String behind =
        port.end()
            .map(end ->
                "\\n"
                    + end.ifname()
                    + " in "
                    + end.name()
                    + "\\n"
                    + Topology.words(end.addresses()))
            .orElse(port.missing().isEmpty() ? "" : "\\n? " + port.missing());
    return owner + behind;
  }

  private static String edge(Topology.Port port) {
    return port.vlans().isEmpty()
        ? port.link()
        : port.link() + "\\nVLAN " + String.join(" ", port.vlans());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }
}
