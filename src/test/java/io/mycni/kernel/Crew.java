// Workers that call a plugin on and on, as runtimes do. A shell makes the calls: a Java process for
// each would be slower than what it calls.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** So many workers in a world, each with a container of its own, on one bridge. */
final class Crew {
  static final String NETWORK =
      """
      { "cniVersion": "1.1.0", "name": "crew", "type": "bridge", "bridge": "crew0",
        "isGateway": true, "ipMasq": true,
        "ipam": { "type": "host-local", "subnet": "10.24.0.0/24", "dataDir": "DATADIR" } }
      """;

  /** sh work WORKER ROUNDS DELAY; an ADD that failed is taken back and made again. */
  private static final String WORK =
      """
      w=$1 n=$2
      export CNI_PATH=BIN CNI_IFNAME=eth0 CNI_NETNS=/run/netns/w$w CNI_CONTAINERID=w$w
      call() {
        status=0
        CNI_COMMAND=$1 BIN/bridge < $2 > out$w 2> err$w || status=$?
        [ $status = 0 ] || { echo "$1 $status $(tr -d '\\n' < out$w) $(tail -n 1 err$w)" >> failed$w; return 1; }
      }
      sleep $3
      while [ ! -e stop ] && [ $n != 0 ]; do
        n=$((n-1))
        until call ADD network; do call DEL network; done
        sed "s|{|{ \\"prevResult\\": $(tr -d '\\n' < out$w),|" network > check$w
        call CHECK check$w
        call VERSION network
        call STATUS network
        call DEL network
        printf . >> rounds$w
      done
      """;

  private final World world;
  private final int many;
  private final Map<String, String> environment;
  private final List<Process> workers = new ArrayList<>();

  /** Workers whose calls go to the usual agent, if there is one. */
  Crew(World world, int many) {
    this(world, many, "");
  }

  /** Workers whose calls go to the agent on that socket. */
  Crew(World world, int many, String socket) {
    this.world = world;
    this.many = many;
    this.environment =
        socket.isEmpty()
            ? Map.of("PATH", System.getenv("PATH"))
            : Map.of("PATH", System.getenv("PATH"), "MYCNI_SOCKET", socket);
    String data = world.folder().resolve("data").toString();
    write("network", NETWORK.replace("DATADIR", data).replaceAll("\\s+", " "));
    write("work", WORK.replace("BIN", world.bin().toString()));
    for (int w = 0; w < many; w++) {
      world.container("w" + w).sh(": > rounds" + w).ok();
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(world.folder().resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Has all work until they are stopped. */
  void start() {
    for (int w = 0; w < many; w++) {
      workers.add(world.start(environment, "", "sh", "work", "" + w, "-1", "0"));
    }
  }

  /**
   * Has each do one round as soon as a script has succeeded, the first at once and each of the
   * others some milliseconds later.
   */
  void onceAfter(String script, int apartMs) {
    StringBuilder text =
        new StringBuilder("until ").append(script).append("; do sleep 0.002; done\n");
    for (int w = 0; w < many; w++) {
      String delay = String.format("%d.%03d", w * apartMs / 1000, w * apartMs % 1000);
      text.append("sh work ").append(w).append(" 1 ").append(delay).append(" &\n");
    }
    World.await(world.start(environment, "", "sh", "-c", text.append("wait").toString())).ok();
  }

  /** Waits until each has done so many rounds more. */
  void awaitRounds(int more) {
    for (int w = 0; w < many; w++) {
      String script =
          "was=$(wc -c < FILE); n=0;"
              + " until [ $(wc -c < FILE) -ge $((was+MORE)) ]; do sleep 0.05; [ $((n=n+1)) -lt 2400 ]; done";
      world.sh(script.replace("FILE", "rounds" + w).replace("MORE", "" + more)).ok();
    }
  }

  /** Ends them, and waits for that. */
  void stop() {
    world.sh(": > stop").ok();
    workers.forEach(worker -> World.await(worker).ok());
  }

  /** The calls that failed, each in a line: verb, status, answer, and the last remark. */
  List<String> failed() {
    return world.sh("cat failed* 2> /dev/null || true").ok().lines().toList();
  }

  /** No lease, no link, no rule, no note, and no call that would be at work. */
  void assertNothingIsLeft() {
    String left =
        world
            .sh(
                """
                ls data/crew | grep '^10' || true
                ls /sys/class/net/crew0/brif
                iptables-save | grep -e '10[.]24[.]0' -e '-A CNI-' || true
                ls -A /run/mycni/made /run/mycni/calls | grep -v : || true
                """)
            .ok()
            .strip();
    assertEquals("", left);
  }

  /** Waits until no agent is there any more, nor anything that one has started. */
  void awaitNobody() {
    world
        .sh(
            """
            own=$(readlink /proc/self/ns/mnt); n=0
            look() {
              for p in /proc/[1-9]*; do
                [ "$(readlink $p/ns/mnt)" != "$own" ] || cat $p/comm
              done 2> /dev/null | grep -x -e java -e 'mycni.*' -e ip -e 'iptables.*' -e 'xtables.*' -e nft
            }
            while look; do sleep 0.1; [ $((n=n+1)) -lt 300 ]; done
            """)
        .ok();
  }
}
