// The shapes of the picture, their places and colours. What they stand for, TopologySvg decides.
package io.mycni.topology;

import java.util.List;

/** Collects the shapes of an SVG. */
final class Canvas {
  static final int MARGIN = 24;
  static final int CARD_HEIGHT = 58;
  private static final int WIDTH = 900;
  private static final int BAR_WIDTH = 210;
  private static final int CARD_X = 420;
  private static final int INDENT = 28;
  private static final int LONGEST_TITLE = 52;
  private static final int LONGEST_DETAIL = 62;
  private static final int LONGEST_LABEL = 30;
  private static final int LONGEST_BAR_TITLE = 22;

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

  /** Returns the picture. */
  String svg(String title, int height) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + WIDTH
        + " "
        + height
        + "\" width=\""
        + WIDTH
        + "\" height=\""
        + height
        + "\" role=\"img\">\n<title>"
        + escaped(title)
        + "</title>\n"
        + STYLE
        + "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
        + shapes
        + "</svg>\n";
  }

  void bar(int top, int height, String title, List<String> details) {
    rect("bar", MARGIN, top, BAR_WIDTH, height);
    int line = top + 26;
    text(MARGIN + 14, line, "name", cut(title, LONGEST_BAR_TITLE));
    for (String detail : details) {
      line += 17;
      text(MARGIN + 14, line, "", cut(detail, LONGEST_LABEL));
    }
  }

  /** Draws what leads from the bar to a card; no line where nothing does. */
  void wire(int top, String above, String below, boolean leads) {
    int middle = top + CARD_HEIGHT / 2;
    int from = MARGIN + BAR_WIDTH;
    if (leads) {
      path("M" + from + " " + middle + "H" + CARD_X);
    }
    label((from + CARD_X) / 2, middle - 5, above);
    label((from + CARD_X) / 2, middle + 14, below);
  }

  /** Draws what leads from a card to one below it that hangs on it. */
  void elbow(int depth, int upperTop, int top) {
    int x = CARD_X + INDENT * depth;
    path(
        "M"
            + (x - INDENT / 2)
            + " "
            + (upperTop + CARD_HEIGHT)
            + "V"
            + (top + CARD_HEIGHT / 2)
            + "H"
            + x);
  }

  /** Draws a card. */
  void card(int depth, int top, String title, List<String> lines, String badge) {
    int x = CARD_X + INDENT * depth;
    int width = WIDTH - MARGIN - x;
    int less = 4 * depth;
    rect("card", x, top, width, CARD_HEIGHT);
    text(x + 14, top + 20, "name", cut(title, LONGEST_TITLE - (badge.isEmpty() ? 0 : 16) - less));
    for (int i = 0; i < lines.size() && i < 2; i++) {
      text(x + 14, top + 36 + 15 * i, "", cut(lines.get(i), LONGEST_DETAIL - less));
    }
    if (!badge.isEmpty()) {
      int left = x + width - 100;
      shapes.append(
          "<rect class=\"pill\" x=\""
              + left
              + "\" y=\""
              + (top + 7)
              + "\" width=\"88\" height=\"19\" rx=\"9.5\"/>\n");
      text(left + 44, top + 20, "badge", badge);
    }
  }

  private void label(int x, int baseline, String words) {
    if (!words.isEmpty()) {
      text(x, baseline, "link", cut(words, LONGEST_LABEL));
    }
  }

  private void path(String way) {
    shapes.append("<path class=\"wire\" d=\"").append(way).append("\"/>\n");
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

  void text(int x, int baseline, String style, String words) {
    String attribute = style.isEmpty() ? "" : " class=\"" + style + "\"";
    shapes.append(
        "<text"
            + attribute
            + " x=\""
            + x
            + "\" y=\""
            + baseline
            + "\">"
            + escaped(words)
            + "</text>\n");
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
