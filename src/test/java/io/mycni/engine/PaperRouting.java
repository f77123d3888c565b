// The rules of routing of one network namespace on paper, in the words of ip-rule(8).
package io.mycni.engine;

import io.mycni.host.RoutingRules.Rule;
import io.mycni.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rules that somebody has added; the newest comes first. */
final class PaperRouting {
  private static final int MAIN_PRIORITY = 32766;

  private final List<Rule> rules = new ArrayList<>();

  List<Rule> all() {
    return List.copyOf(rules);
  }

  /** Carries out what stands behind {@code ip rule}. */
  void change(List<String> words) {
    Cidr from = Cidr.of(PaperLink.after(words, "from"));
    int table = Integer.parseInt(PaperLink.after(words, "table"));
    if (words.get(0).equals("add")) {
      int priority = MAIN_PRIORITY - 1 - rules.size();
      rules.addFirst(new Rule(from.family(), priority, Optional.of(from), table, true));
    } else {
      // That it is gone already is no failure to whoever removes it.
      rules.removeIf(each -> each.source().equals(Optional.of(from)) && each.table() == table);
    }
  }
}
