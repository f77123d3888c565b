package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A result is read back as it was written, in any version as far as that has words for it. */
class ResultPropertiesTest {
  private static Arbitrary<OptionalInt> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.just(OptionalInt.empty()),
        Arbitraries.integers().between(1, Integer.MAX_VALUE).map(OptionalInt::of));
  }

  private static Arbitrary<IpAddress> address(IpFamily family) {
    return family == IpFamily.V4
        ? Arbitraries.integers().map(bits -> new IpAddress(family, 0, Integer.toUnsignedLong(bits)))
        : Arbitraries.longs().map(bits -> new IpAddress(family, 0xfd00L << 48, bits));
  }

  private static Arbitrary<CniIp> ips(int interfaces) {
    return Arbitraries.of(IpFamily.values())
        .flatMap(family ->
            Combinators.combine(
                    address(family),
                    Arbitraries.integers().between(0, family.bits()),
                    address(family).optional(),
                    Arbitraries.integers().between(-1, interfaces - 1))
                .as((address, prefix, gateway, index) ->
                    new CniIp(
                        new Cidr(address, prefix),
                        gateway,
                        index < 0 ? OptionalInt.empty() : OptionalInt.of(index))));
  }

  private static Arbitrary<CniRoute> routes() {
    return Arbitraries.of(IpFamily.values())
        .flatMap(family ->
            Combinators.combine(
                    address(family),
                    Arbitraries.integers().between(0, family.bits()),
                    address(family).optional(),
                    numbers(),
                    numbers(),
                    numbers())
                .as((to, prefix, hop, mtu, priority, table) ->
                    new CniRoute(
                        new Cidr(to, prefix).subnet(),
                        hop,
                        mtu,
                        OptionalInt.empty(),
                        priority,
                        table,
                        OptionalInt.empty(),
                        OtherKeys.NONE)));
  }

  private static Arbitrary<String> words() {
    return Arbitraries.strings().withChars("abc.-ä").ofMinLength(1).ofMaxLength(8);
  }

  private static Arbitrary<CniInterface> interfaces() {
    return Combinators.combine(
            words(),
            Arbitraries.integers().between(0, 255).optional(),
            Arbitraries.integers().between(0, 65_535),
            Arbitraries.of("", "/run/netns/c1"))
        .as((name, mac, mtu, sandbox) ->
            new CniInterface(
                name,
                mac.map(octet -> MacAddress.of("02:00:00:00:00:%02x".formatted(octet))),
                mtu,
                sandbox));
  }

  @Provide
  Arbitrary<CniResult> results() {
    return interfaces()
        .list()
        .ofMaxSize(3)
        .flatMap(made ->
            Combinators.combine(
                    ips(made.size()).list().ofMaxSize(3),
                    routes().list().ofMaxSize(3),
                    words().list().ofMaxSize(2),
                    Arbitraries.of("", "example.org"))
                .as((ips, routes, names, domain) ->
                    new CniResult(made, ips, routes, new CniDns(names, domain, names, List.of()))));
  }

  private static CniResult again(CniResult result, SpecVersion version) {
    return ResultReader.read(
        Json.read(Json.write(ResultCodec.write(result, version))), "the result");
  }

  @Property
  void theNewestVersionHasWordsForAllOfIt(@ForAll("results") CniResult result) {
    assertEquals(result, again(result, SpecVersion.NEWEST));
  }

  @Property
  void whatAVersionHasWordsForIsKept(@ForAll("results") CniResult result) {
    for (SpecVersion version : SpecVersion.values()) {
      Optional<CniResult> once = written(result, version);
      if (once.isPresent()) {
        assertEquals(once.get(), again(once.get(), version), version.toString());
        assertEquals(result.dns(), once.get().dns());
        if (version.atLeast(SpecVersion.V0_3_0)) {
          assertEquals(addresses(result), addresses(once.get()));
          assertEquals(result.routes().size(), once.get().routes().size());
        }
      }
    }
  }

  private static List<Cidr> addresses(CniResult result) {
    return result.ips().stream().map(CniIp::address).toList();
  }

  /** An old version has no room for an address without one of its family, say. */
  private static Optional<CniResult> written(CniResult result, SpecVersion version) {
    try {
      return Optional.of(again(result, version));
    } catch (CniException refused) {
      return Optional.empty();
    }
  }
}
