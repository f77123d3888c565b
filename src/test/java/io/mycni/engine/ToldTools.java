// What tools may be told. Their inputs are lines and words, in which a character too many would
// begin another command, a remark or an option; so all that a plan holds is of this alphabet.
package io.mycni.engine;

import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import io.mycni.plan.Tool;

/** Looks through plans. */
final class ToldTools {
  /** Beside letters and digits, in a word of ip, bridge, tc, firewall-cmd and conntrack. */
  private static final String IN_WORDS = "_.-/:@+=,~%*";

  /** Beside these, in a rule of iptables, outside of double quotes; a chain begins with [0:0]. */
  private static final String IN_RULES = IN_WORDS + "![]";

  /** Beside these, in a statement of nft. */
  private static final String IN_STATEMENTS = IN_WORDS + "!{}<>;&|[]";

  /** How an alias is taken away. */
  private static final String NOTHING = "\"\"";

  private ToldTools() {}

  /** Fails where a plan tells a tool what it must not. */
  static void requireSane(Plan plan) {
    requireOneLine(plan.title());
    plan.notes().forEach(ToldTools::requireOneLine);
    for (Step step : plan.steps()) {
      requireOneLine(step.describe());
      for (Change change : step.changes()) {
        requireSane(change.run());
        change.undo().forEach(ToldTools::requireSane);
      }
    }
  }

  /** It stands behind a # in a script. */
  private static void requireOneLine(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new AssertionError("more than a line: " + text);
    }
  }

  private static void requireSane(Command command) {
    if (command.where() instanceof Namespace.Container container) {
      requirePath(command, container.path());
    }
    switch (command) {
      case Command.Sysctl setting -> {
        requireSane(command, setting.key(), IN_WORDS);
        require(!("/" + setting.key() + "/").contains("/../"), command);
        require(!setting.key().startsWith("/"), command);
        requirePrintable(command, setting.value());
      }
      case Removal.NotedRules rules -> {
        requireSane(command, rules.table() + rules.family(), IN_WORDS);
        requireSane(command, String.join("", rules.chains()), IN_WORDS);
        requireSane(command, rules.comment().replace(" ", ""), IN_WORDS);
      }
      case Command.Line line -> {
        if (line.tool().input() == Tool.Input.LINES || line.tool().input() == Tool.Input.WORDS) {
          for (String word : line.line().split(" ", -1)) {
            if (word.startsWith("/")) {
              requirePath(command, word);
            } else if (!word.equals(NOTHING)) {
              requireSane(command, word, IN_WORDS);
            }
            require(!word.isEmpty(), command);
          }
        } else {
          requireQuoted(line);
        }
      }
    }
  }

  /**
   * Every second part is in double quotes; a quote among them has a backslash, as iptables has it.
   */
  private static void requireQuoted(Command.Line line) {
    String[] parts = line.line().replace("\\\"", "").split("\"", -1);
    require(parts.length % 2 == 1, line);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        boolean statement = line.tool().input() == Tool.Input.STATEMENTS;
        requireSane(line, parts[i].replace(" ", ""), statement ? IN_STATEMENTS : IN_RULES);
      } else {
        requirePrintable(line, parts[i]);
        require(parts[i].indexOf('\\') < 0 && parts[i].indexOf('$') < 0, line);
        require(parts[i].indexOf('`') < 0 && parts[i].indexOf('\'') < 0, line);
      }
    }
  }

  /** A path, of any language, is one word to a tool that reads lines. */
  private static void requirePath(Command command, String path) {
    for (int i = 0; i < path.length(); i++) {
      require(path.charAt(i) > ' ' && "\"'\\#".indexOf(path.charAt(i)) < 0, command);
    }
  }

  private static void requireSane(Command command, String text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      require(letter || others.indexOf(c) >= 0, command);
    }
  }

  private static void requirePrintable(Command command, String text) {
    for (int i = 0; i < text.length(); i++) {
      require(text.charAt(i) >= ' ' && text.charAt(i) != 127, command);
    }
  }

  private static void require(boolean sane, Command command) {
    if (!sane) {
      throw new AssertionError("a tool would be told: " + command);
    }
  }
}
