package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A result is another program's: whatever is none of its kind is refused, and the rest passed on.
 */
class ResultReaderTest {
  private static JsonNode node(String text) {
    return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static CniResult read(String text) {
    return ResultReader.read(node(text), "prevResult");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          []                                                        | is no object
          {'interfaces': {}}                                        | has interfaces that are no list
          {'interfaces': [1]}                                       | is no object
          {'interfaces': [{'name': 1}]}                             | has a name that is no text
          {'interfaces': [{'name': 'a\\u0000'}]}                    | has a name that is no text
          {'interfaces': [{'name': 'a', 'mtu': -1}]}                | has a mtu that is no whole number
          {'interfaces': [{'name': 'a', 'mtu': 1.5}]}               | has a mtu that is no whole number
          {'interfaces': [{'name': 'a', 'mtu': 2147483648}]}        | has a mtu that is no whole number
          {'ips': [1]}                                              | is no object
          {'ips': [{}]}                                             | has an address that is no ADDRESS/PREFIX
          {'ips': [{'address': '10.1.0.5'}]}                        | has an address that is no ADDRESS/PREFIX
          {'ips': [{'address': '10.1.0.5/24', 'gateway': 'x'}]}     | has the gateway x, no address,
          {'ips': [{'address': '10.1.0.5/24', 'interface': '0'}]}   | has a interface that is no whole number
          {'ip4': 1}                                                | is no object
          {'ip6': {'ip': 'fd00::/129'}}                             | has an address that is no ADDRESS/PREFIX
          {'ip4': {'ip': '10.1.0.5/24', 'routes': [{'dst': 'x'}]}}  | has a route whose dst is no prefix
          {'routes': {}}                                            | has routes that are no list
          {'routes': [1]}                                           | is no object
          {'routes': [{'gw': '10.1.0.1'}]}                          | has a route whose dst is no prefix
          {'routes': [{'dst': '0.0.0.0/0', 'gw': '10.1.0'}]}        | has the gw 10.1.0, no address,
          {'routes': [{'dst': '0.0.0.0/0', 'priority': -1}]}        | has a priority that is no whole number
          {'dns': 1}                                                | is no object
          {'dns': {'domain': []}}                                   | has a domain that is no text
          {'dns': {'nameservers': 'x'}}                             | has nameservers that are no list
          {'dns': {'search': ['a', 1]}}                             | has an item of search that is no text
          """)
  void whatIsNoneOfItsKindIsRefusedAndShown(String text, String why) {
    CniException refusal = assertThrows(CniException.class, () -> read(text));
    assertEquals(ErrorCode.DECODING_FAILURE.number(), refusal.code());
    assertTrue(refusal.getMessage().startsWith("prevResult " + why), refusal.getMessage());
  }

  @Test
  void eachValueComesToItsPlace() {
    CniResult result =
        read(
            """
            {'cniVersion': '1.1.0',
             'interfaces': [{'name': 'eth0', 'mac': '02:00:00:00:00:01', 'mtu': 0, 'sandbox': '/n'}],
             'ips': [{'address': '10.1.0.5/24', 'gateway': '10.1.0.1', 'interface': 0}],
             'routes': [{'dst': '0.0.0.0/0', 'gw': '10.1.0.2', 'mtu': 1, 'advmss': 2, 'priority': 3,
                         'table': 4, 'scope': 5}],
             'dns': {'nameservers': ['a'], 'domain': 'b', 'search': ['c'], 'options': ['d', 'e']}}
            """);
    assertEquals(
        new CniResult(
            List.of(
                new CniInterface("eth0", Optional.of(MacAddress.of("02:00:00:00:00:01")), 0, "/n")),
            List.of(
                new CniIp(
                    Cidr.of("10.1.0.5/24"),
                    Optional.of(IpAddress.of("10.1.0.1")),
                    OptionalInt.of(0))),
            List.of(
                new CniRoute(
                    Cidr.of("0.0.0.0/0"),
                    Optional.of(IpAddress.of("10.1.0.2")),
                    OptionalInt.of(1),
                    OptionalInt.of(2),
                    OptionalInt.of(3),
                    OptionalInt.of(4),
                    OptionalInt.of(5))),
            new CniDns(List.of("a"), "b", List.of("c"), List.of("d", "e"))),
        result);
  }

  /**
   * InfiniBand's addresses are longer; version 1.0.0 has no word for an MTU, but others write it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'cniVersion':'1.1.0','interfaces':[{'name':'ib0','mac':'80:00:02:08:fe:80','pciID':'x'}],'dns':{}}",
        "{'cniVersion':'1.1.0','interfaces':[{'name':'ib0','mac':'80:00:02:08:fe:80:00:00:00:00'}],'dns':{}}",
        "{'cniVersion':'1.0.0','interfaces':[{'name':'eth0','mtu':1400}],'dns':{}}",
        "{'cniVersion':'1.0.0','ips':[{'address':'10.1.0.5/24','pool':1}],'dns':{'ttl':5}}",
        "{'cniVersion':'1.0.0','routes':[{'dst':'0.0.0.0/0','mtu':1300,'table':7}],'dns':{}}",
        "{'cniVersion':'0.2.0','ip4':{'ip':'10.1.0.5/24','by':'us'},'dns':{},'more':[null]}"
      })
  void whatItsVersionHasNoWordForIsPassedOn(String text) {
    SpecVersion version = SpecVersion.of(node(text).path("cniVersion").asString()).orElseThrow();
    assertEquals(node(text), ResultCodec.write(read(text), version));
  }

  @Test
  void anInterfaceIsAskedForByItsNameInTheContainer() {
    CniResult result =
        read(
            """
            {'interfaces': [{'name': 'eth0', 'mac': '02:00:00:00:00:01'},
                            {'name': 'eth0', 'mac': '02:00:00:00:00:02', 'sandbox': '/n'},
                            {'name': 'eth1', 'sandbox': '/n'}],
             'ips': [{'address': '10.1.0.1/24', 'interface': 1}, {'address': '10.1.0.2/24'},
                     {'address': '10.1.0.3/24', 'interface': 2},
                     {'address': '10.1.0.4/24', 'interface': 3}]}
            """);
    assertEquals(Optional.of(MacAddress.of("02:00:00:00:00:02")), result.macOf("eth0"));
    assertEquals(Optional.empty(), result.macOf("eth1"));
    assertEquals(Optional.empty(), result.macOf("eth2"));
    assertEquals(
        List.of(Cidr.of("10.1.0.1/24"), Cidr.of("10.1.0.2/24"), Cidr.of("10.1.0.4/24")),
        result.ipsOf("eth0").stream().map(CniIp::address).toList());
  }

  /** IPv6 has no scopes of routes: the kernel takes the number and forgets it. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/0, 252, false",
    "0.0.0.0/0, 253, true",
    "0.0.0.0/0, 254, true",
    "::/0, 253, false"
  })
  void whatLiesOnTheLinkHasNoNextHop(String to, int scope, boolean forbids) {
    CniResult result = read("{'routes': [{'dst': '" + to + "', 'scope': " + scope + "}]}");
    assertEquals(forbids, result.routes().getFirst().forbidsGateway());
  }
}
