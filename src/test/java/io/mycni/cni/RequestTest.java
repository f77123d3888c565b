package io.mycni.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "CNI_COMMAND", "ADD",
              "CNI_CONTAINERID", "a",
              "CNI_NETNS", "/run/netns/a",
              "CNI_IFNAME", "eth0",
              "CNI_PATH", "/opt/cni/bin"));
  private String config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\"}";

  private CniRequest read() {
    return RequestReader.read(environment, config.getBytes(StandardCharsets.UTF_8));
  }

  private CniException refused() {
    return assertThrows(CniException.class, this::read);
  }

  @Test
  void allMissingVariablesAreInOneError() {
    environment.keySet().retainAll(Set.of("CNI_COMMAND"));
    CniException e = refused();
    assertEquals(4, e.code());
    assertTrue(
        e.getMessage()
            .contains(
                "required env variables [CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH] missing"),
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "ADD, 'CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH'",
    "CHECK, 'CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH'",
    "DEL, 'CNI_CONTAINERID,CNI_IFNAME,CNI_PATH'",
    "STATUS, CNI_PATH",
    "GC, CNI_PATH"
  })
  void eachVerbNeedsItsVariables(String verb, String needed) {
    environment.keySet().retainAll(Set.of());
    environment.put("CNI_COMMAND", verb);
    assertTrue(
        refused().getMessage().contains("variables [" + needed + "] missing"),
        refused().getMessage());
  }

  @Test
  void anUnknownVerbIsNamed() {
    environment.put("CNI_COMMAND", "add");
    assertTrue(refused().getMessage().contains("'add'"));
    environment.remove("CNI_COMMAND");
    assertEquals(4, refused().code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A9",
        "0_x.y-z",
        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"
      })
  void containerIdsByTheRuleAreTaken(String id) {
    environment.put("CNI_CONTAINERID", id);
    assertEquals(id, read().containerId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", ".a", "_a", "a b", "a/b", "../x", "a\nb", "ä", "a;b", "a\"b"})
  void containerIdsAgainstTheRuleAreRefused(String id) {
    environment.put("CNI_CONTAINERID", id);
    assertEquals(4, refused().code());
    assertTrue(refused().getMessage().contains("CNI_CONTAINERID"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sixteen-letters-",
        ".",
        "..",
        "a/b",
        "a:b",
        "a b",
        "a\tb",
        "a\nb",
        "eth%d",
        "a#b",
        "a\"b",
        "a'b",
        "a\\b",
        "all",
        "default",
        "-x",
        "ä"
      })
  void interfaceNamesThatLinuxOrAToolWouldNotTakeAreRefused(String name) {
    environment.put("CNI_IFNAME", name);
    assertEquals(4, refused().code());
    assertTrue(refused().getMessage().contains("CNI_IFNAME"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "fifteen-letters", "net1.100", "a_b@c+d", "0"})
  void otherInterfaceNamesAreTaken(String name) {
    environment.put("CNI_IFNAME", name);
    assertEquals(name, read().ifname());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/netns/a b", "/run/netns/a\nlink del", "/run/#x", "/run/\"x"})
  void namespacesThatABatchLineCouldNotHoldAreRefused(String path) {
    environment.put("CNI_NETNS", path);
    assertEquals(4, refused().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-net", "a/b", "..", "a b", "a\nb"})
  void networkNamesAgainstTheRuleAreCode7(String name) {
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"" + name.replace("\n", "\\n") + "\"}";
    assertEquals(7, refused().code());
  }

  @Test
  void cniArgsAreReadInAnyOrder() {
    environment.put("CNI_ARGS", "K8S_POD_NAME=x;IgnoreUnknown=1;MAC=02:00:00:00:00:01");
    CniArgs args = read().args();
    assertEquals("02:00:00:00:00:01", args.get("MAC").orElseThrow());
    args.refuseUnknown(Set.of("MAC"));
  }

  @Test
  void unknownCniArgsAreRefusedUnlessTheyMayBeIgnored() {
    environment.put("CNI_ARGS", "FOO=1;BAR=2");
    CniArgs args = read().args();
    CniException e = assertThrows(CniException.class, () -> args.refuseUnknown(Set.of("MAC")));
    assertEquals(4, e.code());
    assertTrue(e.getMessage().contains("unknown args [FOO, BAR]"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "=1", "IgnoreUnknown=maybe"})
  void malformedCniArgsAreRefused(String args) {
    environment.put("CNI_ARGS", args);
    assertEquals(4, refused().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"a\":}", "{} {}", "nope", "{\"a\":1,}"})
  void inputThatIsNoObjectIsCode6(String text) {
    config = text;
    assertEquals(6, refused().code());
  }

  @Test
  void deepInputDoesNotBreakTheReader() {
    config = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
    assertEquals(6, refused().code());
  }

  @Test
  void aBrokenPreviousResultCountsAsNoneOnDelOnly() {
    config =
        "{\"cniVersion\":\"1.0.0\",\"name\":\"net\",\"prevResult\":{\"ips\":[{\"address\":\"x\"}]}}";
    assertThrows(CniException.class, () -> read().prevResult());
    environment.put("CNI_COMMAND", "DEL");
    assertTrue(read().prevResult().isEmpty());
    config = "{\"cniVersion\":\"1.0.0\",\"name\":\"net\",\"prevResult\":null}";
    assertTrue(read().prevResult().isEmpty());
  }

  @Test
  void validAttachmentsMayBeMissingAndHaveAnOldName() {
    environment.put("CNI_COMMAND", "GC");
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"cni.dev/valid-attachments\":null}";
    assertTrue(read().validAttachments().isEmpty());
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"cni.dev/valid-attachments\":[]}";
    assertEquals(Optional.of(Set.of()), read().validAttachments());
    config =
        "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"cni.dev/attachments\":"
            + "[{\"containerID\":\"a\",\"ifname\":\"eth0\"}]}";
    assertEquals(
        Optional.of(Set.of(new Attachment("net", "a", "eth0"))), read().validAttachments());
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\"}";
    assertTrue(read().validAttachments().isEmpty());
  }

  @Test
  void numbersAndNestedValuesArePassedOnAsTheyWere() {
    String text =
        "{\"a\":[1,-2,3000000000,1.50,true,false,null,\"ü\\n\"],\"b\":{\"c\":123456789012345678901}}";
    assertEquals(
        text,
        new String(
            Json.write(Json.read(text.getBytes(StandardCharsets.UTF_8))), StandardCharsets.UTF_8));
  }

  /** Every interface that an ADD by the reference could have made, a DEL by mycni removes. */
  @ParameterizedTest
  @ValueSource(strings = {"all", "default", "-x", "a#b", "ääääääa", "fifteen-letters"})
  void aDelTakesEachNameThatTheKernelTakes(String name) {
    environment.put("CNI_COMMAND", "DEL");
    environment.put("CNI_IFNAME", name);
    assertEquals(new Attachment("net", "a", name), read().attachment());
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a:b", "a b", "sixteen-letters-", "ääääääää"})
  void noVerbTakesOthers(String name) {
    environment.put("CNI_COMMAND", "DEL");
    environment.put("CNI_IFNAME", name);
    assertEquals(4, refused().code());
  }

  @Test
  void aDelMindsNoArguments() {
    environment.put("CNI_ARGS", "FOO");
    environment.put("CNI_COMMAND", "DEL");
    assertEquals(CniArgs.NONE, read().args());
    environment.put("CNI_COMMAND", "CHECK");
    assertEquals(4, refused().code());
  }

  @Test
  void whatConcernsNoAttachmentNamesNone() {
    environment.put("CNI_COMMAND", "STATUS");
    assertEquals(new Attachment("net", "", ""), read().attachment());
    assertEquals("", read().netns());
  }

  @ParameterizedTest
  @CsvSource({"CNI_ARGS, a%", "b%, a"})
  void zeroBytesAreRefusedWhereverTheyStand(String name, String value) {
    environment.put(name.replace('%', '\0'), value.replace('%', '\0'));
    assertTrue(refused().getMessage().contains("holds a zero byte"), refused().getMessage());
    assertEquals(4, refused().code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "cniVersion"})
  void aTextThatIsNoneIsNamedWithItsPlace(String key) {
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"KEY\":5}".replace("KEY", key);
    assertEquals(6, refused().code());
    assertEquals(key, refused().place());
    assertTrue(refused().getMessage().startsWith(key + " is 5"), refused().getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      textBlock =
          """
          , 1.1.0
          ^ ^, 1.1.0
          {}, 1.1.0
          {"cniVersion":"0.3.1"}, 0.3.1
          {"cniVersion":"7.0.0"}, 1.1.0
          """)
  void whoAsksForVersionsIsAnsweredWhateverTheVersion(String input, String version) {
    environment.keySet().retainAll(Set.of());
    environment.put("CNI_COMMAND", "VERSION");
    config = input == null ? "" : input;
    assertEquals(version, read().version().toString());
    config = "{";
    assertEquals(6, refused().code());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      textBlock =
          """
          {, 1.1.0
          {}, 0.1.0
          {"cniVersion":"0.4.0"}, 0.4.0
          {"cniVersion":"7.0.0"}, 1.1.0
          {"cniVersion":4}, 0.1.0
          """)
  void anErrorIsGivenInTheVersionOfTheInput(String input, String version) {
    assertEquals(
        version, RequestReader.versionForErrors(input.getBytes(StandardCharsets.UTF_8)).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[{\"containerID\":\"a\"}]",
        "[{\"ifname\":\"eth0\"}]",
        "[{\"containerID\":\"-a\",\"ifname\":\"eth0\"}]",
        "[{\"containerID\":\"a\",\"ifname\":\"a/b\"}]"
      })
  void aGcRefusesAListThatItCannotRead(String list) {
    environment.put("CNI_COMMAND", "GC");
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"cni.dev/attachments\":" + list + "}";
    CniException e = assertThrows(CniException.class, () -> read().validAttachments());
    assertEquals(7, e.code());
    assertEquals("cni.dev/attachments", e.place());
    assertTrue(e.getMessage().contains("nothing was removed"), e.getMessage());
  }

  @Test
  void whatEitherListOfAGcNamesIsValid() {
    environment.put("CNI_COMMAND", "GC");
    config =
        """
        {"cniVersion": "1.1.0", "name": "net",
         "cni.dev/attachments": [{"containerID": "a", "ifname": "eth0"}],
         "cni.dev/valid-attachments": [{"containerID": "b", "ifname": "all"}]}
        """;
    assertEquals(
        Optional.of(Set.of(new Attachment("net", "a", "eth0"), new Attachment("net", "b", "all"))),
        read().validAttachments());
  }

  @Test
  void aCheckNeedsThePreviousResult() {
    environment.put("CNI_COMMAND", "CHECK");
    CniException e = assertThrows(CniException.class, () -> read().prevResultToCheck());
    assertEquals(7, e.code());
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"net\",\"prevResult\":{}}";
    assertEquals(CniResult.EMPTY, read().prevResultToCheck());
  }

  @Test
  void aRelativeNamespaceBeginsInTheCallersFolder() {
    assertEquals("/run/netns/a", read().standingIn(Path.of("/home")).netns());
    environment.put("CNI_NETNS", "ns/../a");
    assertEquals("/home/ns/../a", read().standingIn(Path.of("/home")).netns());
    CniException e =
        assertThrows(CniException.class, () -> read().standingIn(Path.of("/home/a b")));
    assertEquals(4, e.code());
    environment.put("CNI_COMMAND", "DEL");
    environment.remove("CNI_NETNS");
    assertEquals("", read().standingIn(Path.of("/home")).netns());
  }

  /** To a tool that is told the path, it would be the tool. */
  @Test
  void aNamespaceOfThisProcessIsNamedByItsNumber() {
    String own = "/proc/" + ProcessHandle.current().pid();
    for (String path : List.of("/proc/self/ns/net", "/proc/thread-self/../../ns/net")) {
      environment.put("CNI_NETNS", path);
      assertEquals(own + "/ns/net", read().standingIn(Path.of("/")).netns());
    }
    for (String path : List.of("/proc/1/ns/net", "/proc/self-not-there/ns/net", "/")) {
      environment.put("CNI_NETNS", path);
      assertEquals(path, read().standingIn(Path.of("/")).netns());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "True", "TRUE"})
  void unknownArgumentsMayBeIgnored(String yes) {
    CniArgs args = CniArgs.parse("FOO=1;IgnoreUnknown=" + yes);
    args.refuseUnknown(Set.of());
    assertEquals(Map.of("FOO", "1"), args.pairs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "false", "False", "FALSE"})
  void unknownArgumentsMayBeRefused(String no) {
    CniArgs args = CniArgs.parse("IgnoreUnknown=" + no + ";A=b=c;B=;A=d=e;");
    assertEquals(Map.of("A", "d=e", "B", ""), args.pairs());
    args.refuseUnknown(Set.of("A", "B", "C"));
    assertEquals(Optional.empty(), args.get("C"));
    CniException e = assertThrows(CniException.class, () -> args.refuseUnknown(Set.of("A")));
    assertTrue(e.getMessage().contains("unknown args [B]"), e.getMessage());
  }

  @Test
  void whatIsShownOfAStrangersTextIsOneLineAndShort() {
    environment.put("CNI_COMMAND", "a\n\u007f" + "x".repeat(78));
    assertTrue(refused().getMessage().endsWith("'a??" + "x".repeat(77) + "…'"));
    environment.put("CNI_COMMAND", "y".repeat(80));
    assertTrue(refused().getMessage().endsWith("'" + "y".repeat(80) + "'"));
  }

  /** People search for the reference's words. */
  @ParameterizedTest
  @CsvSource({
    "sixteen-letters-, interface name is too long: CNI_IFNAME='sixteen-letters-' is longer than",
    "., interface name is . or ..: CNI_IFNAME='.' is no name but a folder",
    "a:b, interface name contains / or : or whitespace characters: CNI_IFNAME='a:b' holds",
    "all, invalid interface name: CNI_IFNAME='all' is a name that the kernel's settings use",
    "-x, 'invalid interface name: CNI_IFNAME=''-x'' begins with ''-'', like an option'"
  })
  void whatIsWrongWithAnInterfaceNameIsSaidInWellKnownWords(String name, String words) {
    environment.put("CNI_IFNAME", name);
    assertTrue(refused().getMessage().startsWith(words), refused().getMessage());
  }

  @Test
  void aNetworkWithoutANameIsToldFromOneWithAWrongOne() {
    config = "{\"cniVersion\":\"1.1.0\"}";
    assertTrue(refused().getMessage().startsWith("missing network name"));
    config = "{\"cniVersion\":\"1.1.0\",\"name\":\"-\"}";
    assertTrue(refused().getMessage().startsWith("invalid characters found in network name"));
    assertEquals("name", refused().place());
  }
}
