// The parts of one attachment, asked together: one look at the host for all, one plan of all.
package io.mycni.engine;

import io.mycni.cni.CniResult;
import io.mycni.host.DeviceDetails;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Parts in the order in which they are made.
 *
 * @param parts the parts
 */
public record PartList(List<Part> parts) {
  /** Copies the list. */
  public PartList {
    parts = List.copyOf(parts);
  }

  /** Returns those that are made before there are addresses. */
  PartList early() {
    List<Part> early = new ArrayList<>();
    for (Part part : parts) {
      List<Part> late = part.late();
      if (late.size() != 1 || late.getFirst() != part) {
        early.add(part);
      }
    }
    return new PartList(early);
  }

  /** Returns what only addresses make, for when all others are there. */
  PartList late() {
    List<Part> late = new ArrayList<>();
    for (Part part : parts) {
      late.addAll(part.late());
    }
    return new PartList(late);
  }

  private HostQuery asks() {
    HostQuery all = HostQuery.NOTHING;
    for (Part part : parts) {
      all = all.and(part.asks());
    }
    return all;
  }

  /** Returns all that has to be seen to tell the differences. */
  public HostQuery asksToCompare() {
    HostQuery all = asks().and(HostQuery.facts());
    for (Part part : parts) {
      all = all.and(part.asksToCompare());
    }
    return all;
  }

  /** Returns the link that the attachments share; empty when there is none. */
  Optional<String> sharedLink() {
    for (Part part : parts) {
      if (part.sharedLink().isPresent()) {
        return part.sharedLink();
      }
    }
    return Optional.empty();
  }

  /** Returns the numbers of what no two attachments can have, each once, in ascending order. */
  List<Integer> claims() {
    TreeSet<Integer> claims = new TreeSet<>();
    for (Part part : parts) {
      claims.addAll(part.claims());
    }
    return List.copyOf(claims);
  }

  /** Tells whether no other call can meet any of them. */
  boolean isInside() {
    boolean inside = true;
    for (Part part : parts) {
      inside &= part.isInside();
    }
    return inside;
  }

  /**
   * Looks at the host for an ADD: quickly where that is enough for all, in full only where
   * something of somebody else's would be replaced.
   *
   * @param closely whether a quick look is not enough, because one has been wrong already
   */
  public HostState look(HostLook look, boolean closely) {
    return look(look, asks(), closely);
  }

  /** Looks closely at the host for a plan that people read. */
  HostState lookForPeople(HostLook look) {
    HostQuery query = asks();
    for (Part part : parts) {
      query = query.and(part.asksForNotes());
    }
    return look(look, query, true);
  }

  private HostState look(HostLook look, HostQuery query, boolean closely) {
    HostState host = closely ? look.thoroughly(query) : look.quickly(query);
    if (!host.thorough() && needsCloseLook(host)) {
      host = look.thoroughly(query);
    }
    return inFull(look, host);
  }

  private boolean needsCloseLook(HostState quick) {
    for (Part part : parts) {
      if (part.needsCloseLook(quick)) {
        return true;
      }
    }
    return false;
  }

  /** Adds those links that have to be seen in full. */
  HostState inFull(HostLook look, HostState host) {
    List<String> devices = new ArrayList<>();
    for (Part part : parts) {
      for (String device : part.inFull(host)) {
        if (!devices.contains(device)) {
          devices.add(device);
        }
      }
    }
    if (devices.isEmpty()) {
      return host;
    }
    List<DeviceDetails> details = new ArrayList<>();
    for (String device : devices) {
      details.add(look.details(device));
    }
    return host.with(details);
  }

  /**
   * Returns the plan of an ADD: a pure function from what is wanted and what is there to what has
   * to be done.
   *
   * @param title the call in words
   * @param lease the steps by which the lease was taken
   * @param passedOn the answer of a plugin before it, to which the parts add theirs
   * @throws io.mycni.cni.CniException when what is there contradicts what is wanted
   */
  public Plan make(String title, List<Step> lease, CniResult passedOn, HostState host) {
    List<List<Step>> stages = new ArrayList<>();
    List<Step> main = new ArrayList<>(lease);
    make(Part.Moment.MAIN, host, main);
    stages.add(main);
    List<Step> after = new ArrayList<>();
    make(Part.Moment.AFTER, host, after);
    if (!after.isEmpty()) {
      stages.add(after);
    }
    List<Step> last = new ArrayList<>();
    make(Part.Moment.LAST, host, last);
    stages.add(last);
    return new Plan(title, stages, answer(passedOn, host), notes(host, main));
  }

  private void make(Part.Moment moment, HostState host, List<Step> steps) {
    for (Part part : parts) {
      if (part.moment() == moment) {
        steps.addAll(part.make(host));
      }
    }
  }

  /**
   * Returns what is answered when all of it is there.
   *
   * @param host the host as it was before
   */
  CniResult answer(CniResult passedOn, HostState host) {
    CniResult answer = passedOn;
    for (Part part : parts) {
      answer = part.tell(answer, host);
    }
    for (Part part : parts) {
      answer = part.tellLast(answer, host);
    }
    return answer;
  }

  private List<String> notes(HostState host, List<Step> steps) {
    List<String> notes = new ArrayList<>(host.notes());
    for (Step step : steps) {
      if (step.replaces().isPresent()) {
        if (!step.replaces().get().done().isEmpty()) {
          notes.add(step.replaces().get().done());
        }
        for (String remark : step.replaces().get().inexact()) {
          notes.add("if a later step fails, this is not put back exactly: " + remark);
        }
      }
    }
    for (Part part : parts) {
      notes.addAll(part.notes(host));
    }
    return notes;
  }

  /** Returns what is not as it was made. */
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    for (Part part : parts) {
      differences.addAll(differences(part, host));
    }
    return differences;
  }

  /** Of rules that nobody can list, nothing is known but that. */
  static List<Difference> differences(Part part, HostState host) {
    String tool = part.listedBy(host);
    boolean listed = tool.isEmpty() || (tool.equals("nft") ? host.hasNft() : host.hasIptables());
    return listed ? part.differences(host) : List.of(Difference.unlisted(tool));
  }

  /** Returns the tools that are needed, each once. */
  List<String> tools() {
    List<String> tools = new ArrayList<>();
    for (Part part : parts) {
      for (String tool : part.tools()) {
        if (!tools.contains(tool)) {
          tools.add(tool);
        }
      }
    }
    return tools;
  }

  /** Returns what is noted for the DEL. */
  List<String> remembered(HostState host) {
    List<String> lines = new ArrayList<>();
    for (Part part : parts) {
      String line = part.remembers(host);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
