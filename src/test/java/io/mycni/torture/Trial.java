// One world with one network, in which schedules are played one after the other. Beside the
// container to which things happen (a) there is one that must not notice (b), and one more that
// comes and goes (c). After each schedule everything must be as it was.
package io.mycni.torture;

import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.kernel.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A world in which schedules are played. */
final class Trial implements AutoCloseable {
  private static final String B = "b";

  private final World world;
  private final Chain chain;
  private final boolean ours;
  private final String by;
  private final List<String> violations = new ArrayList<>();
  private Optional<Process> agent = Optional.empty();
  private String resultOfB = "";
  private HostState rest;
  private boolean reached;

  private Trial(Chain chain, String by) {
    this.chain = chain;
    this.by = by;
    this.ours = !by.equals("reference");
    this.world = World.make(false);
  }

  /** Makes a world; empty where this kernel lacks what the network needs. */
  static Optional<Trial> of(Chain chain, String by) {
    Trial trial = new Trial(chain, by);
    if (trial
            .world
            .sh("ip netns add p; ip netns exec p sh -ec '" + chain.needs().replace("BY", by) + "'")
            .status()
        != 0) {
      trial.close();
      return Optional.empty();
    }
    trial.begin();
    return Optional.of(trial);
  }

  private void begin() {
    world.sh("ip netns del p; mkdir data; mount -t tmpfs tmpfs data; " + chain.host()).ok();
    if (by.equals("agent")) {
      agent = Optional.of(world.startAgent());
    }
    for (String container : List.of("a", "b", "c")) {
      world.container(container);
      world.sh(chain.each().replace("CONTAINER", container)).ok();
    }
    resultOfB = addAll(B);
    // What is made once and stays.
    addAll("a");
    expectWell("a first DEL", delAll("a", ""));
    rest = now();
  }

  private HostState now() {
    return HostState.of(world).withoutLast();
  }

  private World.Call call(String verb, int member, String container, String result) {
    String more = result.isEmpty() ? "" : "\"prevResult\": " + result;
    return chain.call(world, ours, verb, member, container, more);
  }

  private String addAll(String container) {
    String result = "";
    for (int i = 0; i < chain.members().size(); i++) {
      result = add(i, container, result);
    }
    return result;
  }

  private String add(int member, String container, String result) {
    World.Ended ended = call("ADD", member, container, result).run();
    if (ended.status() != 0) {
      violate("an ADD of " + container + " fails: " + ended.out() + ended.err());
      return result;
    }
    return ended.out();
  }

  /** Returns what one of them complains of. */
  private String delAll(String container, String result) {
    StringBuilder said = new StringBuilder();
    for (int i = chain.members().size() - 1; i >= 0; i--) {
      said.append(complaint(call("DEL", i, container, result).run()));
    }
    return said.toString();
  }

