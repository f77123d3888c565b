// The points of a worker at the paper host: each look at it, and each line of a tool.
package io.mycni.interleave;

import io.mycni.engine.PaperNode;
import io.mycni.process.Tools;
import java.util.Map;

/**
 * Points.
 *
 * @param worker whose they are
 */
record ToolPoints(Worker worker) implements PaperNode.Points {
  @Override
  public void before(String what) {
    // What a tool has begun, it ends before its call is killed.
    if (!worker.isDoomed()) {
      worker.point(what);
    }
  }

  @Override
  public void begins(Map<String, String> environment) {
    worker.toolBegins(Tools.TOOL_OF + "=" + environment.getOrDefault(Tools.TOOL_OF, ""));
  }

  @Override
  public boolean isRefused() {
    return worker.isRefused();
  }

  @Override
  public void after() {
    worker.toolEnded();
  }
}
