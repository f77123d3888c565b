// The topology as a picture: each link of the host that hangs on nothing is a bar, what hangs on it
// are cards beside it, and what lies between the two is written on the wire. Which link comes where
// is decided here; Canvas draws.
package io.mycni.topology;

import io.mycni.topology.Topology.Vertex;
import java.util.ArrayList;
import java.util.List;

/** Draws an SVG that needs nothing else, and follows the reader's light or dark colours. */
public final class TopologySvg {
  private static final int GAP = 12;
  private static final int BETWEEN_BARS = 28;
  private static final int LEAST_BAR = 44;
  private static final int LINE = 17;

  private final TopologyTree tree;
  private final Canvas canvas = new Canvas();
  private int y = Canvas.MARGIN;

  private TopologySvg(TopologyTree tree) {
    this.tree = tree;
  }

  /** Returns the picture. */
  public static String print(Topology topology) {
    TopologySvg drawing = new TopologySvg(new TopologyTree(topology));
    String title = "Links, what hangs on them, and the containers that they are in";
    if (topology.links().isEmpty()) {
      drawing.canvas.text(
          Canvas.MARGIN, drawing.y + 16, "name", "There is no link on this host but lo.");
      return drawing.canvas.svg(title, drawing.y + 40);
    }
    drawing.draw();
    return drawing.canvas.svg(title, drawing.y - BETWEEN_BARS + Canvas.MARGIN);
  }

  private void draw() {
    List<Integer> routed = new ArrayList<>();
    List<Integer> bare = new ArrayList<>();
    for (int root : tree.roots()) {
      if (tree.leadsInside(root)) {
        routed.add(root);
      } else if (tree.below(root).isEmpty()) {
        bare.add(root);
      } else {
        bar(tree.of(root).name(), tree.of(root).up(), details(root), tree.below(root));
      }
    }
    if (!routed.isEmpty()) {
      bar("this host", true, List.of("without a bridge"), routed);
    }
    for (int root : bare) {
      bar(tree.of(root).name(), tree.of(root).up(), details(root), List.of());
    }
    List<Integer> inside = tree.rootsInside();
    if (!inside.isEmpty()) {
      List<String> details = List.of("hang on no link of the host");
      bar("in containers alone", true, details, inside);
    }
  }

  private List<String> details(int root) {
    Vertex link = tree.of(root);
    List<String> details = new ArrayList<>();
    if (!link.isBridge() && !link.kindWords().isEmpty()) {
      details.add(link.kindWords());
    }
    link.owner().ifPresent(owner -> details.add(owner.toString()));
    link.addresses().forEach(address -> details.add(address.toString()));
    if (link.isBridge()) {
      if (!link.trait().isEmpty()) {
        details.add(link.trait());
      }
      details.add(tree.ports(root) == 1 ? "1 port" : tree.ports(root) + " ports");
    }
    details.addAll(tree.besides(root));
    return details;
  }

  /**
   * A card and the way to it.
   *
   * @param link the link that the card is about
   * @param way the links of the host between the bar and the card
   * @param depth how many cards lie between
   */
  private record Row(int link, List<Integer> way, int depth) {}

  private void bar(String name, boolean up, List<String> details, List<Integer> below) {
    List<Row> rows = new ArrayList<>();
    below.forEach(link -> rows(link, List.of(), 0, rows));
    int height =
        Math.max(LEAST_BAR + LINE * details.size(), rows.size() * (Canvas.CARD_HEIGHT + GAP) - GAP);
    canvas.bar(y, height, name + (up ? "" : " (down)"), details);
    int top = y;
    List<Integer> tops = new ArrayList<>();
    for (Row row : rows) {
      while (tops.size() > row.depth()) {
        tops.removeLast();
      }
      if (row.depth() == 0) {
        canvas.wire(top, names(row.way()), below(row.way()), hangs(row));
      } else {
        canvas.elbow(row.depth(), tops.getLast(), top);
      }
      card(row, top);
      tops.add(top);
      top += Canvas.CARD_HEIGHT + GAP;
    }
    y += height + BETWEEN_BARS;
  }

  /** A link in a container has a card, and one of the host on which nothing hangs. */
  private void rows(int link, List<Integer> way, int depth, List<Row> rows) {
    List<Integer> below = tree.below(link);
    boolean inside = !tree.of(link).where().isHost();
    List<Integer> longer = new ArrayList<>(way);
    if (!inside) {
      longer.add(link);
    }
    if (inside || below.isEmpty()) {
      rows.add(new Row(link, longer, depth));
    }
    below.forEach(each -> rows(each, longer, inside ? depth + 1 : depth, rows));
  }

  private boolean hangs(Row row) {
    return tree.upper(row.link()).isPresent() || tree.of(row.link()).where().isHost();
  }

  private String names(List<Integer> way) {
    List<String> names = new ArrayList<>();
    for (int link : way) {
      names.add(tree.of(link).name() + (tree.of(link).up() ? "" : " (down)"));
    }
    return String.join(" · ", names);
  }

  /** What is told of the links on the wire: the VLANs of a port, and addresses. */
  private String below(List<Integer> way) {
    List<String> words = new ArrayList<>();
    for (int link : way) {
      Vertex one = tree.of(link);
      if (!one.vlans().isEmpty()) {
        words.add("VLAN " + String.join(" ", one.vlans()));
      }
      boolean hasCard = tree.below(link).isEmpty();
      if (!one.addresses().isEmpty() && !hasCard) {
        words.add(one.addressWords());
      }
    }
    return String.join(" ", words);
  }

  private void card(Row row, int top) {
    Vertex link = tree.of(row.link());
    boolean inside = !link.where().isHost();
    String title =
        link.owner()
            .map(owner -> owner.containerId())
            .orElse(inside ? link.where().name() : host(row.link()));
    List<String> words = new ArrayList<>();
    link.owner().ifPresent(owner -> words.add(owner.network()));
    if (inside) {
      words.add(link.name() + " in " + link.where().name());
    }
    if (!inside) {
      words.add("on the host");
    }
    if (!(inside && link.isVeth()) && !link.kindWords().isEmpty()) {
      words.add(link.kindWords());
    }
    if (inside && !link.up()) {
      words.add("down");
    }
    words.addAll(tree.besides(row.link()));
    List<String> ends = new ArrayList<>();
    ends.add(link.addresses().isEmpty() && inside ? "no address" : link.addressWords());
    ends.addAll(link.provided().words());
    String last = String.join(" · ", ends);
    String missing = link.missing().isEmpty() ? "" : "? " + link.missing();
    List<String> lines =
        List.of(String.join(" · ", words), missing, last).stream()
            .filter(line -> !line.isEmpty())
            .toList();
    canvas.card(row.depth(), top, title, lines, link.masqueraded() ? "masqueraded" : "");
  }

  private String host(int link) {
    return tree.isNobodys(link) ? "(nothing that is known)" : tree.of(link).name();
  }
}
