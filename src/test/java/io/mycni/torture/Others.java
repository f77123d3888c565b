// What happens while a call is stopped in the middle: another ADD, a GC, the end of the namespace.
package io.mycni.torture;

import io.mycni.kernel.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The other of two calls. */
final class Others {
  private final World world;
  private final Chain chain;
  private final boolean ours;
  private final String what;
  private final boolean hastened;

  Others(World world, Chain chain, boolean ours, Deed deed) {
    this.world = world;
    this.chain = chain;
    this.ours = ours;
    this.what = deed.how();
    this.hastened = deed.kind().equals("hold");
  }

  Process start() {
    return switch (what) {
      case "add-c" -> call("ADD", "c").start();
      case "add-c-reference" -> chain.call(world, false, "ADD", 0, "c", "").start();
      case "del-a" -> call("DEL", "a").start();
      case "gc" -> inTime(gc(world, chain, ours, 0, "a", "b")).start();
      case "netns-gone" -> world.start(Map.of(), "", "ip", "netns", "del", "a");
      default -> throw new IllegalArgumentException("nobody can do " + what);
    };
  }

  private World.Call call(String verb, String container) {
    return inTime(chain.call(world, ours, verb, 0, container, ""));
  }

  private World.Call inTime(World.Call call) {
    return hastened ? Faulty.hastened(call) : call;
  }

  /** A GC of one plugin, for which no others but these are valid. */
  static World.Call gc(World world, Chain chain, boolean ours, int member, String... valid) {
    List<String> named = new ArrayList<>();
    for (String each : valid) {
      named.add("{\"containerID\": \"" + each + "\", \"ifname\": \"eth0\"}");
    }
    String more = "\"cni.dev/valid-attachments\": [" + String.join(", ", named) + "]";
    return chain
        .call(world, ours, "GC", member, "a", more)
        .with("CNI_CONTAINERID", "")
        .with("CNI_NETNS", "");
  }

  /** Takes away what the other call made; what its DEL says. */
  Optional<String> tidy() {
    if (!what.startsWith("add-c")) {
      return Optional.empty();
    }
    World.Ended ended = chain.call(world, ours, "DEL", 0, "c", "").run();
    return ended.status() == 0 ? Optional.empty() : Optional.of(ended.out() + ended.err());
  }
}
