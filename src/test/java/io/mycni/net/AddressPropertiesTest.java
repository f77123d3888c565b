package io.mycni.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Addresses and prefixes are numbers: what is said of them is what is true of those. */
class AddressPropertiesTest {
  @Provide
  Arbitrary<IpAddress> addresses() {
    Arbitrary<IpAddress> v4 =
        Arbitraries.integers()
            .map(bits -> new IpAddress(IpFamily.V4, 0, Integer.toUnsignedLong(bits)));
    Arbitrary<Long> halves = Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(0L, -1L, 1L));
    Arbitrary<IpAddress> v6 =
        Combinators.combine(halves, halves)
            .as((high, low) -> new IpAddress(IpFamily.V6, high, low))
            // Those that hold an address of IPv4 are read as that.
            .filter(address -> !(address.high() == 0 && address.low() >>> 32 == 0xffffL));
    return Arbitraries.oneOf(v4, v6);
  }

  @Provide
  Arbitrary<Cidr> prefixes() {
    return addresses()
        .flatMap(address ->
            Arbitraries.integers()
                .between(0, address.family() == IpFamily.V4 ? 32 : 128)
                .map(length -> new Cidr(address, length)));
  }

  private static int bits(IpAddress address) {
    return address.family() == IpFamily.V4 ? 32 : 128;
  }

  private static BigInteger number(IpAddress address) {
    BigInteger high = new BigInteger(Long.toUnsignedString(address.high()));
    return high.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(address.low())));
  }

  @Property
  void anAddressIsReadBackFromItsText(@ForAll("addresses") IpAddress address)
      throws UnknownHostException {
    String text = address.toString();
    assertEquals(Optional.of(address), IpAddress.parse(text));
    byte[] bytes = InetAddress.getByName(text).getAddress();
    assertEquals(number(address), new BigInteger(1, bytes));
    assertEquals(bits(address), bytes.length * 8);
    assertEquals(Optional.of(address), IpAddress.parse(text.toUpperCase(java.util.Locale.ROOT)));
  }

  @Property
  void addressesHaveTheOrderOfTheirNumbers(
      @ForAll("addresses") IpAddress one, @ForAll("addresses") IpAddress other) {
    if (one.family() == other.family()) {
      assertEquals(number(one).compareTo(number(other)), Integer.signum(one.compareTo(other)));
    }
    assertEquals(one.compareTo(other) == 0, one.equals(other));
    assertTrue(!one.equals(other) || one.hashCode() == other.hashCode());
  }

  @Property
  void theNextButOneIsTwoFurther(@ForAll("addresses") IpAddress address) {
    BigInteger all = BigInteger.ONE.shiftLeft(bits(address));
    assertEquals(number(address).add(BigInteger.ONE).mod(all), number(address.next()));
    assertEquals(address, address.next().previous());
    assertEquals(address, address.previous().next());
    assertEquals(address.next().next(), address.plus(2));
    assertEquals(address, address.plus(0));
  }

  @Property
  void aPrefixHoldsWhatLiesBetweenItsEnds(
      @ForAll("prefixes") Cidr prefix, @ForAll("addresses") IpAddress address) {
    BigInteger size = BigInteger.ONE.shiftLeft(bits(prefix.address()) - prefix.prefix());
    BigInteger first = number(prefix.first());
    assertEquals(BigInteger.ZERO, first.mod(size));
    assertEquals(first.add(size).subtract(BigInteger.ONE), number(prefix.last()));
    assertTrue(prefix.contains(prefix.address()));
    boolean between =
        address.family() == prefix.family()
            && number(address).compareTo(first) >= 0
            && number(address).compareTo(number(prefix.last())) <= 0;
    assertEquals(between, prefix.contains(address));
    assertEquals(prefix.subnet(), prefix.subnet().subnet());
    assertEquals(prefix.first(), prefix.subnet().address());
  }

  @Property
  void prefixesOverlapWhereOneHoldsTheOther(
      @ForAll("prefixes") Cidr one, @ForAll("prefixes") Cidr other) {
    boolean held = one.contains(other.first()) || other.contains(one.first());
    assertEquals(held, one.overlaps(other));
    assertEquals(held, other.overlaps(one));
    assertTrue(one.overlaps(one));
  }

  @Property
  void aPrefixIsReadBackFromItsText(@ForAll("prefixes") Cidr prefix) {
    assertEquals(Optional.of(prefix), Cidr.parse(prefix.toString()));
    assertEquals(prefix, Cidr.of(prefix.toString()));
    assertEquals(
        Optional.empty(), Cidr.parse(prefix.address() + "/" + (bits(prefix.address()) + 1)));
    assertEquals(Optional.empty(), Cidr.parse(prefix.address() + "/-1"));
    assertEquals(Optional.empty(), Cidr.parse(prefix.toString() + "0x"));
    assertEquals(bits(prefix.address()), Cidr.host(prefix.address()).prefix());
  }

  /** Whatever is read as an address is one to Java, too, and nothing else is. */
  @Property
  void onlyAddressesAreReadAsSuch(@ForAll("nearlyAddresses") String text)
      throws UnknownHostException {
    Optional<IpAddress> read = IpAddress.parse(text);
    Assume.that(read.isPresent());
    assertEquals(number(read.get()), new BigInteger(1, InetAddress.getByName(text).getAddress()));
  }

  @Provide
  Arbitrary<String> nearlyAddresses() {
    Arbitrary<String> any = Arbitraries.strings().withChars("0123456789abcdefF:./").ofMaxLength(40);
    Arbitrary<String> spoilt =
        Combinators.combine(
                addresses().map(IpAddress::toString),
                Arbitraries.integers().between(0, 39),
                Arbitraries.of("", ":", "::", ".", "0", "00", "f", "1", "g", " ", "%"))
            .as((text, at, piece) -> {
              int place = Math.min(at, text.length());
              return text.substring(0, place) + piece + text.substring(place);
            });
    return Arbitraries.oneOf(any, spoilt);
  }

  @Property
  void aHardwareAddressIsReadBackFromItsText(@ForAll byte[] hash) {
    byte[] six = Arrays.copyOf(hash, 6);
    MacAddress mac = MacAddress.locallyAdministered(six);
    assertFalse(mac.isMulticast());
    assertFalse(mac.isZero());
    assertEquals(Optional.of(mac), MacAddress.parse(mac.text()));
    assertEquals(Optional.of(mac), MacAddress.parse(mac.text().toUpperCase(java.util.Locale.ROOT)));
    assertEquals(2, Integer.parseInt(mac.text().substring(0, 2), 16) & 3);
  }
}
