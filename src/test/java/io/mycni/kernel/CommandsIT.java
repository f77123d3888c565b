package io.mycni.kernel;

import static io.mycni.kernel.Deeds.A;
import static io.mycni.kernel.Deeds.assertDone;
import static io.mycni.kernel.Deeds.back;
import static io.mycni.kernel.Deeds.inside;
import static io.mycni.kernel.Deeds.out;
import static io.mycni.kernel.Deeds.plan;
import static io.mycni.kernel.Deeds.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.exec.Executor;
import io.mycni.exec.PlanFailure;
import io.mycni.exec.Undone;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the tools of a plan do to a real kernel, and that it is undone. */
class CommandsIT {
  private static final String TBF = " root handle 1: tbf rate 8mbit burst 32kb latency 25ms";

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private void inWorld(String method) {
    Deeds.run(world, CommandsIT.class, method);
  }

  private static Change tc(Namespace where, String device) {
    return Change.of(
        new Command.Tc(where, "qdisc add dev " + device + TBF),
        new Command.Tc(where, "qdisc delete dev " + device + " root"));
  }

  @Test
  void tcShapesALinkOfTheHostAndOneInside() {
    inWorld("tcShapes");
  }

  static void tcShapes() {
    Change moved = Change.of(Command.Ip.host("link set dev v1 netns /run/netns/a"), back("v1"));
    assertDone(
        plan(step(moved, tc(Namespace.HOST, "v0"), tc(A, "v1"))),
        3,
        "tc qdisc show dev v0; ip netns exec a tc qdisc show dev v1",
        "rate 8Mbit burst 32Kb lat 25ms \nqdisc tbf 1: root");
  }

  @Test
  void theLineOfTcThatFailedIsNamedAndThoseBeforeAreUndone() {
    inWorld("tcFails");
  }

  static void tcFails() {
    Plan plan =
        plan(
            step(tc(Namespace.HOST, "v0"), tc(Namespace.HOST, "v1")),
            step(tc(Namespace.HOST, "v0")));
    PlanFailure failure =
        assertThrows(PlanFailure.class, () -> new Executor(InWorld.shell()).carryOut(plan));
    assertEquals(List.of(), failure.notUndone());
    assertTrue(failure.failure().conflict(), failure.getMessage());
    assertTrue(failure.getMessage().contains("`tc qdisc add dev v0 root"), failure.getMessage());
    String left = out("tc qdisc show");
    assertTrue(!left.contains("tbf"), left);
  }

  @Test
  void bridgeActsInsideANamespace() {
    inWorld("bridgeInside");
  }

  static void bridgeInside() {
    Command neighbour = new Command.Bridge(A, "fdb add 02:00:00:00:00:01 dev m0 master static");
    assertDone(
        plan(
            step(
                Change.of(
                    Command.Ip.in(A, "link add name br0 type bridge"),
                    Command.Ip.in(A, "link delete dev br0")),
                Change.of(
                    Command.Ip.in(A, "link add name m0 master br0 type veth peer name m1"),
                    Command.Ip.in(A, "link delete dev m0")),
                Change.of(neighbour))),
        2,
        "ip netns exec a bridge fdb show",
        "02:00:00:00:00:01 dev m0 master br0 static");
  }

  @Test
  void anUndoGoesOnBehindASettingAndALineThatFail() {
    inWorld("failingUndo");
  }

  static void failingUndo() {
    Command wrong = new Command.Sysctl(A, "net/ipv4/conf/lo/rp_filter", "wrong", false);
    Command none = new Command.Sysctl(A, "net/ipv4/conf/none/rp_filter", "0", false);
    Change first =
        new Change(
            Command.Ip.in(A, "address add 10.9.0.1/32 dev lo"),
            List.of(
                wrong,
                none,
                Command.Ip.in(A, "address delete 10.9.0.7/32 dev lo"),
                Command.Ip.in(A, "address delete 10.9.0.1/32 dev lo")));
    Undone undone = new Executor(InWorld.shell()).carryOut(plan(step(first))).undo();
    assertEquals(3, undone.problems().size(), undone.toString());
    assertTrue(undone.problems().get(0).contains("echo wrong > "), undone.toString());
    assertTrue(undone.problems().get(1).contains("conf/none/rp_filter"), undone.toString());
    assertTrue(undone.problems().get(2).contains("address delete 10.9.0.7/32"), undone.toString());
  }

  @Test
  void theSettingThatCannotBeWrittenIsNamed() {
    inWorld("failingSetting");
  }

  static void failingSetting() {
    Plan plan =
        plan(
            step(
                Change.of(
                    new Command.Sysctl(A, "net/ipv4/conf/lo/rp_filter", "2", false),
                    new Command.Sysctl(A, "net/ipv4/conf/lo/rp_filter", "0", false)),
                Change.of(new Command.Sysctl(A, "net/ipv4/conf/none/x", "1", true)),
                Change.of(new Command.Sysctl(A, "net/ipv4/conf/lo/rp_filter", "wrong", false)),
                inside("address add 10.9.0.1/32 dev lo")));
    PlanFailure failure =
        assertThrows(PlanFailure.class, () -> new Executor(InWorld.shell()).carryOut(plan));
    assertTrue(failure.getMessage().contains("echo wrong > "), failure.getMessage());
    assertEquals(List.of(), failure.notUndone());
    assertEquals("0\n", out("ip netns exec a cat /proc/sys/net/ipv4/conf/lo/rp_filter"));
  }
}
