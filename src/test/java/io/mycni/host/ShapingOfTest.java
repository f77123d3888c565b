package io.mycni.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mycni.cni.CniException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What tc prints, of several versions. */
class ShapingOfTest {
  private static List<Shaping.Qdisc> qdiscs(String json) {
    return ShapingOf.qdiscs(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenBucketHasItsNumbersWhetherASizeIsANumberOrAText() {
    String before =
        "[{\"kind\":\"tbf\",\"handle\":\"1:\",\"root\":true,\"options\":{\"rate\":1250000,\"burst\":";
    List<Shaping.Qdisc> expected =
        List.of(new Shaping.Qdisc("tbf", "1:", true, 1250000, 131072, 25000, ""));
    for (String size : List.of("131072", "\"131072b/1\"", "\"128Kb\"")) {
      assertEquals(expected, qdiscs(before + size + ",\"lat\":25000}}]"));
    }
  }

  @Test
  void theKernelsOwnDoNotCount() {
    assertEquals(
        List.of(),
        qdiscs("[{\"kind\":\"noqueue\",\"handle\":\"0:\",\"root\":true,\"options\":{}}]"));
  }

  @Test
  void whatIsNoListIsNoAnswer() {
    assertThrows(CniException.class, () -> qdiscs(""));
    assertThrows(CniException.class, () -> qdiscs("{}"));
  }

  @Test
  void classesHaveTheirNumbers() {
    assertEquals(
        List.of(
            new Shaping.HtbClass("1:1", 100_000_000_000L, 0),
            new Shaping.HtbClass("1:30", 2_500_000, 250_000)),
        ShapingOf.classes(
            """
            class htb 1:1 root prio 0 rate 800Gbit ceil 800Gbit burst 0b cburst 0b\s
            class htb 1:30 root prio 0 rate 20Mbit ceil 20Mbit burst 250000b cburst 250000b\s
            class tbf 1:1 parent 1:\s
            """));
  }

  @Test
  void filtersHaveAllTheirMatchesAndTheFirstLinkToWhichTheyLead() {
    assertEquals(
        List.of(
            new Shaping.Filter(
                "1:",
                "ipv6",
                15,
                List.of("20010db8/ffffffff at 24", "00030000/ffff0000 at 32"),
                "1:30",
                ""),
            new Shaping.Filter(
                "1:", "all", 1, List.of("00000000/00000000 at 0"), "1:1", "bwp7be53730afe4")),
        ShapingOf.filters(
            """
            filter protocol ipv6 pref 15 u32 chain 0\s
            filter protocol ipv6 pref 15 u32 chain 0 fh 801: ht divisor 1\s
            filter parent 1: protocol ipv6 pref 15 u32 fh 801::800 order 2048 key ht 801 bkt 0 flowid 1:30\s
              match 20010db8/ffffffff at 24
              match 00030000/ffff0000 at 32
            filter protocol all pref 1 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 *flowid 1:1 not_in_hw\s
              match 00000000/00000000 at 0
            \taction order 1: mirred (Egress Redirect to device bwp7be53730afe4) stolen
            \tindex 1 ref 1 bind 1

            \taction order 2: mirred (Egress Redirect to device other) pass
            """,
            "1:"));
  }
}
