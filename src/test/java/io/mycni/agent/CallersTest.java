package io.mycni.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallersTest {
  private final Callers callers = new Callers(2);

  @Test
  void thoseBeyondTheMostAreNotLetIn() {
    assertTrue(callers.enter());
    assertTrue(callers.enter());
    assertFalse(callers.enter());
    callers.leave();
    assertTrue(callers.enter());
  }

  @Test
  void whoIsBeingServedIsSomebodyHoweverLongAgoHeCame() {
    callers.enter();
    assertFalse(callers.nobodyFor(Duration.ZERO));
    callers.leave();
    assertTrue(callers.nobodyFor(Duration.ZERO));
    assertFalse(callers.nobodyFor(Duration.ofHours(1)));
  }

  @Test
  void theWaitForTheLastEndsWithHimOrWithTheTime() throws InterruptedException {
    callers.enter();
    callers.awaitNobody(Duration.ofMillis(1));
    Thread.startVirtualThread(callers::leave);
    callers.awaitNobody(Duration.ofMinutes(1));
    assertTrue(callers.nobodyFor(Duration.ZERO));
  }
}
