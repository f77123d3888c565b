package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every version against every verb and every part of a result. */
class VersionMatrixTest {
  private static final CniResult RESULT =
      new CniResult(
          List.of(
              new CniInterface("br0", Optional.of(MacAddress.of("02:00:00:00:00:01")), 1500, ""),
              new CniInterface(
                  "eth0", Optional.of(MacAddress.of("02:00:00:00:00:02")), 1400, "/run/netns/a")),
          List.of(
              new CniIp(
                  Cidr.of("10.1.0.2/16"), Optional.of(IpAddress.of("10.1.0.1")), OptionalInt.of(1)),
              new CniIp(Cidr.of("fd00::2/64"), Optional.empty(), OptionalInt.of(1))),
          List.of(
              new CniRoute(
                  Cidr.of("0.0.0.0/0"),
                  Optional.of(IpAddress.of("10.1.0.1")),
                  OptionalInt.of(1300),
                  OptionalInt.of(1200),
                  OptionalInt.of(7),
                  OptionalInt.of(99),
                  OptionalInt.of(0)),
              CniRoute.to(Cidr.of("fd01::/64"), Optional.empty())),
          new CniDns(
              List.of("10.1.0.53"), "example.org", List.of("a.example"), List.of("ndots:2")));

  private static final String DNS =
      "\"dns\":{\"nameservers\":[\"10.1.0.53\"],\"domain\":\"example.org\","
          + "\"search\":[\"a.example\"],\"options\":[\"ndots:2\"]}}";
  private static final String OLD =
      "\"ip4\":{\"ip\":\"10.1.0.2/16\",\"gateway\":\"10.1.0.1\","
          + "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\"}]},"
          + "\"ip6\":{\"ip\":\"fd00::2/64\",\"routes\":[{\"dst\":\"fd01::/64\"}]},"
          + DNS;
  private static final String ROUTES =
      "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\"},{\"dst\":\"fd01::/64\"}],";
  private static final String INTERFACES =
      "\"interfaces\":[{\"name\":\"br0\",\"mac\":\"02:00:00:00:00:01\"},"
          + "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:02\",\"sandbox\":\"/run/netns/a\"}],";
  private static final String VERSIONED =
      INTERFACES
          + "\"ips\":[{\"version\":\"4\",\"interface\":1,\"address\":\"10.1.0.2/16\","
          + "\"gateway\":\"10.1.0.1\"},"
          + "{\"version\":\"6\",\"interface\":1,\"address\":\"fd00::2/64\"}],"
          + ROUTES
          + DNS;
  private static final String NEW_IPS =
      "\"ips\":[{\"interface\":1,\"address\":\"10.1.0.2/16\",\"gateway\":\"10.1.0.1\"},"
          + "{\"interface\":1,\"address\":\"fd00::2/64\"}],";
  private static final String LATEST =
      "\"interfaces\":[{\"name\":\"br0\",\"mac\":\"02:00:00:00:00:01\",\"mtu\":1500},"
          + "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:02\",\"mtu\":1400,"
          + "\"sandbox\":\"/run/netns/a\"}],"
          + NEW_IPS
          + "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\",\"mtu\":1300,\"advmss\":1200,"
          + "\"priority\":7,\"table\":99,\"scope\":0},{\"dst\":\"fd01::/64\"}],"
          + DNS;

  private static String shapeOf(SpecVersion version) {
    return switch (version) {
      case V0_1_0, V0_2_0 -> OLD;
      case V0_3_0, V0_3_1, V0_4_0 -> VERSIONED;
      case V1_0_0 -> INTERFACES + NEW_IPS + ROUTES + DNS;
      case V1_1_0 -> LATEST;
    };
  }

  @ParameterizedTest
  @EnumSource(SpecVersion.class)
  void aResultHasTheShapeOfItsVersion(SpecVersion version) {
    String written =
        new String(Json.write(ResultCodec.write(RESULT, version)), StandardCharsets.UTF_8);
    assertEquals("{\"cniVersion\":\"" + version + "\"," + shapeOf(version), written);
  }

  @ParameterizedTest
  @EnumSource(SpecVersion.class)
  void aResultOfAnyVersionIsReadBack(SpecVersion version) {
    CniResult read = ResultReader.read(ResultCodec.write(RESULT, version), "prevResult");
    assertEquals(ResultCodec.write(RESULT, version), ResultCodec.write(read, version));
    assertEquals(RESULT.ips().getFirst().address(), read.ips().getFirst().address());
    if (version == SpecVersion.V1_1_0) {
      assertEquals(RESULT, read);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.1.0, ADD DEL VERSION", "0.2.0, ADD DEL VERSION", "0.3.0, ADD DEL VERSION",
    "0.3.1, ADD DEL VERSION", "0.4.0, ADD DEL CHECK VERSION", "1.0.0, ADD DEL CHECK VERSION",
    "1.1.0, ADD DEL CHECK VERSION STATUS GC"
  })
  void aVerbThatAVersionLacksIsError1(String version, String verbs) {
    for (CniCommand command : CniCommand.values()) {
      if (List.of(verbs.split(" ")).contains(command.name())) {
        assertEquals(command, read(command.name(), version).command());
      } else {
        CniException e = assertThrows(CniException.class, () -> read(command.name(), version));
        assertEquals(1, e.code());
        assertTrue(
            e.getMessage().contains("config version does not allow " + command), e.getMessage());
        String since = command == CniCommand.CHECK ? "0.4.0" : "1.1.0";
        assertTrue(e.details().startsWith(command + " came with " + since), e.details());
      }
    }
  }

  private static CniRequest read(String command, String version) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", "a");
    environment.put("CNI_NETNS", "/run/netns/a");
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", "/opt/cni/bin");
    String config = "{\"cniVersion\":\"" + version + "\",\"name\":\"net\"}";
    return RequestReader.read(environment, config.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anUnknownVersionIsError1AndNamesThoseThatAreSpoken() {
    CniException e = assertThrows(CniException.class, () -> read("ADD", "0.9.9"));
    assertEquals(1, e.code());
    assertTrue(e.getMessage().contains("'0.9.9'") && e.details().contains("0.1.0, 0.2.0"));
    assertEquals(CniCommand.VERSION, read("VERSION", "9.9.9").command());
  }

  @Test
  void aConfigurationWithoutAVersionIsOf010() {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", "DEL");
    environment.put("CNI_CONTAINERID", "a");
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", "/opt/cni/bin");
    CniRequest request =
        RequestReader.read(environment, "{\"name\":\"net\"}".getBytes(StandardCharsets.UTF_8));
    assertEquals(SpecVersion.V0_1_0, request.version());
    assertEquals("", request.netns());
  }
}
