package io.mycni.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Calls that change the same kind of rules at the same time. */
class TogetherTest {
  private static final ReadyTools.Kind KIND =
      new ReadyTools.Kind(List.of("/sbin/iptables-restore"), Map.of());
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Together together = new Together(Places.WITHOUT_END);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

  private static String rules(String... lines) {
    return "*nat\n" + String.join("\n", lines) + "\nCOMMIT\n";
  }

  /** The first is at work until it may go on; whatever has a bad line in it fails. */
  private Optional<Runner.Outcome> work(List<String> calls, byte[] input, Duration limit) {
    String text = new String(input, StandardCharsets.UTF_8);
    ran.add(String.join(",", calls) + ": " + text.replace("\n", ";"));
    if (calls.equals(List.of("first"))) {
      begun.countDown();
      uninterrupted(go);
    }
    if (text.contains("killed")) {
      return Optional.of(new Runner.Outcome(128 + 9, new byte[0], new byte[0], true));
    }
    if (text.contains("unstartable") && calls.size() > 1) {
      return Optional.empty();
    }
    boolean bad = text.contains("bad");
    String said = bad ? "told to " + calls + (text.startsWith("link") ? mark(text) : "") : "";
    byte[] err = said.getBytes(StandardCharsets.UTF_8);
    return Optional.of(new Runner.Outcome(bad ? 1 : 0, new byte[0], err, false));
  }

  /** What ip(8) says of the first line that is bad. */
  private static String mark(String text) {
    int line = (int) text.substring(0, text.indexOf("bad")).lines().count();
    return "\nCommand failed -:" + line + "\n";
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<Runner.Outcome> call(String call, String input, Duration limit) {
    CompletableFuture<Runner.Outcome> outcome = new CompletableFuture<>();
    Launch.Reading reading =
        switch (input.charAt(0)) {
          case '*' -> Launch.Reading.TABLES;
          case 'l' -> Launch.Reading.LINES_UNTIL_ONE_FAILS;
          default -> Launch.Reading.WHOLE;
        };
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    threads.add(
        Thread.startVirtualThread(
            () -> outcome.complete(together.run(KIND, reading, call, bytes, limit, this::work))));
    return outcome;
  }

  private CompletableFuture<Runner.Outcome> first(String input) {
    CompletableFuture<Runner.Outcome> outcome = call("first", input, LONG);
    uninterrupted(begun);
    threads.clear();
    return outcome;
  }

  /** Begins a call behind all that were begun before. */
  private CompletableFuture<Runner.Outcome> next(String call, String input)
      throws InterruptedException {
    CompletableFuture<Runner.Outcome> outcome = call(call, input, LONG);
    while (threads.getLast().getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    return outcome;
  }

  @Test
  void whoComesWhileOneRunsGoesIntoTheNextTogether() throws InterruptedException {
    var first = first(rules("-A one"));
    var a = next("a", rules("-N a", "-A a -j ACCEPT"));
    var b = next("b", rules("-N b"));
    go.countDown();
    assertTrue(first.join().ok() && a.join().ok() && b.join().ok());
    assertEquals(
        List.of("first: *nat;-A one;COMMIT;", "a,b: *nat;-N a;-A a -j ACCEPT;-N b;COMMIT;"), ran);
  }

  @Test
  void oneThatFailsSpoilsNobodyAndHearsOfItsOwnLines() throws InterruptedException {
    var first = first(rules("-A one"));
    var a = next("a", rules("-N a"));
    var bad = next("b", rules("-N bad"));
    var c = next("c", rules("-N c"));
    go.countDown();
    assertTrue(first.join().ok() && a.join().ok() && c.join().ok());
    assertEquals("told to [b]", bad.join().err());
    assertEquals(5, ran.size(), ran.toString());
  }

  @Test
  void whatWasKilledIsNotDoneAgain() throws InterruptedException {
    var first = first(rules("-A one"));
    var a = next("a", rules("-N a"));
    var b = next("b", rules("-N killed"));
    go.countDown();
    assertTrue(first.join().ok());
    assertTrue(a.join().timedOut() && b.join().timedOut());
    assertEquals(2, ran.size(), ran.toString());
  }

  @Test
  void tablesDoNotMixAndTwoTablesGoAlone() throws InterruptedException {
    var first = first(rules("-A one"));
    var a = next("a", rules("-N a"));
    var filter = next("b", rules("-N b").replace("nat", "filter"));
    var both = next("c", rules("-N c") + rules("-N c").replace("nat", "filter"));
    var d = next("d", rules("-N d"));
    go.countDown();
    for (var each : List.of(first, a, filter, both, d)) {
      assertTrue(each.join().ok());
    }
    assertEquals("a,d: *nat;-N a;-N d;COMMIT;", ran.get(1));
    assertTrue(ran.contains("b: *filter;-N b;COMMIT;"), ran.toString());
    assertTrue(ran.contains("c: *nat;-N c;COMMIT;*filter;-N c;COMMIT;"), ran.toString());
  }

  @Test
  void statementsFollowEachOther() throws InterruptedException {
    var first = first("add table inet a\n");
    var b = next("b", "add table inet b\n");
    var c = next("c", "add table inet c\n");
    go.countDown();
    assertTrue(first.join().ok() && b.join().ok() && c.join().ok());
    assertEquals("b,c: add table inet b;add table inet c;", ran.get(1));
  }

  @Test
  void ofLinesWhatIsBeforeTheOneThatFailedIsDoneAndWhatIsBehindGoesAlone()
      throws InterruptedException {
    var first = first("link add one\n");
    var a = next("a", "link add a\nlink set a up\n");
    var bad = next("b", "link add b\nlink set bad up\nlink set b up\n");
    var c = next("c", "link add c\n");
    go.countDown();
    assertTrue(first.join().ok() && a.join().ok() && c.join().ok());
    assertEquals(1, bad.join().exit());
    assertTrue(bad.join().err().endsWith("\nCommand failed -:2"), bad.join().err());
    assertEquals(3, ran.size(), ran.toString());
    assertEquals("c: link add c;", ran.getLast());
  }

  @Test
  void whereNoLineIsSaidToHaveFailedNobodyGoesAgain() throws InterruptedException {
    var first = first("link add one\n");
    var a = next("a", "link add a\n");
    var b = next("b", "link killed b\n");
    go.countDown();
    assertTrue(first.join().ok());
    assertTrue(a.join().timedOut() && b.join().timedOut());
    assertEquals(2, ran.size(), ran.toString());
  }

  @Test
  void whereNothingCouldBeStartedForSeveralEachGoesAlone() throws InterruptedException {
    var first = first("link add one\n");
    var a = next("a", "link add a\n");
    var b = next("b", "link add unstartable\n");
    go.countDown();
    assertTrue(first.join().ok() && a.join().ok() && b.join().ok());
    assertEquals(4, ran.size(), ran.toString());
  }

  @Test
  void whoseTimeIsOverHasDoneNothing() {
    var first = first(rules("-A one"));
    Runner.Outcome late = call("a", rules("-N a"), Duration.ofMillis(20)).join();
    assertTrue(late.timedOut());
    go.countDown();
    assertTrue(first.join().ok());
    assertEquals(1, ran.size(), ran.toString());
  }
}
