// Addresses, routes and DNS that nobody has written down, as JSON, and as lines of ip(8) for what
// an earlier plugin has set up by them.
package io.mycni.engine;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What a container is given; the names of nets stand for what {@link Ground} makes of them.
 *
 * @param ips its addresses
 * @param routes its routes, each a JSON object
 * @param dns its DNS, a JSON object
 */
record AnyLease(List<Ip> ips, List<String> routes, String dns) {
  static final AnyLease NONE = new AnyLease(List.of(), List.of(), "{}");

  /**
   * An address.
   *
   * @param net what stands before its number
   * @param number its number; the next container has the next
   * @param prefix the length of its subnet's prefix
   * @param gateway the number of the gateway; 0 for none
   */
  record Ip(String net, int number, int prefix, int gateway) {
    boolean isV4() {
      return !net.contains(":");
    }

    private String ofNext(int containers) {
      return net + (number + containers) + "/" + prefix;
    }

    private String json(int link) {
      return "{\"address\": \"%s\"%s%s}"
          .formatted(
              ofNext(0),
              gateway == 0 ? "" : ", \"gateway\": \"" + net + gateway + "\"",
              link < 0 ? "" : ", \"interface\": " + link);
    }
  }

  private static Arbitrary<Ip> ip(String net, int shortest, int longest) {
    return Combinators.combine(
            Arbitraries.integers().between(2, 4),
            Arbitraries.integers().between(shortest, longest),
            Arbitraries.of(1, 0, 6))
        .as((number, prefix, gateway) -> new Ip(net, number, prefix, gateway));
  }

  /** Addresses of either family or both, of one subnet or two. */
  static Arbitrary<AnyLease> some() {
    Arbitrary<Ip> v4 = ip("NET4.0.", 16, 29);
    Arbitrary<Ip> more = ip("MORE4.0.", 16, 29);
    Arbitrary<Ip> v6 = ip("NET6::", 48, 125);
    return Arbitraries.oneOf(
            v4.map(List::of),
            Combinators.combine(v4, v6).as(List::of),
            v6.map(List::of),
            Combinators.combine(v4, more).as(List::of),
            Combinators.combine(v4, v6, more).as(List::of))
        .flatMap(ips ->
            Combinators.combine(
                    routes(ips).list().ofMaxSize(4),
                    Arbitraries.of("{}", "{\"nameservers\": [\"192.0.2.53\"], \"domain\": \"d\"}"))
                .as((routes, dns) -> new AnyLease(ips, routes, dns)));
  }

  static Arbitrary<AnyLease> someOrNone() {
    return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(NONE)), Tuple.of(4, some()));
  }

  private static Arbitrary<String> routes(List<Ip> ips) {
    List<String> routes = new ArrayList<>();
    if (ips.stream().anyMatch(Ip::isV4)) {
      routes.addAll(
          List.of(
              "{\"dst\": \"0.0.0.0/0\"}",
              "{\"dst\": \"192.0.2.0/24\"}",
              "{\"dst\": \"192.0.2.7/24\", \"priority\": 50, \"table\": 99}",
              "{\"dst\": \"198.51.100.0/24\", \"mtu\": 1300, \"advmss\": 1200}",
              "{\"dst\": \"198.51.100.9/32\", \"scope\": 253}"));
    }
    if (ips.getFirst().isV4()) {
      routes.add("{\"dst\": \"203.0.113.0/24\", \"gw\": \"NET4.0.5\"}");
    }
    if (ips.stream().anyMatch(ip -> !ip.isV4())) {
      routes.addAll(
          List.of(
              "{\"dst\": \"::/0\"}",
              "{\"dst\": \"2001:db8:9::/48\", \"priority\": 5}",
              "{\"dst\": \"2001:db8:8::/48\", \"gw\": \"NET6::5\", \"mtu\": 1400}"));
    }
    return Arbitraries.of(routes);
  }

  boolean isNone() {
    return ips.isEmpty();
  }

  /**
   * Returns the members of a result.
   *
   * @param link the number of the interface with the addresses; negative for none
   */
  String json(int link) {
    return "\"ips\": ["
        + ips.stream().map(ip -> ip.json(link)).collect(joining(", "))
        + "], \"routes\": ["
        + String.join(", ", routes)
        + "], \"dns\": "
        + dns;
  }

  /** Returns the lines by which eth0 of both containers has it. */
  List<String> inside() {
    return Stream.concat(inside("inside ", 0), inside("inside-c2 ", 1)).toList();
  }

  private Stream<String> inside(String where, int next) {
    List<String> lines = new ArrayList<>();
    for (Ip ip : ips) {
      lines.add(where + "ip address add " + ip.ofNext(next) + " dev eth0");
    }
    for (boolean v4 : List.of(true, false)) {
      ips.stream()
          .filter(ip -> ip.isV4() == v4 && ip.gateway() != 0)
          .findFirst()
          .ifPresent(ip ->
              lines.add(
                  where
                      + ("ip route add " + (v4 ? "0.0.0.0/0" : "::/0"))
                      + (" via " + ip.net() + ip.gateway() + " dev eth0")));
    }
    return lines.stream();
  }
}
