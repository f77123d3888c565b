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
import org.junit.jupiter.api.Test;

class RunningTest {
  private final Running running = new Running(2);
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
    Thread.sleep(900);
    assertEquals(0, waiting.stream().filter(CompletableFuture::isDone).count());
    assertTrue(signs.get() >= 40, "each has got a sign by now");
    Thread.sleep(1300);
    long away = waiting.stream().filter(CompletableFuture::isDone).count();
    assertTrue(away >= 1 && away <= 15, away + " were sent away in a good second");
    for (CompletableFuture<Boolean> one : waiting) {
      assertFalse(one.isDone() && one.join());
    }
    running.leave();
    Thread.sleep(300);
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
    assertThrows(ExecutionException.class, () -> gone.get(5, TimeUnit.SECONDS));
    running.leave();
    assertTrue(soon(next));
  }
}
