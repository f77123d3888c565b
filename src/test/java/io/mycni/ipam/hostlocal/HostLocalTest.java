package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniArgs;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.Section;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpAddress;
import io.mycni.process.Caller;
import io.mycni.process.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLocalTest {
  @TempDir private Path folder;
  private final FileLocks locks = new FileLocks();
  private String keys = "\"subnet\":\"10.1.0.0/29\"";

  private HostLocal of(String container, String ifname) {
    return of(container, ifname, false);
  }

  private HostLocal of(String container, String ifname, boolean readOnly) {
    return of(container, ifname, readOnly, Caller.PERSON);
  }

  private HostLocal of(String container, String ifname, boolean readOnly, Caller caller) {
    String text = "{\"ipam\":{\"dataDir\":\"" + folder.resolve("data") + "\"," + keys + "}}";
    CniRequest request =
        new CniRequest(
            CniCommand.ADD,
            SpecVersion.V1_1_0,
            "net",
            container,
            "/run/netns/a",
            ifname,
            CniArgs.NONE,
            "/opt/cni/bin",
            Json.readObject(text.getBytes(StandardCharsets.UTF_8)),
            Map.of());
    return new HostLocal(
        HostLocalConfig.read(Section.of(request.config()), request.args(), request.version()),
        request.attachment(),
        folder.resolve("index"),
        locks,
        Deadline.in(Duration.ofMinutes(1), caller),
        readOnly);
  }

  private HostLocal of(String container) {
    return of(container, "eth0");
  }

  private String take(String container) {
    return of(container).take().ips().getFirst().address().toString();
  }

  private Path file(String name) {
    return folder.resolve("data/net").resolve(name);
  }

  private void foreign(String address, String container) throws IOException {
    Files.createDirectories(file("x").getParent());
    Files.writeString(file(address), container + "\r\neth0");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
      return all.map(path -> folder.relativize(path).toString()).sorted().toList();
    }
  }

  @Test
  void addressesAreGivenRoundRobinAndTheGatewayNever() {
    assertEquals("10.1.0.2/29", take("a"));
    assertEquals("10.1.0.3/29", take("b"));
    of("a").release(List.of());
    assertEquals("10.1.0.4/29", take("c"));
    take("d");
    take("e");
    assertEquals("10.1.0.2/29", take("f"), "after the end comes the beginning");
  }

  @Test
  void theFilesAreThoseOfTheReference() throws IOException {
    take("a");
    assertEquals("a\r\neth0", Files.readString(file("10.1.0.2")));
    assertEquals("10.1.0.2", Files.readString(file("last_reserved_ip.0")));
    assertEquals(
        List.of(
            "data",
            "data/net",
            "data/net/10.1.0.2",
            "data/net/last_reserved_ip.0",
            "data/net/lock"),
        files());
  }

  @Test
  void anExhaustedRangeIsSaidAndNothingIsLeft() throws IOException {
    for (String container : List.of("a", "b", "c", "d", "e")) {
      take(container);
    }
    List<String> before = files();
    CniException e = assertThrows(CniException.class, () -> take("f"));
    assertEquals(102, e.code());
    assertTrue(
        e.getMessage().contains("no IP addresses available in range set: 10.1.0.1-10.1.0.6"),
        e.getMessage());
    assertEquals(before, files());
  }

  @Test
  void aSecondAllocationForAnAttachmentIsRefused() {
    take("a");
    CniException e = assertThrows(CniException.class, () -> take("a"));
    assertEquals(101, e.code());
    assertTrue(
        e.getMessage()
            .contains("10.1.0.2 has been allocated to a, duplicate allocation is not allowed"),
        e.getMessage());
    assertEquals("10.1.0.3/29", of("a", "eth1").take().ips().getFirst().address().toString());
    assertEquals("[10.1.0.3]", of("a").heldByOtherInterfaces().toString());
    assertEquals("[10.1.0.2]", of("a").held().toString());
  }

  @Test
  void aSecondAllocationIsRefusedWhenAnotherProgramMadeTheFirst() throws IOException {
    take("b");
    foreign("10.1.0.3", "a");
    Files.writeString(file("last_reserved_ip.0"), "10.1.0.3");
    assertThrows(CniException.class, () -> take("a"));
  }

  @Test
  void takingBackLeavesNotAByte() throws IOException {
    HostLocal first = of("a");
    first.take();
    first.takeBack();
    assertFalse(Files.exists(folder.resolve("data")));

    take("b");
    List<String> before = files();
    HostLocal second = of("c");
    second.take();
    second.takeBack();
    assertEquals(before, files());
    assertEquals("10.1.0.2", Files.readString(file("last_reserved_ip.0")));
  }

  @Test
  void takingBackKeepsWhatAnotherProgramHasWrittenSince() throws IOException {
    HostLocal mine = of("a");
    mine.take();
    foreign("10.1.0.3", "b");
    Files.writeString(file("last_reserved_ip.0"), "10.1.0.3");
    mine.takeBack();
    assertEquals("10.1.0.3", Files.readString(file("last_reserved_ip.0")));
    assertTrue(Files.exists(file("10.1.0.3")));
  }

  @Test
  void anEmptyFileThatNobodyIsWritingCountsAsFree() throws IOException {
    foreign("10.1.0.3", "x");
    Files.write(file("10.1.0.2"), new byte[0]);
    HostLocal mine = of("a");
    assertEquals("10.1.0.2/29", mine.take().ips().getFirst().address().toString());
    assertEquals("a\r\neth0", Files.readString(file("10.1.0.2")));
    mine.takeBack();
    assertEquals(0, Files.size(file("10.1.0.2")));
  }

  @Test
  void aRequestedAddressIsGivenOrItsHolderNamed() {
    keys = "\"subnet\":\"10.1.0.0/24\"},\"args\":{\"cni\":{\"ips\":[\"10.1.0.77\"]}";
    assertEquals("10.1.0.77/24", take("a"));
    CniException e = assertThrows(CniException.class, () -> take("b"));
    assertTrue(
        e.getMessage()
            .contains(
                "is not available in range set 10.1.0.1-10.1.0.254: it is held by container a for"),
        e.getMessage());
    keys = "\"subnet\":\"10.1.0.0/24\"},\"args\":{\"cni\":{\"ips\":[\"10.1.0.1\"]}";
    e = assertThrows(CniException.class, () -> take("b"));
    assertTrue(
        e.getMessage().contains("requested ip 10.1.0.1 is subnet's gateway"), e.getMessage());
    keys = "\"subnet\":\"10.1.0.0/24\"},\"args\":{\"cni\":{\"ips\":[\"10.9.0.1\"]}";
    e = assertThrows(CniException.class, () -> take("b"));
    assertTrue(
        e.getMessage().contains("failed to allocate all requested IPs: 10.9.0.1"), e.getMessage());
  }

  @Test
  void eachSetGivesOneAddressAndAllOrNone() throws IOException {
    keys = "\"ranges\":[[{\"subnet\":\"10.1.0.0/24\"}],[{\"subnet\":\"fd00::/126\"}]]";
    assertEquals(2, of("a").take().ips().size());
    of("b").take();
    List<String> before = files();
    assertThrows(CniException.class, () -> of("c").take());
    assertEquals(before, files());
    assertEquals("10.1.0.3", Files.readString(file("last_reserved_ip.0")));
  }

  @Test
  void theRangesOfASetAreUsedUpInTheirOrder() {
    keys =
        "\"ranges\":[[{\"subnet\":\"10.1.0.0/24\",\"rangeStart\":\"10.1.0.253\"},"
            + "{\"subnet\":\"10.2.0.0/24\",\"rangeEnd\":\"10.2.0.2\"}]]";
    assertEquals("10.1.0.253/24", take("a"));
    assertEquals("10.1.0.254/24", take("b"));
    assertEquals("10.2.0.2/24", take("c"));
    assertThrows(CniException.class, () -> take("d"));
  }

  @Test
  void networkAndBroadcastAddressesAreGivenOnlyWhereTheRangeNamesThem() {
    keys = "\"subnet\":\"10.1.0.0/30\",\"rangeStart\":\"10.1.0.0\",\"rangeEnd\":\"10.1.0.3\"";
    assertEquals("10.1.0.0/30", take("a"));
    assertEquals("10.1.0.2/30", take("b"));
    assertEquals("10.1.0.3/30", take("c"));
    assertThrows(CniException.class, () -> take("d"));

    keys = "\"subnet\":\"10.2.0.0/30\"";
    assertEquals("10.2.0.2/30", take("e"));
    assertThrows(CniException.class, () -> take("f"));
  }

  @Test
  void ofIpv6TheLastAddressIsGivenAndTheFirstWhereTheRangeNamesIt() {
    keys = "\"subnet\":\"fd00::/126\"";
    assertEquals("fd00::2/126", take("a"));
    assertEquals("fd00::3/126", take("b"));
    keys = "\"subnet\":\"fd00::/126\",\"rangeStart\":\"fd00::\"";
    assertEquals("fd00::/126", take("c"));
  }

  @Test
  void releasingFindsALeaseThatAnotherProgramMade() throws IOException {
    take("a");
    foreign("10.1.0.5", "old");
    of("old").release(List.of());
    assertFalse(Files.exists(file("10.1.0.5")));
    assertTrue(Files.exists(file("10.1.0.2")));
  }

  @Test
  void releasingBelievesAHintOnlyIfTheLeaseSaysSo() throws IOException {
    take("a");
    foreign("10.1.0.5", "b");
    of("c").release(List.of(IpAddress.of("10.1.0.2"), IpAddress.of("10.1.0.5")));
    assertTrue(Files.exists(file("10.1.0.2")) && Files.exists(file("10.1.0.5")));
  }

  @Test
  void aLeaseOfAnOldVersionHoldsOnlyTheContainer() throws IOException {
    foreign("10.1.0.5", "x");
    Files.writeString(file("10.1.0.5"), "old");
    of("old").release(List.of());
    assertFalse(Files.exists(file("10.1.0.5")));
  }

  @Test
  void releasingWhereNothingEverWasIsNoFailureAndMakesNothing() {
    of("a").release(List.of(IpAddress.of("10.1.0.2")));
    assertFalse(Files.exists(folder.resolve("data")));
  }

  @Test
  void collectingKeepsTheValidOnesAndWhatIsNoLease() throws IOException {
    take("a");
    take("b");
    foreign("10.1.0.5", "c");
    Files.writeString(file("10.1.0.6"), "a");
    of("", "").collect(Set.of(new Attachment("net", "a", "eth0")));
    assertEquals(
        List.of(
            "data",
            "data/net",
            "data/net/10.1.0.2",
            "data/net/10.1.0.6",
            "data/net/last_reserved_ip.0",
            "data/net/lock"),
        files());
    of("", "").collect(Set.of());
    assertEquals(
        List.of("data", "data/net", "data/net/last_reserved_ip.0", "data/net/lock"), files());
    assertEquals("10.1.0.4/29", take("d"));
  }

  @Test
  void foreseeingChangesNothing() throws IOException {
    assertEquals(
        "10.1.0.2/29", of("a", "eth0", true).foresee().ips().getFirst().address().toString());
    assertFalse(Files.exists(folder.resolve("data")) || Files.exists(folder.resolve("index")));
  }

  @Test
  void resolvConfGoesIntoTheResult() throws IOException {
    Files.writeString(
        folder.resolve("resolv.conf"),
        "# comment\nnameserver 192.0.2.1\nnameserver fd00::1\ndomain a.example\n"
            + "search a.example b.example\noptions ndots:2 edns0\n");
    keys = keys + ",\"resolvConf\":\"" + folder.resolve("resolv.conf") + "\"";
    var dns = of("a").take().dns();
    assertEquals(List.of("192.0.2.1", "fd00::1"), dns.nameservers());
    assertEquals("a.example", dns.domain());
    assertEquals(List.of("a.example", "b.example"), dns.search());
    assertEquals(List.of("ndots:2", "edns0"), dns.options());
  }

  @ParameterizedTest
  @CsvSource({"/dev/zero,no plain file", "/dev,no plain file", "/nowhere,cannot be read"})
  void aResolvConfThatIsNoFileIsSaidAndHoldsNobodyUp(String file, String said) {
    keys = keys + ",\"resolvConf\":\"" + file + "\"";
    CniException e = assertThrows(CniException.class, () -> of("a").take());
    assertTrue(e.getMessage().contains(said), e.getMessage());
  }

  @Test
  void checkNamesAnAddressThatIsNotHeld() throws IOException {
    take("a");
    of("a").check(List.of(IpAddress.of("10.1.0.2")));
    of("a").check(List.of());
    foreign("10.1.0.2", "b");
    CniException e =
        assertThrows(CniException.class, () -> of("a").check(List.of(IpAddress.of("10.1.0.2"))));
    assertEquals(103, e.code());
  }

  @Test
  void theIndexIsBelievedOnlyWhereTheFilesAgree() throws IOException {
    take("a");
    Files.writeString(file("10.1.0.2"), "other\r\neth0");
    assertEquals(List.of(), of("a").held());
    of("a").release(List.of());
    assertEquals("other\r\neth0", Files.readString(file("10.1.0.2")));
  }

  @Test
  void aBrokenIndexOnlyCostsTime() throws IOException {
    take("a");
    try (Stream<Path> all = Files.walk(folder.resolve("index"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "rubbish\n\n \0");
      }
    }
    assertEquals("[10.1.0.2]", of("a").held().toString());
    of("a").release(List.of());
    assertFalse(Files.exists(file("10.1.0.2")));
  }

  @Test
  void anIndexThatCannotBeKeptIsDoneWithout() throws IOException {
    Files.writeString(folder.resolve("index"), "a file where a folder should be");
    take("a");
    take("b");
    assertThrows(CniException.class, () -> take("a"));
    of("a").release(List.of());
    assertFalse(Files.exists(file("10.1.0.2")));
  }

  @Test
  void leasesThatTheReferenceAddedInItsTurnAreFoundWithoutReadingAll() throws IOException {
    keys = "\"subnet\":\"10.1.0.0/16\"";
    take("a");
    for (int i = 3; i < 40; i++) {
      foreign("10.1.0." + i, "c" + i);
    }
    Files.writeString(file("last_reserved_ip.0"), "10.1.0.39");
    assertEquals("10.1.0.40/16", take("b"));
    assertEquals("[10.1.0.20]", of("c20").held().toString());
  }

  @Test
  void nothingIsTakenForACallerThatIsGone() throws IOException {
    HostLocal late = of("late", "eth0", false, () -> false);
    assertEquals(11, assertThrows(CniException.class, late::take).code());
    assertFalse(Files.exists(folder.resolve("data")), "not even the folders are left");
    take("a");
    assertThrows(CniException.class, of("late", "eth0", false, () -> false)::take);
    assertFalse(Files.exists(file("10.1.0.3")));
    assertEquals("10.1.0.2", Files.readString(file("last_reserved_ip.0")).strip());
  }
}
