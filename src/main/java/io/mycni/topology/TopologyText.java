// The topology as a tree of text.
package io.mycni.topology;

import io.mycni.topology.Topology.Vertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints a tree: what hangs on nothing, and what hangs on that. */
public final class TopologyText {
  private final TopologyTree tree;
  private final StringBuilder text = new StringBuilder();

  private TopologyText(TopologyTree tree) {
    this.tree = tree;
  }

  /** Returns the tree, a line for each link; those in containers that hang on nothing come last. */
  public static String print(Topology topology) {
    if (topology.links().isEmpty()) {
      return "There is no link on this host but lo.\n";
    }
    TopologyText printer = new TopologyText(new TopologyTree(topology));
    for (int root : printer.tree.roots()) {
      printer.text.append(printer.words(root, false)).append('\n');
      printer.below(printer.tree.below(root), "", printer.tree.of(root).missing());
    }
    printer.inside();
    return printer.text.toString();
  }

  private void inside() {
    List<Integer> group = new ArrayList<>();
    for (int root : tree.rootsInside()) {
      if (!group.isEmpty() && !where(group.getFirst()).equals(where(root))) {
        print(group);
        group.clear();
      }
      group.add(root);
    }
    if (!group.isEmpty()) {
      print(group);
    }
  }

  private Topology.Where where(int link) {
    return tree.of(link).where();
  }

  private void print(List<Integer> group) {
    text.append("in ").append(where(group.getFirst()).name()).append('\n');
    below(group, "", "");
  }

  /** What hangs on a link, and last what should be there and is not; empty for nothing. */
  private void below(List<Integer> links, String indent, String missing) {
    int left = links.size() + (missing.isEmpty() ? 0 : 1);
    for (int link : links) {
      left--;
      boolean last = left == 0;
      text.append(indent).append(last ? "└── " : "├── ").append(words(link, true)).append('\n');
      below(tree.below(link), indent + (last ? "    " : "│   "), tree.of(link).missing());
    }
    if (!missing.isEmpty()) {
      text.append(indent).append("└── ? ").append(missing).append('\n');
    }
  }

  private String words(int number, boolean hangs) {
    Vertex link = tree.of(number);
    List<String> words = new ArrayList<>();
    boolean inside = !link.where().isHost();
    boolean named = inside && tree.upper(number).isPresent();
    words.add(
        link.name() + (link.up() ? "" : " DOWN") + (named ? " in " + link.where().name() : ""));
    if (!link.kindWords().isEmpty() && !link.isVeth() && !link.isBridge()) {
      words.add(link.kindWords());
    }
    Optional<String> owner = link.owner().filter(it -> !isToldAbove(number)).map(Object::toString);
    owner.ifPresent(words::add);
    if (hangs && tree.isNobodys(number)) {
      words.add("(nobody's)");
    }
    if (!link.addresses().isEmpty()) {
      words.add(link.addressWords());
    } else if (inside || link.isBridge()) {
      words.add("no address");
    }
    if (inside) {
      link.mac().ifPresent(mac -> words.add(mac.toString()));
    }
    if (!link.vlans().isEmpty()) {
      words.add("VLAN " + String.join(" ", link.vlans()));
    }
    if (link.masqueraded()) {
      words.add("masqueraded");
    }
    words.addAll(link.provided().words());
    List<String> more = new ArrayList<>();
    if (link.isBridge()) {
      if (!link.trait().isEmpty()) {
        more.add(link.trait());
      }
      int ports = tree.ports(number);
      more.add(ports == 1 ? "1 port" : ports + " ports");
    }
    more.addAll(tree.besides(number));
    String end = more.isEmpty() ? "" : ", " + String.join(", ", more);
    return String.join("  ", words) + end;
  }

  private boolean isToldAbove(int link) {
    return tree.upper(link).filter(it -> it.owner().equals(tree.of(link).owner())).isPresent();
  }
}
