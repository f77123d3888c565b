// A call of a chain that is done for real, with what each of mycni's own plugins ran and how long
// it took. Plugins of others are not run, and no result is kept.
package io.mycni.upkeep;

import io.mycni.chain.Chain;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ResultCodec;
import io.mycni.exec.Journal;
import io.mycni.exec.Undo;
import io.mycni.exec.Undone;
import io.mycni.lock.FileLocks;
import io.mycni.plugin.Attached;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Traces one call. */
public final class ChainTrace {
  private final OwnChain chain;
  private final CniCommand command;
  private final Chain.Target target;
  private final Services services;
  private final List<Part> parts = new ArrayList<>();
  private final Deque<Made> made = new ArrayDeque<>();
  private Optional<ObjectNode> previous;
  private int written;

  private ChainTrace(OwnChain chain, CniCommand command, Chain.Target target, Services services) {
    this.chain = chain;
    this.command = command;
    this.target = target;
    this.services = services;
    this.previous = command == CniCommand.ADD ? Optional.empty() : chain.kept(target);
  }

  /** What a plugin before the present one has made, and what takes it back. */
  private record Made(String type, Attachment attachment, Undo undo) {}

  /**
   * One plugin's part.
   *
   * @param name the plugin's type as it is written
   * @param ours whether it is mycni's own; else it was not run
   * @param entries what was done, in no order
   */
  public record Part(String name, boolean ours, List<Journal.Entry> entries) {
    /** Copies the list. */
    public Part {
      entries = List.copyOf(entries);
    }
  }

  /**
   * How it went.
   *
   * @param parts the plugins that had their turn, in their order
   * @param answer the result of an ADD; empty for other verbs, and after a failure
   * @param failure why it failed; what an ADD had done is undone then. Empty when it did not
   */
  public record Run(List<Part> parts, Optional<ObjectNode> answer, Optional<CniException> failure) {
    /** Copies the list. */
    public Run {
      parts = List.copyOf(parts);
    }
  }

  /** Does ADD, DEL or CHECK. */
  public static Run of(OwnChain chain, CniCommand command, Chain.Target target, Services services) {
    return new ChainTrace(chain, command, target, services).run();
  }

  private Run run() {
    for (OwnChain.Place place : chain.inOrderOf(command)) {
      try {
        if (place.isOurs()) {
          call(place);
        }
        note(place);
      } catch (CniException e) {
        CniException told = made.isEmpty() ? e : undone(e);
        note(place);
        return new Run(parts, Optional.empty(), Optional.of(told));
      }
    }
    Optional<ObjectNode> answer = command == CniCommand.ADD ? previous : Optional.empty();
    return new Run(parts, answer, Optional.empty());
  }

  private void call(OwnChain.Place place) {
    CniRequest request = chain.request(place, command, target, previous);
    CniPlugin plugin = place.plugin(services, false);
    try (FileLocks.Held _ = services.attachments().change(place.type(), request.attachment())) {
      switch (command) {
        case ADD -> {
          Attached attached = plugin.add(request);
          made.push(new Made(place.type(), request.attachment(), attached.undo()));
          previous = Optional.of(ResultCodec.write(attached.result(), request.version()));
        }
        case DEL -> plugin.del(request);
        case CHECK -> plugin.check(request);
        case STATUS, GC, VERSION -> throw new IllegalArgumentException("nobody traces " + command);
      }
    }
  }

  /** What is new in the journal is the last plugin's. */
  private void note(OwnChain.Place place) {
    List<Journal.Entry> all = services.shell().journal().entries();
    parts.add(new Part(place.name(), place.isOurs(), all.subList(written, all.size())));
    written = all.size();
  }

  private Undone undone(Made one) {
    try (FileLocks.Held _ = services.attachments().change(one.type(), one.attachment())) {
      return one.undo().undo();
    } catch (CniException e) {
      return Undone.failed(e.getMessage());
    }
  }

  /** What the plugins before it have done, undone from the last to the first. */
  private CniException undone(CniException e) {
    List<String> problems = new ArrayList<>();
    List<String> inexact = new ArrayList<>();
    while (!made.isEmpty()) {
      Undone undone = undone(made.pop());
      problems.addAll(undone.problems());
      inexact.addAll(undone.inexact());
    }
    String before = "what the plugins before it had done: " + new Undone(problems, inexact).told();
    String details = e.details().isEmpty() ? before : e.details() + "; " + before;
    return new CniException(e.code(), e.getMessage(), details);
  }
}
