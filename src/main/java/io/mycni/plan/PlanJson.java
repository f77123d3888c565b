// A plan as JSON. docs/plan.schema.json describes it; a test holds the two together.
package io.mycni.plan;

import io.mycni.cni.CniResult;
import io.mycni.cni.Json;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.SpecVersion;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints a plan as JSON. */
public final class PlanJson {
  private PlanJson() {}

  /**
   * Returns the plan as an object.
   *
   * @param version the version in which the result is given
   */
  public static ObjectNode print(Plan plan, SpecVersion version) {
    ObjectNode node = Json.object();
    node.put("title", plan.title());
    node.put("satisfied", plan.isSatisfied());
    ArrayNode stages = node.putArray("stages");
    for (List<Step> stage : plan.stages()) {
      ArrayNode steps = stages.addArray();
      stage.forEach(step -> steps.add(step(step)));
    }
    if (!plan.result().equals(CniResult.EMPTY)) {
      node.set("result", ResultCodec.write(plan.result(), version));
    }
    ArrayNode notes = node.putArray("notes");
    plan.notes().forEach(notes::add);
    return node;
  }

  private static ObjectNode step(Step step) {
    ObjectNode node = Json.object();
    node.put("kind", kind(step));
    node.put("describe", step.describe());
    ArrayNode commands = node.putArray("commands");
    ArrayNode undo = node.putArray("undo");
    switch (step) {
      case Step.Present present -> {}
      case Step.Ensure ensure -> changes(ensure.changes(), commands, undo);
      case Step.Create create -> changes(create.changes(), commands, undo);
      case Step.Remove remove -> remove.commands().forEach(each -> commands.add(each.typed()));
      case Step.Perform perform -> {
        perform.effect().byHand().forEach(commands::add);
        if (!perform.undone().isEmpty()) {
          undo.add(perform.undone());
        }
      }
      case Step.AwaitAddresses await -> node.put("limitSeconds", await.limit().toSeconds());
    }
    return node;
  }

  private static String kind(Step step) {
    return switch (step) {
      case Step.Present present -> "present";
      case Step.Ensure ensure -> "ensure";
      case Step.Create create -> "create";
      case Step.Remove remove -> "remove";
      case Step.Perform perform -> "perform";
      case Step.AwaitAddresses await -> "await";
    };
  }

  private static void changes(List<Change> changes, ArrayNode commands, ArrayNode undo) {
    for (Change change : changes) {
      commands.add(change.run().typed());
    }
    for (Change change : changes.reversed()) {
      change.undo().forEach(each -> undo.add(each.typed()));
    }
  }
}
