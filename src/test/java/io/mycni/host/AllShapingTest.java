package io.mycni.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How the answers to many questions of one tc are told apart. */
class AllShapingTest {
  private static final String TEXT =
      """
      filter protocol all pref 1 u32 chain 0
        match 00000000/00000000 at 0
      qdisc tbf 1: root refcnt 2 rate 100Mbit burst 128Kb lat 25ms
      qdisc ingress ffff: parent ffff:fff1 ----------------
      qdisc htb 1: root refcnt 2 r2q 10 default 0x30
      class htb 1:30 root prio 0 rate 20Mbit
      qdisc htb 1: root refcnt 2 r2q 10 default 0x30
      """;

  @Test
  void anAnswerEndsWhereTheDisciplinesOfItsLinkStand() {
    assertEquals(
        List.of(
            "filter protocol all pref 1 u32 chain 0\n  match 00000000/00000000 at 0\n",
            "",
            "class htb 1:30 root prio 0 rate 20Mbit\n"),
        AllShaping.apart(TEXT, List.of(2, 1, 1)));
  }

  /** Somebody has taken a discipline away meanwhile: then nothing is certain. */
  @Test
  void whatDoesNotAddUpIsNoAnswer() {
    assertEquals(2, AllShaping.apart(TEXT, List.of(2, 2, 1)).size());
  }
}
