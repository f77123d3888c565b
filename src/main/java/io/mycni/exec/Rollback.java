// Remembers what was done and takes it back, last first. It never gives up half way: each undo is
// tried, and what cannot be undone is reported.
package io.mycni.exec;

import io.mycni.cni.CniException;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What one plan has done so far; safe to use from several lanes. */
final class Rollback {
  private final Shell given;
  private Shell shell;
  private final List<Work> works = new ArrayList<>();
  private final List<Step.Perform> effects = new ArrayList<>();

  Rollback(Shell shell) {
    this.given = shell;
    this.shell = shell;
  }

  synchronized void done(List<Work> more) {
    works.addAll(more);
  }

  synchronized void done(Step.Perform effect) {
    effects.add(effect);
  }

  /** Takes everything back; returns what could not be, each with its reason. */
  synchronized List<String> undo() {
    shell = given.until(Deadline.in(Deadline.TIME_TO_UNDO));
    List<String> problems = new ArrayList<>();
    List<Work> undo = new ArrayList<>();
    for (Work work : works.reversed()) {
      for (Command command : work.change().undo()) {
        undo.add(new Work(work.step(), Change.of(command)));
      }
    }
    for (Batch batch : Batch.split(undo)) {
      undo(batch, problems);
    }
    for (Step.Perform step : effects.reversed()) {
      try {
        step.effect().undo();
      } catch (CniException e) {
        problems.add(step.undone() + ": " + e.getMessage());
      }
    }
    works.clear();
    effects.clear();
    return problems;
  }

  private void undo(Batch given, List<String> problems) {
    Batch batch = given;
    if (inUseByOthers(batch.first())) {
      return;
    }
    if (batch.first() instanceof Command.DropNotedRules drop) {
      List<Work> deletions = deletions(batch.works().getFirst().step(), drop);
      if (deletions.isEmpty()) {
        return;
      }
      batch = new Batch(deletions);
    }
    try {
      if (batch.needsNoProcess()) {
        for (Work work : batch.works()) {
          shell.writeSetting(work.command());
        }
        return;
      }
      Runner.Outcome outcome = shell.run(batch, true);
      if (outcome.ok()) {
        return;
      }
      boolean rules = Lane.of(batch.first()) != Lane.LINKS;
      if (rules && batch.works().size() > 1) {
        // All or nothing has become nothing, so each rule is tried for itself.
        for (Work work : batch.works()) {
          undo(new Batch(List.of(work)), problems);
        }
        return;
      }
      if (rules && Failure.saysGone(outcome.err())) {
        return;
      }
      for (Failure failure : Complaints.of(batch, outcome)) {
        problems.add(failure.cause().getMessage());
      }
    } catch (IOException e) {
      problems.add(batch.first().typed() + ": " + Shell.reason(e));
    } catch (CniException e) {
      problems.add(batch.first().typed() + ": " + e.getMessage());
    }
  }

  /** Whether somebody has begun to use what this call had brought about for itself. */
  private boolean inUseByOthers(Command command) {
    return switch (command) {
      case Command.DropUnusedBridge drop -> hasPorts(drop.name());
      case Command.DropUnusedTable drop -> hasRules(drop);
      case Command.Ip ip -> false;
      case Command.Bridge bridge -> false;
      case Command.Sysctl sysctl -> false;
      case Command.Iptables rule -> false;
      case Command.Nft nft -> false;
      case Command.DropNotedRules drop -> false;
    };
  }

  private List<Work> deletions(Step step, Command.DropNotedRules drop) {
    Runner.Outcome listing =
        shell.ask(
            "find the rules of this attachment",
            "nft",
            List.of("--handle", "list", "table", drop.family(), drop.table()));
    List<Work> works = new ArrayList<>();
    for (String statement : NotedRules.deletions(drop, listing.out())) {
      works.add(new Work(step, Change.of(new Command.Nft(statement))));
    }
    return works;
  }

  private boolean hasPorts(String bridge) {
    Runner.Outcome ports =
        shell.ask("see who uses " + bridge, "ip", List.of("-o", "link", "show", "master", bridge));
    return ports.ok() && !ports.out().isBlank();
  }

  private boolean hasRules(Command.DropUnusedTable drop) {
    if (shell.tools().find("nft").isEmpty() || !Files.exists(Path.of("/proc/net"))) {
      return true;
    }
    Runner.Outcome listing =
        shell.ask(
            "see who uses table " + drop.table(),
            "nft",
            List.of("list", "table", drop.family(), drop.table()));
    return !listing.ok() || holdsRule(listing.out());
  }

  /** Whether a listing holds more than tables, chains, their hooks, comments and braces. */
  static boolean holdsRule(String listing) {
    for (String line : listing.split("\n")) {
      String said = line.strip();
      boolean frame =
          said.isEmpty()
              || said.equals("}")
              || said.startsWith("#")
              || said.startsWith("table ")
              || said.startsWith("chain ")
              || said.startsWith("type ")
              || said.startsWith("comment ");
      if (!frame) {
        return true;
      }
    }
    return false;
  }
}
