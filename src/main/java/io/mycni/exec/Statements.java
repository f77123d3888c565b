// Talks to nft, which does all statements or none.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.util.List;

/** Statements of nft(8). */
final class Statements implements Dialect {
  @Override
  public void start(Batch batch, Tools tools, boolean keepGoing, List<String> argv) {
    argv.add(tools.require(batch.tool().program()));
    argv.add("-f");
    argv.add("-");
  }

  @Override
  public String input(Batch batch) {
    StringBuilder text = new StringBuilder();
    for (Work work : batch.works()) {
      text.append(((Command.Line) work.command()).line()).append('\n');
    }
    return text.toString();
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
