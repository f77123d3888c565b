// Finds all mistakes by a reader that stops at the first: what it stopped at is taken out, and it
// reads again.
package io.mycni.lint;

import io.mycni.cni.CniException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Reads again and again. */
final class Mistakes {
  private final Located plugin;
  private final Set<Located> damaged = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private Mistakes(Located plugin) {
    this.plugin = plugin;
  }

  /** Reads a configuration, of which values may be taken out meanwhile. */
  interface Reader {
    /** Reads; fails with a {@link CniException} at the first mistake. */
    void read(ObjectNode config);
  }

  /** Returns the mistakes of an object; those that an earlier one caused are left out. */
  static List<Finding> of(Located plugin, Reader reader) {
    Mistakes mistakes = new Mistakes(plugin);
    while (plugin.object().isPresent() && mistakes.findsAnother(reader)) {
      // Each round takes something out, so there is an end.
    }
    return mistakes.findings;
  }

  private boolean findsAnother(Reader reader) {
    try {
      reader.read(plugin.object().orElseThrow());
      return false;
    } catch (CniException e) {
      List<Located> way = plugin.way(e.place());
      boolean missing = way.size() <= Located.steps(e.place()).size();
      Located at = way.getLast();
      if (!missing || !damaged.contains(at)) {
        findings.add(
            Finding.error(
                missing ? at.key() : at.spot(), withTruePlace(e, at, missing), e.details()));
      }
      return take(way);
    }
  }

  /** Items that were taken out have shifted the numbers of those behind them. */
  private String withTruePlace(CniException e, Located at, boolean missing) {
    if (!e.getMessage().startsWith(e.place()) || at == plugin) {
      return e.getMessage();
    }
    String root = plugin.path();
    String here = at.path().substring(root.isEmpty() ? 0 : root.length() + 1);
    String lacking = missing ? "." + Located.steps(e.place()).getLast() : "";
    return here + lacking + e.getMessage().substring(e.place().length());
  }

  /** A list that becomes empty is taken out, too: its writer did not mean an empty one. */
  private boolean take(List<Located> way) {
    for (int i = way.size() - 1; i > 0; i--) {
      Located parent = way.get(i - 1);
      parent.remove(way.get(i));
      damaged.add(parent);
      if (!parent.value().isArray() || !parent.items().isEmpty()) {
        return true;
      }
    }
    return way.size() > 1;
  }
}
