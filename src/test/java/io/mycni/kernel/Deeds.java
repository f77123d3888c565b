// Plans of a few changes, carried out on a real kernel and undone again.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniResult;
import io.mycni.exec.Executor;
import io.mycni.exec.Shell;
import io.mycni.exec.Undo;
import io.mycni.exec.Undone;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.List;

/** Changes of a host with the pair v0 and v1, and with the container a. */
final class Deeds {
  static final Namespace A = new Namespace.Container("/run/netns/a");

  private Deeds() {}

  /** Runs a method in a world of that kind, and compares the world before and afterwards. */
  static void run(World world, Class<?> place, String method) {
    world.container("a").sh("ip link add v0 type veth peer name v1").ok();
    String before = snapshot(world);
    InWorld.run(world, place, method);
    assertEquals("", World.differences(before, snapshot(world)));
  }

  /** A link that has been up says noqueue ever after, where it said noop before. */
  private static String snapshot(World world) {
    return world.snapshot().replace("qdisc noop ", "qdisc noqueue ");
  }

  static Plan plan(Step... steps) {
    return new Plan("a plan", List.of(List.of(steps)), CniResult.EMPTY, List.of());
  }

  static Step step(Change... changes) {
    return new Step.Create("do it", List.of(changes));
  }

  static String out(String script) {
    return InWorld.shell().answer("look", "sh", List.of("-c", script)).out();
  }

  static Change ip(String run, String undo) {
    return Change.of(Command.Ip.host(run), Command.Ip.host(undo));
  }

  static Change inside(String run) {
    return Change.of(Command.Ip.in(A, run));
  }

  /** What holds between a plan and its undo, and how many processes the plan took. */
  static void assertDone(Plan plan, int processes, String script, String... shown) {
    Shell shell = InWorld.shell();
    Undo undo = new Executor(shell).carryOut(plan);
    assertEquals(processes, shell.journal().entries().size(), shell.journal().toString());
    String out = out(script);
    for (String text : shown) {
      assertTrue(out.contains(text), "no '" + text + "' in " + out);
    }
    assertEquals(Undone.whole(), undo.undo());
  }

  static Undo carryOut(Change... changes) {
    return new Executor(InWorld.shell()).carryOut(plan(step(changes)));
  }

  static Command back(String name) {
    return Command.Ip.in(A, "link set dev " + name + " netns " + Namespace.HOST_PATH + " name v1");
  }
}
