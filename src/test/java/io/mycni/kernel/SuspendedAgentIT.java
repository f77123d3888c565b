package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent that is stopped for a while, as one in a frozen control group is. */
class SuspendedAgentIT {
  private static final int EACH = 3;

  private final World world = World.make(false);
  private Resident agent;

  @BeforeEach
  void begin() {
    agent = Resident.in(world, "agent.sock");
  }

  @AfterEach
  void end() {
    signal("CONT");
    agent.close();
    world.close();
  }

  private void signal(String name) {
    world.sh("kill -" + name + " " + agent.process().pid()).ok();
  }

  private List<Process> adds(int from, String path) {
    List<Process> adds = new ArrayList<>();
    for (int i = from; i < from + EACH; i++) {
      world.container("c" + i);
      adds.add(agent.call("ADD", "c" + i).with("PATH", path).start());
    }
    return adds;
  }

  private static List<String> results(List<Process> adds) {
    return adds.stream().map(add -> World.await(add).ok()).toList();
  }

  private static String address(String result) {
    return Plugin.json(result).path("ips").path(0).path("address").asString();
  }

  /** Some are at work in the agent when it stops, some come meanwhile, some when it goes on. */
  @Test
  void whoeverCallsIsServedAndNoAddressIsGivenTwice() {
    world.container("first");
    agent.call("ADD", "first").run().ok();
    String slow =
        world.wrap(
            "iptables-restore",
            "echo >> FOLDER/begun; until [ -e FOLDER/go ]; do sleep 0.05; done; exec /usr/sbin/iptables-restore \"$@\"\n"
                .replace("FOLDER", world.folder().toString()));
    String usual = System.getenv("PATH");
    List<Process> before = adds(0, slow);
    // Their notes are written when they have their leases, and so hold the lock on them no more.
    world
        .sh(
            "n=0; until [ -e begun ] && [ $(ls /run/mycni/made | wc -l) = 4 ];"
                + " do sleep 0.02; [ $((n=n+1)) -lt 3000 ]; done")
        .ok();
    signal("STOP");
    final List<String> results = new ArrayList<>(results(adds(EACH, usual)));
    List<Process> last = adds(2 * EACH, usual);
    world.sh(": > go").ok();
    signal("CONT");
    results.addAll(0, results(before));
    results.addAll(results(last));
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < results.size(); i++) {
      addresses.add(address(results.get(i)));
      String check = Configs.after(Configs.SAMPLE, results.get(i));
      agent.call("CHECK", "c" + i, check).run().ok();
      agent.call("DEL", "c" + i).run().ok();
    }
    assertEquals(3 * EACH, addresses.size(), addresses.toString());
    assertEquals("10.16.0.2\n", world.sh("ls data/mynet | grep '^10'").ok());
  }

  /** An answer has ten seconds to be written; a pipe that is full keeps the launcher from it. */
  @Test
  void anAnswerThatWasWrittenWhileItWasStoppedIsKept() {
    world.container("a");
    world
        .sh(
            "mkfifo full; : > none; cat > network <<'end'\n"
                + Configs.SAMPLE.replace("DATADIR", world.folder() + "/data")
                + "end\n")
        .ok();
    String status =
        world
            .sh(
                """
                exec 3<> full
                head -c 65536 /dev/zero >&3
                export CNI_COMMAND=ADD CNI_CONTAINERID=a CNI_NETNS=/run/netns/a CNI_IFNAME=eth0 CNI_PATH=BIN
                { status=0; MYCNI_SOCKET=PLACE BIN/mycni < network >&3 || status=$?; echo $status > status; } &
                n=0; until ls /run/mycni/made/* > none 2>&1; do sleep 0.05; [ $((n=n+1)) -lt 600 ]; done
                sleep 0.5
                kill -STOP AGENT
                head -c 65536 <&3 > none
                dd bs=65536 count=1 <&3 > answer 2> none
                sleep 10.5
                kill -CONT AGENT
                wait
                cat status
                """
                    .replace("BIN", world.bin().toString())
                    .replace("PLACE", agent.socket().toString())
                    .replace("AGENT", "" + agent.process().pid()))
            .ok();
    assertEquals("0\n", status);
    agent.call("CHECK", "a", Configs.after(Configs.SAMPLE, world.sh("cat answer").ok())).run().ok();
  }
}
