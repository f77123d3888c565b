package io.mycni.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Effect;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;

/** What is run, in which pieces, and what is undone. Nothing is really run here. */
class ExecutorTest {
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private Function<String, String> trouble = text -> "";
  private int status = 1;

  /**
   * Notes what it is told to run; a process whose command and input cause trouble fails with it.
   */
  private Runner.Outcome note(List<String> command, byte[] stdin) {
    StringBuilder text = new StringBuilder();
    for (String word : command) {
      if (!word.contains("\n") && !word.startsWith("ip=")) {
        text.append(text.isEmpty() ? "" : " ").append(word.substring(word.lastIndexOf('/') + 1));
      }
    }
    text.append(" < ").append(new String(stdin, StandardCharsets.UTF_8).replace('\n', ';'));
    ran.add(text.toString());
    String said = trouble.apply(text.toString());
    byte[] err = said.getBytes(StandardCharsets.UTF_8);
    return new Runner.Outcome(said.isEmpty() ? 0 : status, new byte[0], err, false);
  }

  private Executor executor() {
    Runner runner = (command, stdin, environment, limit) -> note(command, stdin);
    return new Executor(
        new Shell(runner, new Tools(Map.of()), Deadline.in(Duration.ofMinutes(1)), new Journal()));
  }

  private static Change change(String run, String undo) {
    return Change.of(Command.Ip.host(run), Command.Ip.host(undo));
  }

  private static Change rule(String run, String undo) {
    return Change.of(
        new Command.Iptables(IpFamily.V4, "nat", run),
        new Command.Iptables(IpFamily.V4, "nat", undo));
  }

  /** The step by which a DEL gives an address back. */
  private static Step givingBack(List<String> deeds) {
    return new Step.Perform("give back", "", Effect.once(List.of(), () -> deeds.add("given")));
  }

  private static final Step REMOVE_A =
      new Step.Remove("remove a", List.of(Command.Ip.host("link delete dev a")));
  private static final Step REMOVE_B =
      new Step.Remove("remove b", List.of(Command.Ip.host("link delete dev b")));
  private static final Step RULES_OF_A =
      new Step.Remove(
          "remove rules of a", List.of(new Command.Iptables(IpFamily.V4, "nat", "-X A")));
  private static final Step RULES_OF_B =
      new Step.Remove(
          "remove rules of b", List.of(new Command.Iptables(IpFamily.V4, "nat", "-X B")));

  private static Plan plan(Step... steps) {
    return new Plan("a plan", List.of(List.of(steps)), CniResult.EMPTY, List.of());
  }

  @Test
  void commandsOfOneToolGoIntoOneProcess() {
    executor()
        .carryOut(
            plan(
                new Step.Create("make a", List.of(change("link add a", "link del a"))),
                new Step.Create("make b", List.of(change("link add b", "link del b")))));
    assertEquals(List.of("ip -batch - < link add a;link add b;"), ran);
  }

  @Test
  void rulesGoIntoOneTransactionBesideTheLinks() {
    executor()
        .carryOut(
            plan(
                new Step.Create("make a", List.of(change("link add a", "link del a"))),
                new Step.Create(
                    "r", List.of(rule("-N C", "-X C"), rule("-A C -j X", "-D C -j X")))));
    assertEquals(2, ran.size());
    assertTrue(
        ran.contains("iptables-restore --noflush --wait 60 < *nat;-N C;-A C -j X;COMMIT;"),
        ran.toString());
  }

  @Test
  void settingsOfAContainerTravelWithItsIpCommands() {
    Namespace inside = new Namespace.Container("/run/netns/a");
    executor()
        .carryOut(
            plan(
                new Step.Create(
                    "set up",
                    List.of(
                        Change.of(new Command.Sysctl(inside, "net/x", "0", true)),
                        Change.of(Command.Ip.in(inside, "link set eth0 up"))))));
    assertEquals(1, ran.size());
    assertTrue(ran.getFirst().startsWith("nsenter a sh"), ran.toString());
    assertTrue(ran.getFirst().contains(" x 0 ") && ran.getFirst().endsWith("link set eth0 up;"));
  }

