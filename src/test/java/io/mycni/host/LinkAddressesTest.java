package io.mycni.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mycni.net.Cidr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkAddressesTest {
  /** As the kernel prints it; indexes have two digits or more. */
  private static final String TABLE =
      """
      00000000000000000000000000000001 01 80 10 80       lo
      fd170000000000000000000000000001 02 40 00 80      br0
      fe80000000000000a8aa55fffe1c0001 02 40 20 80      br0
      fd180000000000000000000000000001 1a2 70 00 80 vethbr0
      fd190000000000000000000000000001 1a3 80 00 c0 a-name-of-15-ch
      fd200000000000000000000000000001 1a4 40 00 80     br01
      """;

  private static List<String> of(String name, String table) {
    List<Cidr> addresses = new ArrayList<>();
    LinkAddresses.addIpv6(name, table.getBytes(StandardCharsets.ISO_8859_1), addresses);
    return addresses.stream().map(Cidr::toString).toList();
  }

  @Test
  void aLinkHasTheAddressesOfItsOwnLinesAndNoOthers() {
    assertEquals(List.of("fd17::1/64", "fe80::a8aa:55ff:fe1c:1/64"), of("br0", TABLE));
    assertEquals(List.of("::1/128"), of("lo", TABLE));
    assertEquals(List.of("fd18::1/112"), of("vethbr0", TABLE));
    assertEquals(List.of("fd19::1/128"), of("a-name-of-15-ch", TABLE));
    assertEquals(List.of(), of("br", TABLE));
    assertEquals(List.of(), of("r0", TABLE));
    assertEquals(List.of(), of("80", TABLE));
  }

  @Test
  void aTableThatEndsEarlyHasWhatIsWholeInIt() {
    assertEquals(List.of(), of("br0", ""));
    assertEquals(List.of("::1/128"), of("lo", TABLE.substring(0, TABLE.indexOf('\n'))));
    assertEquals(List.of(), of("lo", TABLE.substring(0, 30)));
  }
}
