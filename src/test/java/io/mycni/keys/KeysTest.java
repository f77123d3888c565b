package io.mycni.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.plugin.PluginName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
  private static final String FOURTH = "'MAC': '02:00:00:00:00:04'";
  private static final CniArgs THIRD = CniArgs.parse("MAC=02:00:00:00:00:03");
  private static final String SECOND = ", 'args': {'cni': {'mac': '02:00:00:00:00:02'}}";
  private static final String FIRST = ", 'runtimeConfig': {'mac': '02:00:00:00:00:01'}";

  private enum Mode implements Word {
    ONE("one"),
    TWO("two"),
    THREE("three");

    private final String keyword;

    Mode(String keyword) {
      this.keyword = keyword;
    }

    @Override
    public String keyword() {
      return keyword;
    }
  }

  private static final WordKey<Mode> MODE = new WordKey<>("mode", Mode.values(), Mode.TWO, "");

  private static String mac(MacKey key, String keys, CniArgs args) {
    return key.read(Sections.of(keys), args).map(Object::toString).orElse("none");
  }

  @Test
  void theRuntimeCountsMoreThanWishesThoseMoreThanArgumentsAndAllMoreThanTheConfiguration() {
    MacKey key = SharedKeys.MAC;
    assertEquals("none", mac(key, "", CniArgs.NONE));
    assertEquals("02:00:00:00:00:04", mac(key, FOURTH, CniArgs.NONE));
    assertEquals("02:00:00:00:00:03", mac(key, FOURTH, THIRD));
    assertEquals("02:00:00:00:00:02", mac(key, FOURTH + SECOND, THIRD));
    assertEquals("02:00:00:00:00:01", mac(key, FOURTH + SECOND + FIRST, THIRD));
    String emptied = FOURTH + SECOND + ", 'runtimeConfig': {'mac': ''}";
    assertEquals("02:00:00:00:00:02", mac(key, emptied, THIRD), "an empty text says nothing");
  }

  @Test
  void aKeyThatOnlyARuntimeGivesIsNotReadInTheConfiguration() {
    MacKey key = new MacKey("", new Sources(false, "mac", "", ""));
    assertEquals("none", mac(key, FOURTH + SECOND, THIRD));
    assertEquals(List.of("mac"), new KeySet("", key).capabilities());
    assertEquals(List.of(), new KeySet("", key).names());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          'mac': 'x'                            |       | mac is "x", which is no MAC address
          'mac': 5                              |       | mac is 5, which is no text
          'args': {'cni': {'mac': 'x'}}         |       | args.cni.mac is "x", which is no MAC address
          'runtimeConfig': {'mac': 'x'}         |       | runtimeConfig.mac is "x", which is no MAC address
          'x': 1                                | MAC=x | CNI_ARGS has MAC=x, which is no MAC address
          """)
  void anErrorNamesTheValueAsItIsWrittenWhereItStands(String keys, String args, String expected) {
    CniArgs pairs = CniArgs.parse(args == null ? "" : args);
    CniException e = assertThrows(CniException.class, () -> mac(SharedKeys.MAC, keys, pairs));
    assertEquals(expected, e.getMessage());
  }

  @Test
  void aWordIsOneOfThoseThatThereAre() {
    assertEquals(Mode.TWO, MODE.read(Sections.of("")));
    assertEquals(Mode.THREE, MODE.read(Sections.of("'mode': 'three'")));
    CniException e =
        assertThrows(CniException.class, () -> MODE.read(Sections.of("'mode': 'Three'")));
    assertEquals("mode is \"Three\", which is none of one, two, three", e.getMessage());
    assertEquals(
        Optional.empty(), SharedKeys.IP_MASQ_BACKEND.find(Sections.of("'ipMasqBackend': ''")));
  }

  @Test
  void aLinkIsCalledByANameThatToolsCanBeTold() {
    assertEquals("", SharedKeys.MASTER.read(Sections.of("'master': ''")));
    CniException e =
        assertThrows(
            CniException.class, () -> SharedKeys.MASTER.read(Sections.of("'master': 'eth0/x'")));
    assertEquals(
        "master is 'eth0/x', which holds the character '/', which mycni does not take",
        e.getMessage());
    assertEquals("master", e.place());
  }

  @Test
  void anIpamThatMustBeThereIsMissed() {
    CniException e =
        assertThrows(CniException.class, () -> SharedKeys.REQUIRED_IPAM.read(Sections.of("")));
    assertEquals("ipam is missing", e.getMessage());
    e =
        assertThrows(
            CniException.class, () -> SharedKeys.REQUIRED_IPAM.read(Sections.of("'ipam': {}")));
    assertEquals("ipam.type is missing", e.getMessage());
    assertEquals("", SharedKeys.IPAM.read(Sections.of("'ipam': {}")));
  }

  /** Each would ask its own ipam again, and so on without end. */
  @Test
  void noPluginOfInterfacesGivesAddresses() {
    for (PluginName name : PluginName.values()) {
      Section network = Sections.of("'ipam': {'type': '" + name.text() + "'}");
      if (name.role() == PluginName.Role.INTERFACE) {
        CniException refusal =
            assertThrows(CniException.class, () -> SharedKeys.IPAM.read(network), name.text());
        assertEquals("ipam.type", refusal.place());
      } else {
        assertEquals(name.text(), SharedKeys.IPAM.read(network));
      }
    }
  }
}
