package io.mycni.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningTest {
  /** Stands still but where a test has it go on. */
  private final AtomicLong now = new AtomicLong();

  private final Running running = new Running(2, now::get);
  private final AtomicInteger signs = new AtomicInteger();

  private CompletableFuture<Boolean> enter() {
    return enter(signs::incrementAndGet);
  }

  private CompletableFuture<Boolean> enter(Running.Sign sign) {
    CompletableFuture<Boolean> entered = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        entered.complete(running.enter(sign));
      } catch (IOException | InterruptedException e) {
        entered.completeExceptionally(e);
      }
    });
    return entered;
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** Waits until so many have an answer, and all others have got another sign since. */
  private void settled(List<CompletableFuture<Boolean>> callers, int answered) throws Exception {
    while (answered(callers) < answered) {
      Thread.sleep(1);
    }
    int before = signs.get();
    pass(500);
    while (signs.get() < before + callers.size() - answered(callers)) {
      Thread.sleep(1);
    }
    assertEquals(answered, answered(callers));
  }

  private static int answered(List<CompletableFuture<Boolean>> callers) {
    return (int) callers.stream().filter(CompletableFuture::isDone).count();
  }

  private static boolean soon(CompletableFuture<Boolean> entered) throws Exception {
    return entered.get(5, TimeUnit.SECONDS);
  }

  @Test
  void thereAreSoManyPlacesAndTheNextWaitsForOne() throws Exception {
    assertTrue(soon(enter()) && soon(enter()));
    CompletableFuture<Boolean> third = enter();
    Thread.sleep(100);
    assertFalse(third.isDone());
    running.leave();
    assertTrue(soon(third));
  }

  @Test
  void whoeverWaitsForOthersLeavesItsPlaceAndComesBackWithoutWaiting() throws Exception {
    assertTrue(soon(enter()) && soon(enter()));
    running.leave();
    assertTrue(soon(enter()));
    running.comeBack();
    CompletableFuture<Boolean> next = enter();
    running.leave();
    Thread.sleep(100);
    assertFalse(next.isDone(), "one more than there are places came back");
    running.leave();
    assertTrue(soon(next));
  }

  @Test
  void whenNothingMovesCallersAreSentAwayOneByOne() throws Exception {
    assertTrue(soon(enter()) && soon(enter()));
    List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      waiting.add(enter());
    }
    while (running.waiting() < waiting.size()) {
      Thread.sleep(1);
    }
    settled(waiting, 0);
    pass(450);
    assertEquals(0, answered(waiting), "not a second has passed");
    pass(60);
    while (answered(waiting) < 1) {
      Thread.sleep(1);
    }
    for (int i = 2; i < 6; i++) {
      assertEquals(i - 1, answered(waiting), "one, until a tenth of a second is over");
      pass(101);
      while (answered(waiting) < i) {
        Thread.sleep(1);
      }
    }
    for (CompletableFuture<Boolean> one : waiting) {
      assertFalse(one.isDone() && one.join());
    }
    running.leave();
    while (answered(waiting) < 6) {
      Thread.sleep(1);
    }
    assertEquals(1, waiting.stream().filter(each -> each.isDone() && each.join()).count());
  }

  @Test
  void whoeverHasLeftIsNotWaitedForAnyMore() throws Exception {
    assertTrue(soon(enter()) && soon(enter()));
    CompletableFuture<Boolean> gone =
        enter(() -> {
          throw new IOException("gone");
        });
    CompletableFuture<Boolean> next = enter();
    while (running.waiting() < 2) {
      Thread.sleep(1);
    }
    pass(500);
    assertThrows(ExecutionException.class, () -> gone.get(5, TimeUnit.SECONDS));
    running.leave();
    assertTrue(soon(next));
  }
}
