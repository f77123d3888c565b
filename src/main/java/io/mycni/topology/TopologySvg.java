// The topology as a picture: each bridge a bar, its containers as cards beside it, a line for each
// veth pair.
package io.mycni.topology;

import java.util.ArrayList;
import java.util.List;

/** Draws an SVG that needs nothing else, and follows the reader's light or dark colours. */
public final class TopologySvg {
  private static final int MARGIN = 24;
  private static final int WIDTH = 900;
  private static final int BRIDGE_WIDTH = 210;
  private static final int CARD_X = 420;
  private static final int CARD_WIDTH = WIDTH - MARGIN - CARD_X;
  private static final int CARD_HEIGHT = 58;
  private static final int GAP = 12;
  private static final int BETWEEN_BRIDGES = 28;
  private static final int LEAST_BRIDGE_HEIGHT = 88;
  private static final int LONGEST_TITLE = 52;
  private static final int LONGEST_DETAIL = 62;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #5b6b7b }
        .name { font-size: 14px; font-weight: 600; fill: #1c2733 }
        .link { font-size: 10.5px; text-anchor: middle }
        .badge { font-size: 10.5px; fill: #1d6b34; text-anchor: middle }
        .paper { fill: #ffffff }
        .bar { fill: #e4eef8; stroke: #2f6fab; stroke-width: 1.5 }
        .card { fill: #f7f9fb; stroke: #9aa8b5 }
        .pill { fill: #e2f3e6 }
        .wire { stroke: #9aa8b5; stroke-width: 1.5; fill: none }
        @media (prefers-color-scheme: dark) {
          text { fill: #9fb0c0 }
          .name { fill: #e6edf3 }
          .badge { fill: #8fdba6 }
          .paper { fill: #12181f }
          .bar { fill: #17314a; stroke: #6cb0ee }
          .card { fill: #1b242d; stroke: #51606e }
          .pill { fill: #173d24 }
          .wire { stroke: #51606e }
        }
      </style>
      """;

  private final StringBuilder shapes = new StringBuilder();
  private int y = MARGIN;

  private TopologySvg() {}

  /** Returns the picture. */
  public static String print(Topology topology) {
    TopologySvg drawing = new TopologySvg();
    if (topology.bridges().isEmpty()) {
      drawing.text(MARGIN, MARGIN + 16, "name", "There is no bridge on this host.");
      drawing.y += 40;
    }
    topology.bridges().forEach(drawing::bridge);
    int height = drawing.y - (topology.bridges().isEmpty() ? 0 : BETWEEN_BRIDGES) + MARGIN;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + WIDTH
        + " "
        + height
        + "\" width=\""
        + WIDTH
        + "\" height=\""
        + height
        + "\" role=\"img\">\n"
        + "<title>Bridges, their ports and the containers behind them</title>\n"
        + STYLE
        + "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
        + drawing.shapes
        + "</svg>\n";
  }

  private void bridge(Topology.Bridge bridge) {
    int ports = bridge.ports().size();
    int height = Math.max(LEAST_BRIDGE_HEIGHT, ports * (CARD_HEIGHT + GAP) - GAP);
    rect("bar", MARGIN, y, BRIDGE_WIDTH, height);
    int line = y + 26;
    text(MARGIN + 14, line, "name", bridge.name() + (bridge.up() ? "" : " (down)"));
    List<String> details = new ArrayList<>();
    bridge.addresses().forEach(address -> details.add(address.toString()));
    details.addAll(bridge.gateways());
    if (bridge.filtersVlans()) {
      details.add("tells VLANs apart");
    }
    details.add(ports == 1 ? "1 port" : ports + " ports");
    for (String detail : details) {
      line += 17;
      text(MARGIN + 14, line, "", cut(detail, 30));
    }
    int at = y;
    for (Topology.Port port : bridge.ports()) {
      port(port, at);
      at += CARD_HEIGHT + GAP;
    }
    y += height + BETWEEN_BRIDGES;
  }

  private void port(Topology.Port port, int top) {
    int middle = top + CARD_HEIGHT / 2;
    int from = MARGIN + BRIDGE_WIDTH;
    shapes.append("<path class=\"wire\" d=\"M" + from + " " + middle + "H" + CARD_X + "\"/>\n");
    text((from + CARD_X) / 2, middle - 5, "link", port.link() + (port.up() ? "" : " (down)"));
    if (!port.vlans().isEmpty()) {
      text((from + CARD_X) / 2, middle + 14, "link", "VLAN " + String.join(" ", port.vlans()));
    }
    rect("card", CARD_X, top, CARD_WIDTH, CARD_HEIGHT);
    String title =
        port.owner()
            .map(owner -> owner.containerId())
            .or(() -> port.end().map(Topology.End::name))
            .orElse("(nothing that is known)");
    text(CARD_X + 14, top + 20, "name", cut(title, LONGEST_TITLE - (masqueraded(port) ? 16 : 0)));
    String network = port.owner().map(owner -> owner.network() + " · ").orElse("");
    port.end()
        .ifPresent(end -> {
          text(
              CARD_X + 14,
              top + 36,
              "",
              cut(network + end.ifname() + " in " + end.name(), LONGEST_DETAIL));
          String addresses =
              end.addresses().isEmpty() ? "no address" : Topology.words(end.addresses());
          text(CARD_X + 14, top + 51, "", cut(addresses, LONGEST_DETAIL));
        });
    if (!port.missing().isEmpty()) {
      text(CARD_X + 14, top + 36, "", cut("? " + port.missing(), LONGEST_DETAIL));
    }
    if (masqueraded(port)) {
      int x = CARD_X + CARD_WIDTH - 100;
      shapes.append(
          "<rect class=\"pill\" x=\""
              + x
              + "\" y=\""
              + (top + 8)
              + "\" width=\"88\" height=\"17\" rx=\"8\"/>\n");
      text(x + 44, top + 20, "badge", "masqueraded");
    }
  }

  private static boolean masqueraded(Topology.Port port) {
    return port.end().map(Topology.End::masqueraded).orElse(false);
  }

  private void rect(String style, int x, int top, int width, int height) {
    shapes.append(
        "<rect class=\""
            + style
            + "\" x=\""
            + x
            + "\" y=\""
            + top
            + "\" width=\""
            + width
            + "\" height=\""
            + height
            + "\" rx=\"8\"/>\n");
  }

  private void text(int x, int baseline, String style, String text) {
    String attribute = style.isEmpty() ? "" : " class=\"" + style + "\"";
    shapes.append(
        "<text"
            + attribute
            + " x=\""
            + x
            + "\" y=\""
            + baseline
            + "\">"
            + escaped(text)
            + "</text>\n");
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
