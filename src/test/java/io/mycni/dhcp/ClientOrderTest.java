package io.mycni.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.ipam.dhcp.DhcpConfig;
import io.mycni.keys.Section;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is told, as it follows from the keys. */
class ClientOrderTest {
  private static final Attachment A = new Attachment("lan", "a", "eth0");

  private static DhcpConfig config(String keys, String args) {
    String text = "{\"ipam\": {\"type\": \"dhcp\"" + keys + "}}";
    return DhcpConfig.read(
        Section.of(Json.readObject(text.getBytes(StandardCharsets.UTF_8))), CniArgs.parse(args));
  }

  private static String options(String keys, String args) {
    return String.join(" ", ClientOrder.of(A, "/run/netns/a", "4:5", config(keys, args)).options());
  }

  @Test
  void theServerIsToldWhoAsksAsByTheReference() {
    assertEquals(
        "-V  -C -o -O 1 -O 3 -O 6 -O 15 -O 26 -O 33 -O 119 -O 121 -x 0x3d:00612f6c616e2f65746830",
        options("", ""));
  }

  @Test
  void aLongIdentifierIsCutWhereTheReferenceCutsIt() {
    Attachment longer = new Attachment("lan", "a".repeat(300), "eth0");
    String last = ClientOrder.of(longer, "/n", "4:5", config("", "")).options().getLast();
    assertEquals("0x3d:00" + "61".repeat(254), last);
  }

  @Test
  void theRuntimesValueCountsMore() {
    String keys =
        ", \"provide\": [{\"option\": \"host-name\", \"value\": \"x\", \"fromArg\": \"NAME\"},"
            + " {\"option\": \"dhcp-client-identifier\", \"value\": \"me\"},"
            + " {\"option\": \"77\"}]";
    assertTrue(options(keys, "NAME=pod").endsWith("-x 0x0c:706f64 -x 0x3d:6d65"));
    assertTrue(options(keys, "").endsWith("-x 0x0c:78 -x 0x3d:6d65"));
  }

  @Test
  void onlyWhatIsNamedIsAskedForWithoutTheUsual() {
    String keys = ", \"request\": [{\"skipDefault\": true, \"option\": \"subnet-mask\"}]";
    assertTrue(options(keys, "").startsWith("-V  -C -o -O 1 -x"), options(keys, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"provide\": [{\"value\": \"x\"}] | option is missing",
        "\"provide\": [{\"option\": \"wrong\", \"value\": \"x\"}] | is no option of DHCP",
        "\"provide\": [{\"option\": \"255\", \"value\": \"x\"}] | is no option of DHCP",
        "\"provide\": [{\"option\": \"53\", \"value\": \"x\"}] | by itself",
        "\"request\": [{\"option\": \"-1\"}] | is no option of DHCP",
        "\"priority\": -1 | no whole number",
      })
  void whatIsWrongIsNamed(String keys, String words) {
    CniException e = assertThrows(CniException.class, () -> config(", " + keys, ""));
    assertEquals(7, e.code());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void anOrderIsReadAsItWasWritten() {
    ClientOrder order = ClientOrder.of(A, "/run/netns/a", "4:5", config(", \"priority\": 7", ""));
    assertEquals(Optional.of(order), ClientOrder.parse(order.text()));
    for (String rubbish : new String[] {"", "[]", "{}", "{\"network\": 5}", "\0"}) {
      assertTrue(ClientOrder.parse(rubbish.getBytes(StandardCharsets.UTF_8)).isEmpty(), rubbish);
    }
  }
}