  @Test
  void onlyWhatWasDoneIsUndoneLastFirst() {
    trouble =
        text -> text.contains("link add c") ? "RTNETLINK answers: no\nCommand failed -:3\n" : "";
    PlanFailure failure =
        assertThrows(
            PlanFailure.class,
            () ->
                executor()
                    .carryOut(
                        plan(
                            new Step.Create("a", List.of(change("link add a", "link del a"))),
                            new Step.Create("b", List.of(change("link add b", "link del b"))),
                            new Step.Create("c", List.of(change("link add c", "link del c"))),
                            new Step.Create("d", List.of(change("link add d", "link del d"))))));
    assertEquals("ip -force -batch - < link del b;link del a;", ran.getLast());
    assertTrue(
        failure.getMessage().contains("could not c: `ip link add c` failed"), failure.getMessage());
    assertTrue(failure.getMessage().contains("RTNETLINK answers: no"));
    assertTrue(failure.toCniException().details().contains("was undone"));
  }

  @Test
  void aTransactionThatFailsHasDoneNothing() {
    trouble = text -> text.contains("iptables") ? "iptables-restore: line 2 failed" : "";
    assertThrows(
        PlanFailure.class,
        () -> executor().carryOut(plan(new Step.Create("r", List.of(rule("-N C", "-X C"))))));
    assertEquals(1, ran.size());
  }

  @Test
  void whatCannotBeUndoneIsReportedAndTheRestIsUndone() {
    trouble =
        text -> {
          if (text.contains("link add c")) {
            return "no\nCommand failed -:3\n";
          }
          return text.contains("link del b") ? "busy\nCommand failed -:1\n" : "";
        };
    PlanFailure failure =
        assertThrows(
            PlanFailure.class,
            () ->
                executor()
                    .carryOut(
                        plan(
                            new Step.Create("a", List.of(change("link add a", "link del a"))),
                            new Step.Create("b", List.of(change("link add b", "link del b"))),
                            new Step.Create("c", List.of(change("link add c", "link del c"))))));
    assertEquals(1, failure.notUndone().size());
    assertTrue(
        failure.notUndone().getFirst().contains("link del b"), failure.notUndone().toString());
    assertTrue(failure.toCniException().details().contains("could not be undone"));
    assertTrue(failure.toCniException().leftBehind());
  }

  @Test
  void effectsAreUndoneToo() {
    Effect effect = mock(Effect.class);
    trouble = text -> "no\nCommand failed -:1\n";
    assertThrows(
        PlanFailure.class,
        () ->
            executor()
                .carryOut(
                    plan(
                        new Step.Perform("lease", "give back", effect),
                        new Step.Create("a", List.of(change("link add a", "link del a"))))));
    InOrder order = inOrder(effect);
    order.verify(effect).perform();
    order.verify(effect).undo();
  }

  @Test
  void anEffectThatCannotBeTakenBackIsReported() {
    Effect effect = mock(Effect.class);
    doThrow(new CniException(ErrorCode.IO_FAILURE, "disk full", "")).when(effect).undo();
    trouble = text -> "no\nCommand failed -:1\n";
    PlanFailure failure =
        assertThrows(
            PlanFailure.class,
            () ->
                executor()
                    .carryOut(
                        plan(
                            new Step.Perform("lease", "give back", effect),
                            new Step.Create("a", List.of(change("link add a", "link del a"))))));
    assertEquals(List.of("give back: disk full"), failure.notUndone());
  }

  @Test
  void removalGoesOnAfterAFailureAndCountsWhatIsGoneAsDone() {
    trouble =
        text -> {
          if (text.contains("link delete dev a")) {
            return "Cannot find device \"a\"\nCommand failed -:1\n";
          }
          return text.contains("iptables") ? "iptables-restore: Permission denied" : "";
        };
    List<String> deeds = new ArrayList<>();
    List<Failure> failures =
        executor()
            .carryOutAll(
                plan(
                    REMOVE_A,
                    new Step.Remove(
                        "remove rules", List.of(new Command.Iptables(IpFamily.V4, "nat", "-X C"))),
                    givingBack(deeds)));
    assertEquals(1, failures.size());
    assertTrue(failures.getFirst().cause().getMessage().contains("Permission denied"));
    assertEquals(List.of(), deeds, "an address is given back when nothing uses it any more");
  }

