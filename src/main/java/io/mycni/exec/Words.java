// Talks to tools that read nothing: what they do are the words of their command lines. Each command
// is a process.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.plan.Tool;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.util.List;

/** The words of firewall-cmd(1). */
final class Words implements Dialect {
  @Override
  public void start(Batch batch, Tools tools, boolean keepGoing, List<String> argv) {
    argv.add(tools.require(batch.tool().program()));
    argv.addAll(List.of(((Command.Line) batch.first()).line().split(" ")));
  }

  @Override
  public String input(Batch batch) {
    return "";
  }

  @Override
  public int failed(Batch batch, String line) {
    return ABOUT_NONE;
  }

  /**
   * What conntrack cannot delete is no reason to fail: rules are in place by then, and all that is
   * new goes by them. It fails, too, where there was nothing to delete.
   */
  @Override
  public boolean isDone(Batch batch, Runner.Outcome outcome) {
    return outcome.ok() || batch.tool() == Tool.CONNTRACK;
  }

  @Override
  public int stoppedAt(Batch batch, Runner.Outcome outcome) {
    return 0;
  }
}
