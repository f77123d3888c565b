package io.mycni.plugin.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Sections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandwidthConfigTest {
  private static final String RUNTIMES =
      "'runtimeConfig': {'Bandwidth': {'INGRESSRATE': 8000, 'ingressburst': 16000}}";

  private static BandwidthConfig read(String keys) {
    return BandwidthConfig.read(Sections.of(keys), CniArgs.NONE);
  }

  @Test
  void nothingIsLimitedUnlessSomebodySaysSo() {
    assertFalse(read("").limits());
    assertFalse(read("'ingressRate': 0, 'ingressBurst': 0").limits());
    assertFalse(read("'runtimeConfig': {'bandwidth': null}").limits());
  }

  @Test
  void bitsBecomeBytes() {
    Limit limit = read("'egressRate': 8000015, 'egressBurst': 800007").egress().orElseThrow();
    assertEquals("tbf rate 8000008bit burst 100000b limit 125000b", limit.tbf());
  }

  @Test
  void theRuntimesLimitsCountWhereTheConfigurationHasNone() {
    Optional<Limit> limit = Optional.of(new Limit(8000, 16000));
    assertEquals(limit, read(RUNTIMES).ingress());
    assertEquals(limit, read(RUNTIMES + ", 'unshapedSubnets': ['10.0.0.0/8']").ingress());
    assertFalse(read(RUNTIMES + ", 'egressRate': 0").limits());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'ingressRate': 8000 | ingressRate is 8000, which needs ingressBurst: if rate is set",
        "'egressBurst': 8000 | egressBurst is 8000, which needs egressRate: if burst is set",
        "'ingressRate': 7, 'ingressBurst': 8 | ingressRate is 7, which is less than a byte",
        "'ingressRate': 8, 'ingressBurst': 7 | ingressBurst is 7, which is less than a byte",
        "'ingressRate': 8, 'ingressBurst': 34359738360 | burst cannot be more than 4GB",
        "'ingressRate': 80000000000, 'ingressBurst': 34359738350 | burst cannot be more than 4GB",
        "'ingressRate': 9223372036854775807, 'ingressBurst': 8 | burst cannot be more than 4GB",
        "'ingressRate': 9223372036854775808 | is no whole number from 0",
        "'ingressRate': -1 | is no whole number from 0",
        "'runtimeConfig': {'bandwidth': {'egressRate': 8}} | runtimeConfig.bandwidth.egressRate is 8",
        "'shapedSubnets': ['10.0.0.0'] | has the item 10.0.0.0, no subnet",
        "'shapedSubnets': ['10.0.0.0/8'], 'unshapedSubnets': ['::/0'] | cannot be both specified"
      })
  void whatIsWrongIsSaid(String keys, String said) {
    CniException e = assertThrows(CniException.class, () -> read(keys));
    assertTrue(e.getMessage().contains(said), e.getMessage());
  }

  @Test
  void aBurstIsKnownAsTcTellsIt() {
    Limit limit = new Limit(10_000_000, 1_000_008);
    assertTrue(limit.hasBurst(125_000) && limit.hasBurst(125_001));
    assertFalse(limit.hasBurst(124_900) || limit.hasBurst(126_000));
    // 32 bits of 64 ns hold no more than 275 s of it.
    Limit kubelets = new Limit(1_000_000, 2_147_483_647);
    assertTrue(kubelets.hasBurst(27_917_286) && kubelets.hasLatency(1_924_170_349));
    assertFalse(kubelets.hasBurst(27_900_000));
    // A microsecond of 100 Gbit/s.
    assertTrue(new Limit(100_000_000_000L, 2_147_483_647).hasBurst(268_425_000));
    assertTrue(new Limit(123, 456).hasBurst(56) && new Limit(123, 456).hasLatency(66_667));
  }
}
