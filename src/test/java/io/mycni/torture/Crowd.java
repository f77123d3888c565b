// Many calls at once on one network: some served by the agent, some directly, some by the
// reference, on the same bridge and the same leases. Nothing is given twice, lost, or left.
package io.mycni.torture;

import io.mycni.cni.Json;
import io.mycni.kernel.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** A crowd of workers, each of which attaches, checks and detaches a container of its own. */
final class Crowd {
  private static final String NO_AGENT = "/run/mycni/no-agent.sock";

  private final World world = World.make(true);
  private final Chain chain = Chain.named("bridge");
  private final List<String> by;
  private final AtomicInteger left;
  private final Map<String, String> holders = new ConcurrentHashMap<>();
  private final Map<String, List<Long>> times = new TreeMap<>();
  private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

  Crowd(int calls, List<String> by) {
    this.left = new AtomicInteger(calls);
    this.by = by;
  }

  /** Runs to its end; returns what is not as it must be. */
  List<String> run(int workers, long seed) throws InterruptedException {
    try (world) {
      world.sh("for i in $(seq 0 %d); do ip netns add c$i; done".formatted(workers - 1)).ok();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        String container = "c" + i;
        Random random = new Random(seed * 1_000_003 + i);
        threads.add(Thread.ofPlatform().start(() -> work(container, random)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      String rest =
          world
              .sh(
                  """
                  ls data/torture | grep -v -e lock -e last_reserved || true
                  ls -A data | grep -vx torture || true
                  ls /run/mycni/made /run/mycni/calls | grep -v : | grep . || true
                  ip -br link show type veth
                  iptables-save | grep -e '-A CNI-' -e '-A POSTROUTING' || true
                  """)
              .ok();
      if (!rest.isEmpty()) {
        violations.add("left when all are detached:\n" + rest);
      }
      return violations;
    }
  }

  private void work(String container, Random random) {
    try {
      boolean first = true;
      while (left.addAndGet(-3) >= 0) {
        String who = Torture.pick(random, by);
        String result = call(first ? "first ADD" : "ADD", container, who, "");
        first = false;
        for (JsonNode ip : json(result).path("ips")) {
          String address = ip.path("address").asString();
          String other = holders.put(address, container);
          if (other != null) {
            violations.add(address + " was given to " + container + " while " + other + " has it");
          }
        }
        call("CHECK", container, who, result);
        json(result).path("ips").forEach(ip -> holders.remove(ip.path("address").asString()));
        // The reference knows nothing of mycni's notes, so it would leave them.
        call("DEL", container, who.equals("reference") ? Torture.pick(random, by) : who, result);
      }
    } catch (RuntimeException | AssertionError e) {
      violations.add(container + ": " + e);
    }
  }

  private String call(String what, String container, String who, String result) {
    String verb = what.substring(what.indexOf(' ') + 1);
    boolean ours = !who.equals("reference");
    String more = result.isEmpty() ? "" : "\"prevResult\": " + result;
    World.Call call = chain.call(world, ours, verb, 0, container, more);
    long begun = System.nanoTime();
    World.Ended ended = (who.equals("direct") ? call.with("MYCNI_SOCKET", NO_AGENT) : call).run();
    long took = (System.nanoTime() - begun) / 1_000_000;
    synchronized (times) {
      times.computeIfAbsent(who + " " + what, _ -> new ArrayList<>()).add(took);
    }
    return ended.ok();
  }

  private static JsonNode json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How long calls took, by who served them. */
  String table() {
    StringBuilder text = new StringBuilder();
    times.forEach((what, all) -> {
      Collections.sort(all);
      text.append(
          "%-20s %6d calls, median %5d ms, p99 %6d ms, longest %6d ms\n"
              .formatted(
                  what,
                  all.size(),
                  all.get(all.size() / 2),
                  all.get(all.size() * 99 / 100),
                  all.getLast()));
    });
    return text.toString();
  }
}
