package io.mycni.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "10.1.0.5, 10.1.0.5",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "FD00:0:0:0:0:0:0:1, fd00::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1::, 1::",
    "::ffff:10.1.0.5, 10.1.0.5",
    "64:ff9b::192.0.2.1, 64:ff9b::c000:201"
  })
  void anAddressIsPrintedInItsCanonicalForm(String text, String canonical) {
    assertEquals(canonical, IpAddress.of(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.1.0",
        "10.1.0.256",
        "10.1.0.05",
        "10.1.0.5.6",
        "10.1.0.5 ",
        ":",
        ":::",
        "1:2",
        "1::2::3",
        "12345::",
        "fe80::1%eth0",
        "1:2:3:4:5:6:7:8:9",
        "::1.2.3",
        "g::",
        "1:2:3:4:5:6:7:",
        "localhost"
      })
  void whatIsNoAddressIsNoneRead(String text) {
    assertTrue(IpAddress.parse(text).isEmpty());
  }

  @Test
  void everyV6AddressIsReadBackFromWhatIsPrinted() throws UnknownHostException {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      long high = random.nextLong() & -(random.nextLong() & 1) & random.nextLong();
      long low = random.nextLong() & (random.nextBoolean() ? 0xffff0000ffff0000L : -1);
      if (high == 0 && low >>> 32 == 0xffff) {
        continue;
      }
      IpAddress address = new IpAddress(IpFamily.V6, high, low);
      assertEquals(address, IpAddress.of(address.toString()));
      byte[] bytes = InetAddress.getByName(address.toString()).getAddress();
      assertEquals(low, java.nio.ByteBuffer.wrap(bytes).getLong(8));
    }
  }

  @Test
  void addressesAreCountedAcrossTheirHalves() {
    assertEquals("fd00:0:0:1::", IpAddress.of("fd00::ffff:ffff:ffff:ffff").next().toString());
    assertEquals("fd00::ffff:ffff:ffff:ffff", IpAddress.of("fd00:0:0:1::").previous().toString());
    assertEquals("10.2.0.0", IpAddress.of("10.1.255.255").next().toString());
    assertEquals("0.0.0.0", IpAddress.of("255.255.255.255").next().toString());
  }

  @Test
  void highAddressesComeAfterLowOnes() {
    assertTrue(IpAddress.of("128.0.0.1").compareTo(IpAddress.of("127.0.0.1")) > 0);
    assertTrue(IpAddress.of("ff00::").compareTo(IpAddress.of("7f00::")) > 0);
    assertTrue(IpAddress.of("::").compareTo(IpAddress.of("255.0.0.0")) > 0);
  }

  @ParameterizedTest
  @CsvSource({
    "10.16.3.4/16, 10.16.0.0, 10.16.255.255",
    "10.16.3.4/32, 10.16.3.4, 10.16.3.4",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255",
    "fd00::1/64, fd00::, fd00::ffff:ffff:ffff:ffff",
    "fd00::1/63, fd00::, fd00::1:ffff:ffff:ffff:ffff",
    "fd00::1/128, fd00::1, fd00::1",
    "::/0, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
  })
  void aPrefixKnowsItsEnds(String text, String first, String last) {
    Cidr cidr = Cidr.of(text);
    assertEquals(first, cidr.first().toString());
    assertEquals(last, cidr.last().toString());
    assertTrue(cidr.contains(cidr.first()) && cidr.contains(cidr.last()));
    assertEquals(text, cidr.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "fd00::/129",
        "/8",
        "10.0.0.0/8/8"
      })
  void whatIsNoPrefixIsNoneRead(String text) {
    assertTrue(Cidr.parse(text).isEmpty());
  }

  @Test
  void prefixesOverlapWhenOneHoldsTheOther() {
    assertTrue(Cidr.of("10.0.0.0/8").overlaps(Cidr.of("10.9.0.0/16")));
    assertTrue(Cidr.of("10.9.0.0/16").overlaps(Cidr.of("10.0.0.0/8")));
    assertFalse(Cidr.of("10.9.0.0/16").overlaps(Cidr.of("10.10.0.0/16")));
    assertFalse(Cidr.of("0.0.0.0/0").overlaps(Cidr.of("::/0")));
  }

  @Test
  void aMacAddressIsReadWithColonsOrHyphens() {
    assertEquals("02:aa:bb:cc:dd:ee", MacAddress.of("02-AA-BB-CC-DD-EE").toString());
    assertTrue(MacAddress.parse("02:aa:bb:cc:dd").isEmpty());
    assertTrue(MacAddress.parse("02:aa:bb:cc:dd:eg").isEmpty());
    assertTrue(MacAddress.of("03:00:00:00:00:00").isMulticast());
  }

  @Test
  void aDerivedMacAddressIsUnicastAndLocallyAdministered() {
    for (int i = 0; i < 256; i++) {
      MacAddress mac = MacAddress.locallyAdministered(new byte[] {(byte) i, 1, 2, 3, 4, 5});
      int first = Integer.parseInt(mac.toString().substring(0, 2), 16);
      assertEquals(2, first & 3);
    }
  }
}