  @Test
  void anAddressIsGivenBackWhenWhatUsedItIsGoneAlready() {
    trouble = text -> text.contains("link") ? "Cannot find device \"a\"\nCommand failed -:1\n" : "";
    List<String> deeds = new ArrayList<>();
    List<Failure> failures = executor().carryOutAll(plan(REMOVE_A, givingBack(deeds)));
    assertEquals(List.of(), failures);
    assertEquals(List.of("given"), deeds);
  }

  /** Each of these has been taken for "it is gone" once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip: error while loading shared libraries: libelf.so.1: cannot open shared object file: No"
            + " such file or directory",
        "Cannot find device \"b\"\nCommand failed -:1\n",
        "RTNETLINK answers: No such device\nCommand failed -:1\n",
        "Cannot run program \"ip\": error=2, No such file or directory",
        "does not exist"
      })
  void aToolThatFailsOtherwiseDoesNotTellThatALinkIsGone(String said) {
    trouble = text -> text.contains("link") ? said : "";
    List<String> deeds = new ArrayList<>();
    List<Failure> failures = executor().carryOutAll(plan(REMOVE_A, givingBack(deeds)));
    assertEquals(1, failures.size());
    assertEquals(List.of(), deeds);
  }

  /** What it said of one line says nothing of those that it had no time for. */
  @Test
  void aToolThatIsKilledBehindALineHasNotDoneTheOthers() {
    status = 139;
    trouble = text -> text.contains("link") ? "Cannot find device \"a\"\nCommand failed -:1\n" : "";
    List<Failure> failures = executor().carryOutAll(plan(REMOVE_A, REMOVE_B));
    assertEquals(2, failures.size());
    assertTrue(failures.getLast().cause().getMessage().contains("could not remove b"));
  }

  @Test
  void aLineThatNobodyHasIsAFailureOfAll() {
    trouble =
        text -> text.contains("link") ? "Cannot find device \"a\"\nCommand failed -:zz\n" : "";
    assertEquals(1, executor().carryOutAll(plan(REMOVE_A)).size());
    trouble = text -> text.contains("iptables") ? "Command failed -:zz" : "";
    assertEquals(2, executor().carryOutAll(plan(REMOVE_A, RULES_OF_A, RULES_OF_B)).size());
  }

