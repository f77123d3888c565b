package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.Sections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLocalConfigTest {
  private static HostLocalConfig read(String ipam) {
    return HostLocalConfig.read(
        Sections.of("'ipam': {" + ipam + "}"), CniArgs.NONE, SpecVersion.V1_0_0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                                         | ipam.ranges is missing, and subnet, too: no IP ranges specified
          'subnet': '10.1.0.0'                                       | ipam.subnet is "10.1.0.0", which is no ADDRESS/PREFIX
          'subnet': '10.1.0.5/16'                                    | has host bits set
          'subnet': '10.1.0.0/31'                                    | ipam.subnet is "10.1.0.0/31", which is too small to allocate from
          'subnet': '10.1.0.0/32'                                    | too small
          'subnet': 'fd00::/127'                                     | too small
          'subnet': '10.1.0.0/24', 'rangeStart': '10.2.0.1'          | ipam.rangeStart is "10.2.0.1", which is not in network 10.1.0.0/24
          'subnet': '10.1.0.0/24', 'rangeEnd': '10.1.1.1'            | ipam.rangeEnd is "10.1.1.1", which is not in network
          'subnet': '10.1.0.0/24', 'rangeStart': '10.1.0.9', 'rangeEnd': '10.1.0.5' | ipam.rangeStart is "10.1.0.9", which comes after rangeEnd 10.1.0.5
          'subnet': '10.1.0.0/24', 'rangeStart': 5                   | ipam.rangeStart is 5, which is no text
          'subnet': '10.1.0.0/24', 'gateway': 'fd00::1'              | ipam.gateway is "fd00::1", which is of another family
          'ranges': [[]]                                             | ipam.ranges[0] is an empty set
          'ranges': [{'subnet': '10.1.0.0/24'}]                      | ipam.ranges is [{"subnet":"10.1.0.0/24"}], which has an item that is no list
          'ranges': [[{'subnet': '10.1.0.0/24'}, {'subnet': 'fd00::/64'}]] | ipam.ranges[0][1].subnet is "fd00::/64", which is of another family than 10.1.0.0/24: mixed address families in ipam.ranges[0]
          'ranges': [[{'subnet': '10.1.0.0/24'}, {'subnet': '10.1.0.0/25'}]] | overlaps
          'ranges': [[{'subnet': '10.1.0.0/24'}], [{'subnet': '10.1.0.0/25'}]] | overlaps with 0
          'subnet': '10.1.0.0/24', 'ranges': [[{'subnet': '10.1.0.0/16'}]] | overlaps with 0
          'subnet': '10.1.0.0/24', 'routes': [{'dst': '0.0.0.0/0', 'scope': 256}] | ipam.routes[0].scope is 256, which is no whole number from 0 to 255
          'subnet': '10.1.0.0/24', 'routes': [{'dst': 'x'}]          | ipam.routes[0].dst is "x", which is no ADDRESS/PREFIX: invalid CIDR address
          'subnet': '10.1.0.0/24', 'routes': [{}]                    | ipam.routes[0].dst is missing
          'subnet': '10.1.0.0/24', 'routes': [{'dst': '0.0.0.0/0', 'gw': 'fd00::1'}] | ipam.routes[0].gw
          'subnet': '10.1.0.0/24', 'dataDir': 7                      | ipam.dataDir is 7, which is no text
          """)
  void aMistakeIsNamedWithItsKeyAndValue(String ipam, String expected) {
    CniException e = assertThrows(CniException.class, () -> read(ipam == null ? "" : ipam));
    assertEquals(7, e.code());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void defaultsAreThoseOfTheReference() {
    HostLocalConfig config = read("'subnet': '10.1.0.0/24'");
    AddressRange range = config.rangeSets().getFirst().ranges().getFirst();
    assertEquals("10.1.0.1-10.1.0.254", range.toString());
    assertEquals("10.1.0.1", range.gateway().toString());
    assertEquals("/var/lib/cni/networks", config.dataDir().toString());
    range = read("'subnet': 'fd00::/120'").rangeSets().getFirst().ranges().getFirst();
    assertEquals("fd00::1-fd00::ff", range.toString());
  }

  @Test
  void keysAreFoundInAnyCaseButTheExactOneFirst() {
    assertEquals(1, read("'Subnet': '10.1.0.0/24'").rangeSets().size());
    assertEquals(
        "10.2.0.1-10.2.0.254",
        read("'SUBNET': '10.1.0.0/24', 'subnet': '10.2.0.0/24'").rangeSets().getFirst().toString());
  }

  @Test
  void requestedAddressesComeFromThreePlaces() {
    HostLocalConfig config =
        HostLocalConfig.read(
            Sections.of(
                "'ipam': {'subnet': '10.1.0.0/24'}, 'args': {'cni': {'ips': ['10.1.0.6/24']}},"
                    + " 'runtimeConfig': {'IPs': ['10.1.0.7'],"
                    + " 'ipRanges': [[{'subnet': 'fd00::/64'}]]}"),
            CniArgs.parse("IP=10.1.0.5;IgnoreUnknown=1;X=y"),
            SpecVersion.V1_0_0);
    assertEquals("[10.1.0.5, 10.1.0.6, 10.1.0.7]", config.requested().toString());
    assertEquals("fd00::1-fd00::ffff:ffff:ffff:ffff", config.rangeSets().getFirst().toString());
  }

  @Test
  void anOldVersionHasRoomForOneAddressOfAFamily() {
    CniException e =
        assertThrows(
            CniException.class,
            () ->
                HostLocalConfig.read(
                    Sections.of(
                        "'ipam': {'ranges':"
                            + " [[{'subnet': '10.1.0.0/24'}], [{'subnet': '10.2.0.0/24'}]]}"),
                    CniArgs.NONE,
                    SpecVersion.V0_2_0));
    assertTrue(e.getMessage().contains("0.2.0"), e.getMessage());
  }
}
