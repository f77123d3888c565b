// The bandwidth plugin: limits what a container receives and sends.
package io.mycni.plugin.bandwidth;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bandwidth plugin. */
public final class BandwidthType implements PluginType<BandwidthConfig> {
  private static final Set<String> WITHOUT_VETH_PAIR =
      Set.of("macvlan", "ipvlan", "vlan", "dummy", "tap", "loopback");

  @Override
  public String name() {
    return "bandwidth";
  }

  @Override
  public KeySet keys() {
    return BandwidthKeys.ALL;
  }

  @Override
  public Chaining chaining() {
    return Chaining.BEHIND;
  }

  @Override
  public BandwidthConfig read(Section network, CniArgs args) {
    return BandwidthConfig.read(network, args);
  }

  @Override
  public List<Part> parts(BandwidthConfig config, Subject subject) {
    return List.of(new Limits(subject, config));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(LimitsRemains.of(request, note));
  }

  @Override
  public List<Warning> warnings(BandwidthConfig config, Surroundings around) {
    if (around.isBehindAnInterface() && WITHOUT_VETH_PAIR.containsAll(around.before())) {
      return List.of(
          new Warning(
              "type",
              "no plugin before bandwidth makes a veth pair: ADD refuses any limit",
              "put it behind bridge or ptp, or leave it out"));
    }
    Optional<Section> capabilities = around.network().section("capabilities");
    boolean asksRuntime =
        capabilities.isPresent() && capabilities.get().flag(BandwidthKeys.BANDWIDTH.name(), false);
    return config.limits() || asksRuntime
        ? List.of()
        : List.of(
            new Warning(
                "type",
                "nothing is limited: there is no rate, and no runtime gives any",
                "add \"capabilities\": { \"bandwidth\": true }, or rates with their bursts"));
  }

  @Override
  public List<KernelFeature> kernel() {
    String link = "ip link add name mycni0 type ifb && ";
    return List.of(
        KernelFeature.ofLink("intermediate functional blocks", "type ifb", "modprobe ifb"),
        new KernelFeature(
            "token buckets",
            link + "tc qdisc add dev mycni0 root tbf rate 1mbit burst 10kb latency 25ms",
            "modprobe sch_tbf"),
        new KernelFeature(
            "filters that redirect what comes in",
            link
                + "tc qdisc add dev mycni0 handle ffff: ingress && tc filter add dev mycni0 parent"
                + " ffff: u32 match u32 0 0 action mirred egress redirect dev mycni0",
            "modprobe -a sch_ingress cls_u32 act_mirred"));
  }
}
