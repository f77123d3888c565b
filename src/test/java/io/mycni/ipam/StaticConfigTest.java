package io.mycni.ipam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.Sections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticConfigTest {
  private static final String ONE = "'addresses': [{'address': '10.1.0.5/16'}]";

  private static StaticConfig read(String keys, String args) {
    return StaticConfig.read(
        Sections.of("'ipam': {'type': 'static'" + keys), CniArgs.parse(args), SpecVersion.V1_1_0);
  }

  private static List<String> addresses(StaticConfig config) {
    return config.ips().stream().map(ip -> ip.address().toString()).toList();
  }

  private static String gateways(StaticConfig config) {
    StringBuilder text = new StringBuilder();
    for (CniIp ip : config.ips()) {
      text.append(ip.gateway().map(Object::toString).orElse("-")).append(' ');
    }
    return text.toString();
  }

  private static void assertRefused(String said, Runnable reading) {
    CniException e = assertThrows(CniException.class, reading::run);
    assertTrue(e.getMessage().contains(said), e.getMessage());
  }

  @Test
  void addressesOfTheArgumentsAreAddedAndHaveTheirGateways() {
    StaticConfig config =
        read(
            ", " + ONE + "}",
            "IP=10.2.0.5/24,fd00::5/64;GATEWAY=10.2.0.1,fd00::1;IgnoreUnknown=1;OTHER=x");
    assertEquals(List.of("10.1.0.5/16", "10.2.0.5/24", "fd00::5/64"), addresses(config));
    assertEquals("- 10.2.0.1 fd00::1 ", gateways(config));
  }

  @Test
  void whatARuntimeGivesStandsInThePlaceOfAllOther() {
    StaticConfig config =
        read(
            ", "
                + ONE
                + "}, 'args': {'cni': {'ips': ['10.3.0.5/24']}},"
                + " 'runtimeConfig': {'ips': ['10.4.0.5/24']}",
            "IP=10.2.0.5/24");
    assertEquals(List.of("10.4.0.5/24"), addresses(config));
    assertEquals(
        List.of("10.3.0.5/24"),
        addresses(read("}, 'args': {'cni': {'ips': ['10.3.0.5/24']}}", "")));
  }

  @Test
  void whatIsNoAddressIsRefusedByItsPlace() {
    assertRefused("CNI_ARGS", () -> read(", " + ONE + "}", "IP=10.2.0.5"));
    assertRefused("no IP address", () -> read(", " + ONE + "}", "GATEWAY=10.2.0"));
    assertRefused("CIDR", () -> read("}, 'runtimeConfig': {'ips': ['10.4.0.5']}", ""));
    assertRefused("addresses", () -> read("}", ""));
    assertRefused("10.1.0.5 twice", () -> read(", " + ONE + "}", "IP=10.1.0.5/24"));
    assertRefused("OTHER", () -> read(", " + ONE + "}", "OTHER=x"));
  }

  @Test
  void anOldVersionHasRoomForOneAddressOfEachFamily() {
    String two =
        "'ipam': {'type': 'static', 'addresses': [{'address': '10.1.0.5/16'}, {'address': '%s'}]}";
    StaticConfig config =
        StaticConfig.read(
            Sections.of(two.formatted("fd00::5/64")), CniArgs.NONE, SpecVersion.V0_2_0);
    assertEquals(2, config.ips().size());
    assertRefused(
        "0.2.0",
        () ->
            StaticConfig.read(
                Sections.of(two.formatted("10.2.0.5/16")), CniArgs.NONE, SpecVersion.V0_2_0));
    assertEquals(
        2,
        StaticConfig.read(
                Sections.of(two.formatted("10.2.0.5/16")), CniArgs.NONE, SpecVersion.V0_3_0)
            .ips()
            .size());
  }

  @Test
  void routesAndDnsAreThoseOfTheSection() {
    StaticConfig config =
        read(", " + ONE + ", 'routes': [{'dst': '0.0.0.0/0'}], 'dns': {'domain': 'a.org'}}", "");
    assertEquals("0.0.0.0/0", config.routes().getFirst().destination().toString());
    assertEquals("a.org", config.dns().domain());
  }
}
