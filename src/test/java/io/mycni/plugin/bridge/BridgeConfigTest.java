package io.mycni.plugin.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Sections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigTest {
  private static BridgeConfig read(String keys) {
    return BridgeConfig.read(Sections.of(keys), CniArgs.NONE);
  }

  @Test
  void defaultsAreThoseOfTheReference() {
    BridgeConfig config = read("");
    assertEquals("cni0", config.bridge());
    assertFalse(config.preserveDefaultVlan());
    assertEquals("", config.ipamType());
    assertEquals(0, config.mtu());
  }

  @Test
  void aBackendThatMycniLacksIsAnUnsupportedField() {
    CniException e = assertThrows(CniException.class, () -> read("'ipMasqBackend': 'pf'"));
    assertEquals(2, e.code());
    assertEquals("ipMasqBackend is \"pf\", which is neither iptables nor nftables", e.getMessage());
  }

  @Test
  void aDefaultGatewayIsAGateway() {
    assertTrue(read("'isDefaultGateway': true").isGateway());
  }

  @Test
  void aTrunkMayNameSingleVlansAndSpans() {
    assertEquals(
        List.of(5, 10, 11, 12),
        read("'vlanTrunk': [{'minID': 10, 'maxID': 12}, {'id': 5}, {'id': 11}]").vlanTrunk());
  }

  @Test
  void theRuntimesMacCountsMoreThanTheConfigurations() {
    assertEquals(
        "02:00:00:00:00:01",
        read("'runtimeConfig': {'Mac': '02:00:00:00:00:01'}, 'args': {'cni': {'mac': '02:00:00:00:00:02'}}")
            .mac()
            .orElseThrow()
            .toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'bridge': 'a/b'                              | bridge is 'a/b', which holds the character '/'
          'bridge': 'a name that is long'              | longer than the 15 characters
          'isGateway': 'yes'                           | isGateway is "yes", which is neither true nor false
          'mtu': '1500'                                | mtu is "1500", which is no whole number
          'mtu': 70000                                 | mtu is 70000, which is no whole number from 0 to 65535
          'mtu': 60                                    | mtu is 60, which is less than 68
          'vlan': 4095                                 | vlan is 4095
          'vlanTrunk': [{'minID': 5}]                  | vlanTrunk[0].maxID is missing
          'vlanTrunk': [{'minID': 5, 'maxID': 4}]      | vlanTrunk[0].maxID is 4, which is less than 5: minID is greater than maxID
          'hairpinMode': true, 'promiscMode': true     | promiscMode is true, which cannot go with hairpinMode: cannot set hairpin mode and promiscuous mode at the same time
          'disableContainerInterface': true, 'ipam': {'type': 'x'} | disableContainerInterface is true, which cannot go with the ipam type 'x'
          'runtimeConfig': {'mac': 'x'}                | runtimeConfig.mac is "x", which is no MAC address
          'ipam': 'host-local'                         | ipam is "host-local", which is no object
          """)
  void aMistakeIsNamedWithItsKeyAndValue(String keys, String expected) {
    CniException e = assertThrows(CniException.class, () -> read(keys));
    assertEquals(7, e.code());
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }
}
