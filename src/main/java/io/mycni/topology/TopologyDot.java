// The topology for Graphviz.
package io.mycni.topology;

import io.mycni.topology.Topology.Edge;
import io.mycni.topology.Topology.Vertex;
import io.mycni.topology.Topology.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints an undirected graph in the dot language; each container is a cluster. */
public final class TopologyDot {
  private final Topology topology;
  private final StringBuilder text = new StringBuilder("graph topology {\n  rankdir=LR;\n");

  private TopologyDot(Topology topology) {
    this.topology = topology;
  }

  /** Returns the graph; {@code dot -Tpng} draws it. */
  public static String print(Topology topology) {
    TopologyDot printer = new TopologyDot(topology);
    printer.print();
    return printer.text.append("}\n").toString();
  }

  private void print() {
    text.append("  node [fontname=\"sans-serif\", fontsize=10, shape=box, style=rounded];\n");
    text.append("  edge [fontname=\"sans-serif\", fontsize=9];\n");
    Map<Where, StringBuilder> clusters = new LinkedHashMap<>();
    for (Vertex link : topology.links()) {
      if (link.where().isHost()) {
        text.append("  ").append(node(link));
      } else {
        clusters
            .computeIfAbsent(link.where(), _ -> new StringBuilder())
            .append("    ")
            .append(node(link));
      }
    }
    clusters.forEach((where, nodes) -> {
      text.append("  subgraph ").append(quoted("cluster " + where.path())).append(" {\n");
      text.append("    label=").append(quoted(where.name())).append("; style=dotted;\n");
      text.append(nodes).append("  }\n");
    });
    for (Edge edge : topology.edges()) {
      // The upper one first, so that it stands on the left.
      text.append("  ").append(id(topology.links().get(edge.to()))).append(" -- ");
      text.append(id(topology.links().get(edge.from()))).append(style(edge)).append(";\n");
    }
  }

  private String style(Edge edge) {
    List<String> vlans = topology.links().get(edge.from()).vlans();
    return switch (edge.relation()) {
      case MASTER ->
          vlans.isEmpty() ? "" : " [label=" + quoted("VLAN " + String.join(" ", vlans)) + "]";
      case PARENT -> " [style=dashed]";
      case PEER -> " [style=bold]";
    };
  }

  private static String node(Vertex link) {
    StringBuilder label = new StringBuilder(link.name()).append(link.up() ? "" : " (down)");
    String kind = link.isVeth() ? "" : link.kindWords();
    String owner = link.owner().map(Object::toString).orElse("");
    String missing = link.missing().isEmpty() ? "" : "? " + link.missing();
    for (String line : List.of(kind, owner, link.addressWords(), missing)) {
      label.append(line.isEmpty() ? "" : "\n" + line);
    }
    label.append(link.masqueraded() ? "\nmasqueraded" : "");
    link.provided().words().forEach(words -> label.append('\n').append(words));
    String shape = link.isBridge() ? ", style=bold" : "";
    return id(link) + " [label=" + quoted(label.toString()) + shape + "];\n";
  }

  private static String id(Vertex link) {
    return quoted((link.where().isHost() ? "host" : link.where().path()) + " " + link.name());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
