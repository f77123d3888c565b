// What a configuration of the bandwidth plugin says. The keys are BandwidthKeys.
package io.mycni.plugin.bandwidth;

import io.mycni.cni.CniArgs;
import io.mycni.keys.AmountKey;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import io.mycni.keys.TextsKey;
import io.mycni.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of the bandwidth plugin.
 *
 * @param ingress what the container may receive; empty for no limit
 * @param egress what it may send; empty for no limit
 * @param subnets with whom traffic is limited
 */
public record BandwidthConfig(Optional<Limit> ingress, Optional<Limit> egress, Subnets subnets) {
  /**
   * Reads a configuration. If it names any rate or burst, all four are its own, as with the
   * reference; else they are the runtime's.
   *
   * @throws io.mycni.cni.CniException naming the first key that is wrong
   */
  public static BandwidthConfig read(Section network, CniArgs args) {
    Optional<Section> runtime = Sources.runtimeConfig(network);
    Optional<Section> chosen =
        runtime.isPresent()
            ? runtime.get().section(BandwidthKeys.BANDWIDTH.name())
            : Optional.empty();
    Section limits = chosen.isPresent() && !namesLimits(network) ? chosen.get() : network;
    Section where = chosen.isPresent() && !namesSubnets(network) ? chosen.get() : network;
    BandwidthConfig config =
        new BandwidthConfig(
            limit(limits, BandwidthKeys.INGRESS_RATE, BandwidthKeys.INGRESS_BURST),
            limit(limits, BandwidthKeys.EGRESS_RATE, BandwidthKeys.EGRESS_BURST),
            subnets(where));
    Sources.refuseUnknown(args);
    return config;
  }

  private static boolean namesLimits(Section network) {
    return network.has(BandwidthKeys.INGRESS_RATE)
        || network.has(BandwidthKeys.INGRESS_BURST)
        || network.has(BandwidthKeys.EGRESS_RATE)
        || network.has(BandwidthKeys.EGRESS_BURST);
  }

  private static boolean namesSubnets(Section network) {
    return network.has(BandwidthKeys.SHAPED_SUBNETS) || network.has(BandwidthKeys.UNSHAPED_SUBNETS);
  }

  /** The words behind the colons are those of the reference, by which people search. */
  private static Optional<Limit> limit(Section section, AmountKey rateKey, AmountKey burstKey) {
    Limit limit = new Limit(rateKey.read(section), burstKey.read(section));
    if (limit.rate() == 0 && limit.burst() == 0) {
      return Optional.empty();
    }
    if (limit.burst() == 0) {
      throw section.invalid(
          rateKey,
          "needs " + burstKey.name() + ": if rate is set, burst must also be set",
          "give "
              + burstKey.name()
              + " in bits: what may pass at once, a tenth of the rate say, and no less than 128000");
    }
    if (limit.rate() == 0) {
      throw section.invalid(
          burstKey,
          "needs " + rateKey.name() + ": if burst is set, rate must also be set",
          "give " + rateKey.name() + " in bits per second, or leave both out for no limit");
    }
    if (limit.isTooMuch()) {
      throw section.invalid(
          burstKey,
          "is more than the kernel can count: burst cannot be more than 4GB, with what the rate"
              + " brings in 25 ms",
          "the number is in bits, and at most 34359738352 less a fortieth of the rate; runtimes that"
              + " know no burst give 2147483647");
    }
    if (limit.bytesPerSecond() == 0) {
      throw section.invalid(rateKey, "is less than a byte per second", "the number is in bits");
    }
    if (limit.bytes() == 0) {
      throw section.invalid(burstKey, "is less than a byte", "the number is in bits");
    }
    return Optional.of(limit);
  }

  private static Subnets subnets(Section section) {
    List<Cidr> shaped = subnets(section, BandwidthKeys.SHAPED_SUBNETS);
    List<Cidr> unshaped = subnets(section, BandwidthKeys.UNSHAPED_SUBNETS);
    if (!shaped.isEmpty() && !unshaped.isEmpty()) {
      throw section.invalid(
          BandwidthKeys.UNSHAPED_SUBNETS,
          "cannot go with shapedSubnets: unshapedSubnets and shapedSubnets cannot be both specified",
          "leave one of the two out: what is not named is treated the other way");
    }
    return shaped.isEmpty() ? new Subnets(false, unshaped) : new Subnets(true, shaped);
  }

  private static List<Cidr> subnets(Section section, TextsKey key) {
    List<Cidr> subnets = new ArrayList<>();
    for (String text : key.read(section)) {
      Optional<Cidr> subnet = Cidr.parse(text);
      if (subnet.isEmpty()) {
        throw section.invalid(
            key, "has the item " + text + ", no subnet", "write an address and a prefix length");
      }
      subnets.add(subnet.get().subnet());
    }
    return subnets;
  }

  /** Tells whether anything is limited. */
  public boolean limits() {
    return ingress.isPresent() || egress.isPresent();
  }
}
