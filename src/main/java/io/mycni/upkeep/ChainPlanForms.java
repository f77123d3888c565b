// The plan of a chain as text, as a script and as JSON: the plans of package plan, one behind the
// other. docs/plan.schema.json describes the JSON; a test holds the two together.
package io.mycni.upkeep;

import io.mycni.cni.CniCommand;
import io.mycni.cni.Json;
import io.mycni.plan.PlanJson;
import io.mycni.plan.PlanScript;
import io.mycni.plan.PlanText;
import io.mycni.plan.ShellText;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints the plans of a chain. */
public final class ChainPlanForms {
  private static final String NOT_LOOKED_AT =
      "It is not mycni's own, so what it would do was not looked at.\n";

  private ChainPlanForms() {}

  /** Returns them as an explanation for people; of several plugins each has a heading. */
  public static String text(List<ChainPlan.Part> parts) {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (ChainPlan.Part part : parts) {
      number++;
      if (parts.size() > 1) {
        text.append(number == 1 ? "" : "\n").append(heading(part.name(), number, parts.size()));
        text.append('\n');
      }
      text.append(part.plan().map(PlanText::print).orElseGet(() -> unknown(part)));
    }
    return text.toString();
  }

  private static String unknown(ChainPlan.Part part) {
    return part.isOurs()
        ? "What it would do depends on the answer of "
            + String.join(", ", part.dependsOn())
            + ", which was not asked.\n"
        : NOT_LOOKED_AT;
  }

  /** Returns the line that stands above what one plugin of several does. */
  public static String heading(String name, int number, int all) {
    return "[" + number + " of " + all + "] " + name;
  }

  /** Returns them as one script; where a plugin was not looked at, it says so when it is run. */
  public static String script(List<ChainPlan.Part> parts) {
    StringBuilder text = new StringBuilder(PlanScript.HEAD);
    for (ChainPlan.Part part : parts) {
      text.append(
          part.plan()
              .map(PlanScript::print)
              .orElseGet(() ->
                  "\necho "
                      + ShellText.quote(
                          "what the plugin " + part.name() + " does is not in this script")
                      + " >&2\n"));
    }
    return text.toString();
  }

  /** Returns them as an object. */
  public static ObjectNode json(String network, CniCommand command, List<ChainPlan.Part> parts) {
    ObjectNode node = Json.object();
    node.put("network", network);
    node.put("command", command.name());
    ArrayNode plugins = node.putArray("plugins");
    for (ChainPlan.Part part : parts) {
      ObjectNode plugin = plugins.addObject();
      plugin.put("type", part.name());
      plugin.put("own", part.isOurs());
      part.plan().ifPresent(plan -> plugin.set("plan", PlanJson.print(plan, part.version())));
      if (!part.dependsOn().isEmpty()) {
        ArrayNode dependsOn = plugin.putArray("dependsOn");
        part.dependsOn().forEach(dependsOn::add);
      }
    }
    return node;
  }
}
