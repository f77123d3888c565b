// Cases that nobody has written down: an attachment of any plugin, on a host where others are at
// work, too.
package io.mycni.engine;

import static io.mycni.engine.Draft.always;
import static io.mycni.engine.Draft.maybe;

import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes cases of drafts. */
final class AnyCase {
  /** One for each plugin that has parts. */
  static final List<Arbitrary<Draft>> PLUGINS =
      List.of(
          AnyMaker.bridge(),
          AnyMaker.ptp(),
          AnyMaker.macvlan(),
          AnyMaker.ipvlan(),
          AnyMaker.vlan(),
          AnyMaker.dummy(),
          AnyMaker.tap(),
          AnyMaker.hostDevice(),
          AnyChained.bandwidth(),
          AnyChained.firewall(),
          AnyChained.portmap(),
          AnyChained.sbr(),
          AnyChained.vrf(),
          AnyChained.tuning(),
          AnyChained.loopback());

  private AnyCase() {}

  /**
   * Two attachments of two networks on one host.
   *
   * @param one that of the container c1
   * @param other that of the container c2
   */
  record Two(Case<?> one, Case<?> other) implements Supplier<PaperHost> {
    /** Returns the host as it is before, with what both need. */
    @Override
    public PaperHost get() {
      PaperHost host = new PaperHost();
      describe(one, "inside-c2 ", "c2", host);
      describe(other, "inside ", "c1", host);
      return host;
    }

    /** All but what concerns a container that is the other network's here. */
    private static void describe(Case<?> some, String inside, String container, PaperHost host) {
      String link = some.hostLink(container);
      for (String line : some.before()) {
        if (!line.startsWith(inside) && !line.contains(link)) {
          host.describe(line);
        }
      }
    }
  }

  private static Arbitrary<Draft> drafts() {
    return Arbitraries.of(PLUGINS).flatMap(each -> each);
  }

  /** What a host has besides; nothing that keeps a plugin from working. */
  private static Arbitrary<List<String>> nodes() {
    return Combinators.combine(
            List.of(
                maybe("sysctl net/ipv4/ip_forward=1"),
                maybe("sysctl net/ipv6/conf/all/forwarding=1"),
                maybe("conntrack"),
                always("iptables -N KUBE-MARK-MASQ"),
                maybe("iptables -A POSTROUTING -s 10.99.0.0/16 -j MASQUERADE"),
                maybe("ip6tables -t filter -A FORWARD -i lan9 -j ACCEPT"),
                maybe("drops ip filter FORWARD"),
                maybe("nft add table ip somebody")))
        .as(lines -> lines.stream().filter(line -> !line.isEmpty()).toList());
  }

  static Arbitrary<Case<?>> any() {
    return Combinators.combine(drafts(), nodes())
        .as((draft, node) -> draft.on(new Ground(0), node));
  }

  static Arbitrary<Two> two() {
    return Combinators.combine(drafts(), drafts(), nodes())
        .as((one, other, node) ->
            new Two(one.on(new Ground(0), node), other.on(new Ground(1), List.of())));
  }
}