  @Test
  void limitsAreTakenOffWhileLinksAreRemoved() {
    CountDownLatch taken = new CountDownLatch(1);
    trouble =
        text -> {
          if (text.contains("qdisc")) {
            taken.countDown();
            return "";
          }
          return await(taken) ? "" : "the limits waited for the link";
        };
    Step limits =
        new Step.Remove("limits of a", List.of(new Command.Tc("qdisc delete dev a root")));
    assertEquals(List.of(), executor().carryOutAll(plan(REMOVE_A, limits)));
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Rules are written as a whole, so each of the steps waits for the next time. */
  @Test
  void allStepsOfATransactionThatFailsHaveFailed() {
    trouble = text -> text.contains("iptables") ? "iptables-restore: Permission denied" : "";
    List<Failure> failures = executor().carryOutAll(plan(RULES_OF_A, RULES_OF_B));
    assertEquals(List.of(RULES_OF_A, RULES_OF_B), failures.stream().map(Failure::step).toList());
  }

  /** Lanes run on threads of their own, where a fault would be lost. */
  @Test
  void aFaultInALaneIsAFailure() {
    trouble =
        text -> {
          throw new IllegalStateException("a fault");
        };
    List<Failure> failures = executor().carryOutAll(plan(REMOVE_A, RULES_OF_A));
    assertEquals(2, failures.size());
    assertEquals(ErrorCode.INTERNAL.number(), failures.getFirst().cause().code());
    trouble =
        text -> {
          if (text.contains("-N C")) {
            throw new IllegalStateException("a fault");
          }
          return "";
        };
    PlanFailure add =
        assertThrows(
            PlanFailure.class,
            () -> executor().carryOut(plan(new Step.Create("r", List.of(rule("-N C", "-X C"))))));
    assertTrue(add.getMessage().contains("a fault"), add.getMessage());
  }

  @Test
  void theSettingThatCouldNotBeWrittenIsNamed() {
    Namespace inside = new Namespace.Container("/run/netns/a");
    trouble = text -> text.contains(" x 0 y ") ? "sh: cannot create\nSetting failed -:2\n" : "";
    status = 97;
    PlanFailure failure =
        assertThrows(
            PlanFailure.class,
            () ->
                executor()
                    .carryOut(
                        plan(
                            new Step.Create(
                                "first",
                                List.of(Change.of(new Command.Sysctl(inside, "net/x", "0", true)))),
                            new Step.Create(
                                "second",
                                List.of(
                                    Change.of(new Command.Sysctl(inside, "net/y", "0", true)),
                                    Change.of(Command.Ip.in(inside, "link set eth0 up")))))));
    assertTrue(failure.getMessage().startsWith("could not second: "), failure.getMessage());
  }

  @Test
  void aCallerThatLeavesBetweenStagesIsToldOfTheWholePlan() {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    Runner runner =
        (command, stdin, environment, limit) -> {
          deadline.cancel();
          return note(command, stdin);
        };
    Executor executor =
        new Executor(new Shell(runner, new Tools(Map.of()), deadline, new Journal()));
    List<Step> first =
        List.of(new Step.Create("a", List.of(change("link add a", "link delete dev a"))));
    Plan plan =
        new Plan("a plan", List.of(List.of(), first, List.of()), CniResult.EMPTY, List.of());
    PlanFailure failure = assertThrows(PlanFailure.class, () -> executor.carryOut(plan));
    assertEquals(11, failure.toCniException().code());
    assertEquals("ip -force -batch - < link delete dev a;", ran.getLast());
  }

  @Test
  void anEffectThatFailsIsAFailureWithItsOwnCode() {
    Effect effect =
        Effect.once(
            List.of(),
            () -> {
              throw new CniException(ErrorCode.NO_ADDRESS, "none left", "");
            });
    PlanFailure failure =
        assertThrows(
            PlanFailure.class,
            () -> executor().carryOut(plan(new Step.Perform("lease", "", effect))));
    assertEquals(102, failure.toCniException().code());
  }

  @Test
  void nothingIsStartedWhenNoTimeIsLeft() {
    Shell shell =
        new Shell(
            (command, stdin, environment, limit) -> note(command, stdin),
            new Tools(Map.of()),
            Deadline.in(Duration.ZERO),
            new Journal());
    PlanFailure failure =
        assertThrows(
            PlanFailure.class,
            () ->
                new Executor(shell)
                    .carryOut(
                        plan(new Step.Create("a", List.of(change("link add a", "link del a"))))));
    assertEquals(11, failure.toCniException().code());
    assertEquals(List.of(), ran);
  }

  @Test
  void anUndoThatHangsLeavesTimeForTheOthers() {
    List<String> undone = Collections.synchronizedList(new ArrayList<>());
    Runner runner =
        (command, stdin, environment, limit) -> {
          String input = new String(stdin, StandardCharsets.UTF_8);
          if (input.contains("broken")) {
            return new Runner.Outcome(1, new byte[0], "no".getBytes(StandardCharsets.UTF_8), false);
          }
          if (input.contains("-X C")) {
            undone.add("rules, within " + limit.toSeconds() + " s");
            return new Runner.Outcome(143, new byte[0], new byte[0], true);
          }
          if (input.contains("link del")) {
            undone.add("link, within " + limit.toSeconds() + " s");
          }
          return new Runner.Outcome(0, new byte[0], new byte[0], false);
        };
    Shell shell =
        new Shell(runner, new Tools(Map.of()), Deadline.in(Duration.ofMinutes(1)), new Journal());
    Plan plan =
        new Plan(
            "test",
            List.of(
                List.of(new Step.Create("a", List.of(change("link add a", "link del a")))),
                List.of(new Step.Create("r", List.of(rule("-N C", "-X C")))),
                List.of(new Step.Create("b", List.of(change("broken", "link del b"))))),
            CniResult.EMPTY,
            List.of());
    PlanFailure failure = assertThrows(PlanFailure.class, () -> new Executor(shell).carryOut(plan));
    assertEquals(List.of("link, within 9 s", "rules, within 14 s", "link, within 29 s"), undone);
    assertTrue(failure.toCniException().details().contains("did not end in time"));
  }

  @Test
  void nothingIsBegunForACallerThatIsGoneAndItsLeaseIsTakenBack() {
    List<String> deeds = new ArrayList<>();
    Effect lease = Effect.done(List.of(), () -> deeds.add("lease taken back"));
    Shell shell =
        new Shell(
            (command, stdin, environment, limit) -> note(command, stdin),
            new Tools(Map.of()),
            Deadline.in(Duration.ofMinutes(1), () -> false),
            new Journal());
    Plan plan =
        plan(
            new Step.Perform("lease", "give it back", lease),
            new Step.Create("a", List.of(change("link add a", "link del a"))));
    PlanFailure failure = assertThrows(PlanFailure.class, () -> new Executor(shell).carryOut(plan));
    assertEquals(11, failure.toCniException().code());
    assertEquals(List.of(), ran);
    assertEquals(List.of("lease taken back"), deeds);
  }

  @Test
  void whatWasDoneCanBeUndoneLater() {
    Undo undo =
        executor()
            .carryOut(plan(new Step.Create("a", List.of(change("link add a", "link del a")))));
    ran.clear();
    assertEquals(Undone.whole(), undo.undo());
    assertEquals(List.of("ip -force -batch - < link del a;"), ran);
  }

  @Test
  void anAddressIsKeptWhileSomethingOfItCouldNotBeUndone() {
    trouble =
        text ->
            text.startsWith("ip -force")
                ? "RTNETLINK answers: Cannot allocate memory\nCommand failed -:1"
                : text.contains("-N D") ? "line 2 failed" : "";
    List<String> deeds = new ArrayList<>();
    Plan plan =
        new Plan(
            "a plan",
            List.of(
                List.of(
                    new Step.Perform(
                        "lease", "give it back", Effect.done(List.of(), () -> deeds.add("given"))),
                    new Step.Create("a", List.of(change("link add a", "link delete dev a")))),
                List.of(new Step.Create("d", List.of(rule("-N D", "-X D"))))),
            CniResult.EMPTY,
            List.of());
    PlanFailure failure = assertThrows(PlanFailure.class, () -> executor().carryOut(plan));
    assertEquals(List.of(), deeds);
    assertEquals("give it back: not before all else is undone", failure.notUndone().getLast());
  }

  @Test
  void whatAttachmentsShareStaysWhereOthersHaveCome() {
    Undo undo =
        executor()
            .carryOut(
                plan(
                    new Step.Ensure("make b", List.of(change("link add b", "link del b"))),
                    new Step.Create("a", List.of(change("link add a", "link del a")))));
    ran.clear();
    Undone undone = undo.undoOwn();
    assertEquals(List.of("ip -force -batch - < link del a;"), ran);
    assertEquals(List.of(), undone.problems());
    assertEquals(List.of("others use it by now, so this stays: make b"), undone.inexact());
  }

  @Test
  void aFaultInOneUndoDoesNotKeepTheOthersFromBeingTried() {
    trouble =
        text -> {
          if (text.startsWith("ip -force")) {
            throw new IllegalStateException("a fault");
          }
          return text.contains("iptables-restore") && text.contains("-N D") ? "line 2 failed" : "";
        };
    Plan plan =
        new Plan(
            "a plan",
            List.of(
                List.of(new Step.Create("c", List.of(rule("-N C", "-X C")))),
                List.of(new Step.Create("a", List.of(change("link add a", "link delete dev a")))),
                List.of(new Step.Create("d", List.of(rule("-N D", "-X D"))))),
            CniResult.EMPTY,
            List.of());
    PlanFailure failure = assertThrows(PlanFailure.class, () -> executor().carryOut(plan));
    assertTrue(ran.getLast().contains("-X C"), ran.toString());
    assertTrue(failure.notUndone().getFirst().contains("a fault"), failure.notUndone().toString());
  }
}
