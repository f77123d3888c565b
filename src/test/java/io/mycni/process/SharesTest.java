package io.mycni.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of each call's work when one process has worked for several. */
class SharesTest {
  private static final List<byte[]> INPUTS = List.of(lines(2), lines(1), lines(3));

  private static byte[] lines(int many) {
    return "link show\n".repeat(many).getBytes(StandardCharsets.UTF_8);
  }

  private static Runner.Outcome said(int exit, String err) {
    return new Runner.Outcome(exit, new byte[0], err.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Each share as exit status and the line that is said to have failed; "alone" for none. */
  private static List<String> shares(Runner.Outcome outcome, Launch.Reading reading) {
    List<String> texts = new ArrayList<>();
    for (Optional<Runner.Outcome> share : Shares.of(outcome, INPUTS, reading)) {
      texts.add(share.map(own -> own.exit() + own.err()).orElse("alone"));
    }
    return texts;
  }

  private static List<String> ofLine(int failed) {
    return shares(said(1, "Command failed -:" + failed), Launch.Reading.LINES_UNTIL_ONE_FAILS);
  }

  @Test
  void theLineThatFailedIsItsOwnersAndNumberedAsItsOwnerKnowsIt() {
    assertEquals(List.of("1Command failed -:1", "alone", "alone"), ofLine(1));
    assertEquals(List.of("1Command failed -:2", "alone", "alone"), ofLine(2));
    assertEquals(List.of("0", "1Command failed -:1", "alone"), ofLine(3));
    assertEquals(List.of("0", "0", "1Command failed -:1"), ofLine(4));
    assertEquals(List.of("0", "0", "1Command failed -:3"), ofLine(6));
  }

  @Test
  void whereNobodyKnowsHowFarItCameAllHearThatItFailed() {
    Launch.Reading lines = Launch.Reading.LINES_UNTIL_ONE_FAILS;
    assertEquals(
        List.of("1out of memory", "1out of memory", "1out of memory"),
        shares(said(1, "out of memory"), lines));
    assertEquals(List.of("137", "137", "137"), shares(said(137, ""), lines));
  }

  @Test
  void whatDoesAllOrNothingHasDoneNothing() {
    for (Launch.Reading reading : List.of(Launch.Reading.TABLES, Launch.Reading.WHOLE)) {
      assertEquals(
          List.of("alone", "alone", "alone"), shares(said(1, "Command failed -:3"), reading));
      assertEquals(List.of("0", "0", "0"), shares(said(0, ""), reading));
    }
  }
}
