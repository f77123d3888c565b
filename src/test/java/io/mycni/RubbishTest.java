package io.mycni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.call.Plugins;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.NetworkForm;
import io.mycni.cni.RequestReader;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.keys.Section;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import io.mycni.lint.Types;
import io.mycni.plugin.bridge.BridgeConfig;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading refuses what is none of its kind, before anything is done. */
class RubbishTest {
  private static final String GOOD = "{\"cniVersion\": \"1.1.0\", \"name\": \"n\"}";

  private static Map<String, String> environment(String verb) {
    return new HashMap<>(
        Map.of(
            "CNI_COMMAND", verb,
            "CNI_CONTAINERID", "a",
            "CNI_NETNS", "/run/netns/a",
            "CNI_IFNAME", "eth0",
            "CNI_PATH", "/opt/cni/bin"));
  }

  private static CniRequest read(String verb, String input) {
    return RequestReader.read(environment(verb), input.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Runnable reading) {
    CniException e = assertThrows(CniException.class, reading::run);
    assertTrue(e.code() >= 4 && e.code() <= 7, e.code() + " " + e.getMessage());
  }

  private static List<Finding> lint(String text) {
    return Linter.lint(
            text, Optional.of(NetworkForm.PLUGIN), Plugins::type, Types.OF_MYCNI, List.of())
        .stream()
        .filter(finding -> finding.level() == Finding.Level.ERROR)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("io.mycni.Rubbish#inputs")
  void inputsThatAreNoConfiguration(String input) {
    for (String verb : List.of("ADD", "DEL", "CHECK", "GC", "STATUS")) {
      assertRefused(() -> read(verb, input));
    }
    assertTrue(!lint(input).isEmpty(), "lint finds nothing");
  }

  @ParameterizedTest
  @MethodSource("io.mycni.Rubbish#configurations")
  void valuesThatAreNone(String input) {
    assertRefused(() -> {
      CniRequest request = read("ADD", input);
      BridgeConfig.read(Section.of(request.config()), request.args());
      HostLocalConfig.read(Section.of(request.config()), request.args(), request.version());
    });
    assertTrue(!lint(input).isEmpty(), "lint finds nothing");
  }

  @ParameterizedTest
  @MethodSource("io.mycni.Rubbish#results")
  void previousResultsThatAreNone(String input) {
    assertRefused(() -> read("CHECK", input).prevResult());
    if (!input.contains("e9999999999")) {
      assertTrue(read("DEL", input).prevResult().isEmpty(), "a DEL takes it for none");
    }
    assertTrue(lint(input).size() >= 0, "lint does not fail");
  }

  @ParameterizedTest
  @MethodSource("io.mycni.Rubbish#validAttachments")
  void listsOfAttachmentsThatAreNone(String input) {
    assertRefused(() -> read("GC", input).validAttachments());
  }

  @ParameterizedTest
  @CsvSource({
    "CNI_COMMAND, add",
    "CNI_CONTAINERID, a=b",
    "CNI_CONTAINERID, 'a;b'",
    "CNI_IFNAME, ''",
    "CNI_IFNAME, eth0/x",
    "CNI_NETNS, /run/netns/#a",
    "CNI_NETNS, 'a b'",
    "CNI_ARGS, x",
    "CNI_ARGS, IgnoreUnknown=2"
  })
  void variablesThatAreNone(String name, String value) {
    Map<String, String> environment = environment("ADD");
    environment.put(name, value);
    assertRefused(() -> RequestReader.read(environment, GOOD.getBytes(StandardCharsets.UTF_8)));
  }

  /** No process can have one, but a call by the agent's socket could bring it. */
  @ParameterizedTest
  @CsvSource({"CNI_NETNS", "CNI_PATH", "CNI_ARGS", "CNI_IFNAME", "PATH", "SOMETHING"})
  void aZeroByteInAnyVariable(String name) {
    for (String verb : List.of("ADD", "DEL", "CHECK", "GC", "STATUS")) {
      Map<String, String> environment = environment(verb);
      environment.put(name, "/run\0x");
      assertRefused(() -> RequestReader.read(environment, GOOD.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aKeyThatStandsTwiceCountsTheLastTimeInWhateverCase() {
    String twice =
        "{\"cniVersion\": \"0.1.0\", \"CNIVERSION\": \"1.0.0\", \"NAME\": \"b\", \"name\": \"a\","
            + " \"MTU\": 1400, \"mtu\": 1300, \"MTU\": 1500, \"Mtu\": null}";
    CniRequest request = read("ADD", twice);
    assertEquals("a", request.network());
    assertEquals("1.0.0", request.version().toString());
    assertEquals(1500, BridgeConfig.read(Section.of(request.config()), request.args()).mtu());
  }

  @Test
  void keysOfResultsAndOfRuntimesAreReadInAnyCase() {
    String config =
        "{\"cniversion\": \"1.1.0\", \"Name\": \"n\", \"PrevResult\": {\"IPS\": [{\"Address\":"
            + " \"10.1.0.2/24\", \"INTERFACE\": 0}], \"Interfaces\": [{\"NAME\": \"eth0\"}]},"
            + " \"CNI.dev/Valid-Attachments\": [{\"ContainerID\": \"a\", \"IfName\": \"eth0\"}]}";
    assertEquals(
        "10.1.0.2/24",
        read("CHECK", config).prevResult().orElseThrow().ips().getFirst().address().toString());
    assertEquals(1, read("GC", config).validAttachments().orElseThrow().size());
  }
}
