// The keys of the bandwidth plugin. What they mean together is said in BandwidthConfig.
package io.mycni.plugin.bandwidth;

import io.mycni.keys.AmountKey;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Sources;
import io.mycni.keys.TextsKey;

/** The keys, in the order of the documentation. */
public final class BandwidthKeys {
  static final AmountKey INGRESS_RATE =
      new AmountKey(
          "ingressRate",
          "no limit",
          "10000000",
          "what the container may receive, in bits per second; goes with `ingressBurst`");
  static final AmountKey INGRESS_BURST =
      new AmountKey(
          "ingressBurst",
          "none",
          "1000000",
          "how much of it may come at once, in bits; less than a frame (12112 for an MTU of 1500)"
              + " lets none of that size through");
  static final AmountKey EGRESS_RATE =
      new AmountKey(
          "egressRate",
          "no limit",
          "10000000",
          "what the container may send, in bits per second; goes with `egressBurst`");
  static final AmountKey EGRESS_BURST =
      new AmountKey(
          "egressBurst", "none", "1000000", "how much of it may go at once, as `ingressBurst`");
  static final TextsKey SHAPED_SUBNETS =
      new TextsKey(
          "shapedSubnets",
          "all",
          "[\"203.0.113.0/24\"]",
          "only traffic with these subnets is limited; not beside `unshapedSubnets`");
  static final TextsKey UNSHAPED_SUBNETS =
      new TextsKey(
          "unshapedSubnets",
          "none",
          "[\"10.0.0.0/8\", \"fd00::/8\"]",
          "traffic with these subnets is not limited; not beside `shapedSubnets`");

  private static final KeySet LIMITS =
      new KeySet(
          "the bandwidth plugin",
          INGRESS_RATE,
          INGRESS_BURST,
          EGRESS_RATE,
          EGRESS_BURST,
          SHAPED_SUBNETS,
          UNSHAPED_SUBNETS);

  static final Chosen BANDWIDTH = new Chosen();

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          LIMITS.of(),
          INGRESS_RATE,
          INGRESS_BURST,
          EGRESS_RATE,
          EGRESS_BURST,
          SHAPED_SUBNETS,
          UNSHAPED_SUBNETS,
          BANDWIDTH);

  private BandwidthKeys() {}

  /** The limits that a runtime chooses. */
  static final class Chosen implements Key {
    private static final Sources SOURCES = new Sources(false, "bandwidth", "", "");

    @Override
    public String name() {
      return "bandwidth";
    }

    @Override
    public String values() {
      return "an object of the keys above";
    }

    @Override
    public String byDefault() {
      return "no limits";
    }

    @Override
    public String example() {
      return "{\"egressRate\": 10000000, \"egressBurst\": 1000000}";
    }

    @Override
    public String meaning() {
      return "limits that the runtime chooses; rates of the configuration count before them";
    }

    @Override
    public Sources sources() {
      return SOURCES;
    }
  }
}
