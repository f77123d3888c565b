// A plan as an explanation for people.
package io.mycni.plan;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import java.util.ArrayList;
import java.util.List;

/** Prints a plan: what is there, what will be done and by what, and what a failure undoes. */
public final class PlanText {
  private final StringBuilder text = new StringBuilder();
  private int number;

  private PlanText() {}

  /** Returns the plan as lines of text. */
  public static String print(Plan plan) {
    PlanText printer = new PlanText();
    printer.write(plan);
    return printer.text.toString();
  }

  private void write(Plan plan) {
    line("Plan: " + plan.title());
    List<Step> there = new ArrayList<>();
    List<Step> toDo = new ArrayList<>();
    for (Step step : plan.steps()) {
      (step instanceof Step.Present ? there : toDo).add(step);
    }
    if (!there.isEmpty()) {
      line("");
      line("Already as it should be:");
      there.forEach(step -> line("  - " + step.describe()));
    }
    line("");
    line(toDo.isEmpty() ? "Nothing is to be done." : "To be done, in this order:");
    toDo.forEach(this::step);
    if (toDo.stream().anyMatch(step -> canBeUndone(step))) {
      line("");
      line("If a step fails, what was done before it is undone, last first.");
    }
    answer(plan.result());
    if (!plan.notes().isEmpty()) {
      line("");
      line("To be noted:");
      plan.notes().forEach(note -> line("  ! " + note));
    }
  }

  private static boolean canBeUndone(Step step) {
    return step instanceof Step.Ensure
        || step instanceof Step.Create
        || step instanceof Step.Perform perform && !perform.undone().isEmpty();
  }

  private void step(Step step) {
    number++;
    String lasting = step instanceof Step.Ensure ? " (shared; it stays when containers go)" : "";
    line("  " + number + ". " + step.describe() + lasting);
    // No switch over the types: it is made anew at each start of `mycni plan`.
    if (step instanceof Step.Remove remove) {
      remove.commands().forEach(this::command);
    } else if (step instanceof Step.Perform perform) {
      perform.effect().byHand().forEach(line -> line("       " + line));
      if (!perform.undone().isEmpty()) {
        line("     undone by: " + perform.undone());
      }
    } else if (step instanceof Step.AwaitAddresses await) {
      line("       for " + await.limit().toSeconds() + " s at most");
    } else {
      changes(step.changes());
    }
  }

  private void changes(List<Change> changes) {
    List<Command> undo = new ArrayList<>();
    for (Change change : changes) {
      command(change.run());
      undo.addAll(0, change.undo());
    }
    for (Command command : undo) {
      line("     undone by: " + command.typed() + condition(command));
    }
  }

  private static String condition(Command command) {
    return command.unless().isEmpty() ? "" : "   (unless " + command.unless() + ")";
  }

  private void command(Command command) {
    line("       " + command.typed());
  }

  private void answer(CniResult result) {
    if (result.equals(CniResult.EMPTY)) {
      return;
    }
    line("");
    line("The answer will be:");
    for (CniInterface made : result.interfaces()) {
      String where = made.sandbox().isEmpty() ? "on the host" : "in " + made.sandbox();
      String mac = made.mac().map(address -> ", MAC " + address).orElse("");
      line("  - interface " + made.name() + " " + where + mac);
    }
    for (CniIp ip : result.ips()) {
      String gateway = ip.gateway().map(address -> ", gateway " + address).orElse("");
      line("  - address " + ip.address() + gateway);
    }
    for (CniRoute route : result.routes()) {
      String hop = route.gateway().map(address -> " via " + address).orElse("");
      line("  - route to " + route.destination() + hop);
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
