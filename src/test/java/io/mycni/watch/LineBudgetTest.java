package io.mycni.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineBudgetTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LineBudget budget = new LineBudget();

  @Test
  void soManyLinesAreWrittenAndTheRestIsCountedUntilTheTimeIsOver() {
    for (int i = 0; i < LineBudget.MOST; i++) {
      assertEquals(new LineBudget.Verdict(true, 0, false), budget.ask(i));
    }
    assertEquals(new LineBudget.Verdict(false, 0, true), budget.ask(5 * SECOND));
    assertEquals(new LineBudget.Verdict(false, 0, false), budget.ask(29 * SECOND));
    assertEquals(new LineBudget.Verdict(true, 2, false), budget.ask(30 * SECOND));
    assertEquals(new LineBudget.Verdict(true, 0, false), budget.ask(31 * SECOND));
  }

  @Test
  void whoSeldomSpeaksIsNeverLeftOut() {
    for (int i = 0; i < 10 * LineBudget.MOST; i++) {
      assertTrue(budget.ask(i * SECOND).written());
    }
  }

  @Test
  void itsClockMayBeginAnywhere() {
    assertTrue(budget.ask(Long.MAX_VALUE - 1).written());
    for (int i = 0; i < LineBudget.MOST; i++) {
      budget.ask(Long.MIN_VALUE + i);
    }
    assertFalse(budget.ask(Long.MIN_VALUE + SECOND).written());
    assertTrue(budget.ask(Long.MIN_VALUE + 30 * SECOND).written());
  }
}