  private String checkAll(String container, String result) {
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < chain.members().size(); i++) {
      said.append(complaint(call("CHECK", i, container, result).run()));
    }
    return said.toString();
  }

  private World.Call gc(int member, String... valid) {
    return Others.gc(world, chain, ours, member, valid);
  }

  private String gcAll(String... valid) {
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < chain.members().size(); i++) {
      said.append(complaint(gc(i, valid).run()));
    }
    return said.toString();
  }

  private static String complaint(World.Ended ended) {
    return ended.status() == 0 ? "" : ended.out() + ended.err();
  }

  private void violate(String what) {
    violations.add(what.strip());
  }

  private void expectWell(String what, String said) {
    if (!said.isEmpty()) {
      violate(what + " fails: " + said);
    }
  }

  private void expectSame(String what, HostState before) {
    String differences = before.withoutLast().differences(now());
    if (!differences.isEmpty()) {
      violate(what + ":\n" + differences);
    }
  }

  private Faulty faulty(World.Call call, int member) {
    return new Faulty(world, call, chain.program(world, ours, member), agent);
  }

  /** The points of a call of a member. */
  List<String> points(String verb, int member) {
    String result = "";
    for (int i = 0; i < member; i++) {
      result = add(i, "a", result);
    }
    List<String> points;
    if (verb.equals("ADD")) {
      points = faulty(call("ADD", member, "a", result), member).points();
    } else {
      for (int i = member; i < chain.members().size(); i++) {
        result = add(i, "a", result);
      }
      World.Call call = verb.equals("GC") ? gc(member, B) : call(verb, member, "a", result);
      points = faulty(call, member).points();
    }
    delAll("a", "");
    return points;
  }

  /** Whether the last schedule came to its point. */
  boolean reached() {
    return reached;
  }

  /** Plays a schedule; returns what is not as it must be. */
  List<String> play(Schedule schedule) {
    violations.clear();
    switch (schedule.verb()) {
      case "ADD" -> playAdd(schedule);
      default -> playAfterAdd(schedule);
    }
    expectWell("CHECK of the bystander", ours ? checkAll(B, resultOfB) : "");
    return List.copyOf(violations);
  }

  private void playAdd(Schedule schedule) {
    int member = schedule.member();
    String result = "";
    for (int i = 0; i < member; i++) {
      result = add(i, "a", result);
    }
    HostState before = HostState.of(world);
    Faulty.Both both = play(schedule, call("ADD", member, "a", result));
    World.Ended ended = both.call();
    String last = "";
    if (ended.status() == 0) {
      last = ended.out();
      for (int i = member + 1; i < chain.members().size(); i++) {
        last = add(i, "a", last);
      }
      requireOwnAddresses(last);
      if (!schedule.deed().how().equals("netns-gone") && !schedule.deed().how().equals("silent")) {
        expectWell("CHECK after an ADD that succeeded", checkAll("a", last));
      }
    } else if (isAnswer(schedule, ended) && both.other().isEmpty() && claimsUndone(ended)) {
      expectSame("left by an ADD that failed (" + ended.out().strip() + ")", before);
    }
    finish(schedule, ended, last);
  }

  /** What a call that came in between has got is another's. */
  private void requireOwnAddresses(String result) {
    Set<String> addresses = new HashSet<>();
    for (String each : new String[] {resultOfB, result}) {
      for (JsonNode ip : json(each).path("ips")) {
        if (!addresses.add(ip.path("address").asString())) {
          violate("an address was given twice: " + ip);
        }
      }
    }
  }

  private static JsonNode json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An error is one JSON document; nothing at all is what was killed. */
  private boolean isAnswer(Schedule faulted, World.Ended ended) {
    boolean killed = ended.status() > 128;
    String out = ended.out().strip();
    try {
      if (!out.isEmpty() && !killed && json(out).path("code").isIntegralNumber()) {
        return true;
      }
    } catch (RuntimeException e) {
      // Said below.
    }
    if (!killed && !faulted.deed().isRefusedWriting()) {
      violate("status " + ended.status() + " without an error document: " + out + ended.err());
    }
    return false;
  }

  private boolean claimsUndone(World.Ended ended) {
    return !ours
        || !ended.out().contains("could not be undone") && !ended.out().contains("broke off");
  }

  /** What a runtime does with a call that did not succeed, until nothing is left. */
  private void finish(Schedule schedule, World.Ended ended, String result) {
    reviveAgent();
    if (ended.status() != 0 && schedule.then().equals("gc")) {
      expectWell("GC", gcAll(B));
      makeContainerAgain(schedule);
      expectSame("left by a GC", rest);
    } else if (ended.status() != 0 && schedule.then().equals("add")) {
      addAgain(schedule);
    }
    expectWell("DEL", delAll("a", result));
    makeContainerAgain(schedule);
    expectSame("left at the end", rest);
  }

  private void makeContainerAgain(Schedule schedule) {
    if (schedule.deed().how().equals("netns-gone") || schedule.verb().equals("GC")) {
      world.sh("[ -e /run/netns/a ] || { ip netns add a && ip -n a link set lo up; }").ok();
      world.sh("{ " + chain.each().replace("CONTAINER", "a") + "; } 2> /dev/null || true").ok();
    }
  }

  /** An ADD without a DEL before may be refused; if it is not, it has to be whole. */
  private void addAgain(Schedule schedule) {
    String result = "";
    for (int i = 0; i < chain.members().size(); i++) {
      World.Ended ended = call("ADD", i, "a", result).run();
      if (ended.status() != 0) {
        isAnswer(schedule, ended);
        return;
      }
      result = ended.out();
    }
    expectWell("CHECK after another ADD", checkAll("a", result));
  }

  private void reviveAgent() {
    if (agent.isPresent() && !agent.get().isAlive()) {
      world.sh("rm -f /run/mycni/agent-*.sock").ok();
      agent = Optional.of(world.startAgent());
    }
  }

  private void playAfterAdd(Schedule schedule) {
    String result = addAll("a");
    int member = schedule.member();
    HostState before = HostState.of(world);
    if (schedule.verb().equals("DEL")) {
      for (int i = chain.members().size() - 1; i > member; i--) {
        expectWell("DEL", complaint(call("DEL", i, "a", result).run()));
      }
    }
    if (schedule.verb().equals("GC")) {
      world.remove("a");
    }
    World.Call call =
        schedule.verb().equals("GC") ? gc(member, B) : call(schedule.verb(), member, "a", result);
    Faulty.Both both = play(schedule, call);
    World.Ended ended = both.call();
    if (ended.status() != 0) {
      isAnswer(schedule, ended);
    }
    if (schedule.verb().equals("CHECK")) {
      expectSame("changed by a CHECK", before);
    } else if (schedule.verb().equals("DEL") && ended.status() == 0 && member == 0) {
      expectSame("left by a DEL that succeeded", rest);
    }
    finish(schedule, ended, ended.status() == 0 ? result : "");
  }

  /** Whoever waits for a stopped call until its time is over says for which process. */
  private static boolean namesTheHolder(World.Ended ended) {
    return ended.status() != 0
        && json(ended.out()).path("code").asInt() == ErrorCode.TRY_AGAIN.number()
        && ended.out().contains("has been locked for too long by process ");
  }

  private Faulty.Both play(Schedule schedule, World.Call call) {
    world.sh("rm -f trace").ok();
    Others others = new Others(world, chain, ours, schedule.deed());
    Faulty.Both both = faulty(call, schedule.member()).play(schedule.deed(), others::start);
    reached = both.reached();
    both.other()
        .filter(ended -> !schedule.deed().kind().equals("hold") || !namesTheHolder(ended))
        .ifPresent(ended -> expectWell("the call in between", complaint(ended)));
    others.tidy().ifPresent(said -> expectWell("DEL of the call in between", said));
    return both;
  }

  @Override
  public void close() {
    world.close();
  }
}
