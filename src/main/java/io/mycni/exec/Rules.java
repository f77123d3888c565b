// Talks to iptables-restore and ip6tables-restore, which do all rules of a table or none.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.plan.Removal;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.util.List;

/** Tables of rules, as iptables-save(8) prints them. */
final class Rules implements Dialect {
  /** How long to wait for another program's xtables lock, in seconds. */
  private static final String XTABLES_WAIT = "60";

  @Override
  public void start(Batch batch, Tools tools, boolean keepGoing, List<String> argv) {
    argv.add(tools.require(batch.tool().program()));
    argv.add("--noflush");
    argv.add("--wait");
    argv.add(XTABLES_WAIT);
  }

  @Override
  public String input(Batch batch) {
    StringBuilder text = new StringBuilder();
    String table = "";
    for (Work work : batch.works()) {
      Command.Iptables rule = rule(work.command());
      if (!rule.table().equals(table)) {
        text.append(table.isEmpty() ? "" : "COMMIT\n").append('*').append(rule.table());
        text.append('\n');
        table = rule.table();
      }
      text.append(rule.line()).append('\n');
    }
    return text.append("COMMIT\n").toString();
  }

  private static Command.Iptables rule(Command command) {
    return command instanceof Removal.UnusedRule drop ? drop.rule() : (Command.Iptables) command;
  }

  @Override
  public int failed(Batch batch, String line) {
    return ABOUT_NONE;
  }

  @Override
  public int stoppedAt(Batch batch, Runner.Outcome outcome) {
    return 0;
  }
}
