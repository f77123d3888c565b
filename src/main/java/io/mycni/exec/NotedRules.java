// Finds rules by their comment in what `nft --handle list table` prints.
package io.mycni.exec;

import io.mycni.plan.Removal;
import java.util.ArrayList;
import java.util.List;

/** Turns a listing into the statements that delete some of its rules. */
final class NotedRules {
  private NotedRules() {}

  static List<String> deletions(Removal.NotedRules drop, String listing) {
    List<String> statements = new ArrayList<>();
    String table = drop.family() + " " + drop.table();
    String note = "comment \"" + drop.comment() + "\"";
    String chain = "";
    List<String> chainsThere = new ArrayList<>();
    for (String line : listing.split("\n")) {
      String said = line.strip();
      if (said.startsWith("chain ")) {
        chain = said.substring("chain ".length(), said.indexOf(' ', "chain ".length()));
        chainsThere.add(chain);
      } else if (said.contains(note) && said.contains("# handle ")) {
        String handle = said.substring(said.lastIndexOf("# handle ") + "# handle ".length());
        statements.add("delete rule " + table + " " + chain + " handle " + handle);
      }
    }
    for (String name : drop.chains()) {
      if (chainsThere.contains(name)) {
        statements.add("flush chain " + table + " " + name);
      }
    }
    for (String name : drop.chains()) {
      if (chainsThere.contains(name)) {
        statements.add("delete chain " + table + " " + name);
      }
    }
    return statements;
  }
}
