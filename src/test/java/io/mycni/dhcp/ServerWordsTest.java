package io.mycni.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says is text from outside. */
class ServerWordsTest {
  private static final String WHOLE =
      "mycni_event=bound mycni_uptime=100.5 ip=10.77.0.66 mask=24 subnet=255.255.255.0"
          + " router=10.77.0.1 lease=120";

  private static Optional<ServerEvent> event(String words) {
    String spaced = words.replace(' ', '\0').replace('~', ' ') + "\0";
    return ServerEvent.parse(spaced.getBytes(StandardCharsets.UTF_8));
  }

  /** A tilde stands for a space in a value. */
  private static DhcpLease lease(String words) {
    return DhcpLease.of(event(WHOLE + " " + words).orElseThrow(), 0).orElseThrow();
  }

  private static String routes(DhcpLease lease) {
    StringBuilder text = new StringBuilder();
    lease
        .routes()
        .forEach(route ->
            text.append(route.destination())
                .append(route.gateway().map(hop -> " via " + hop).orElse(" on the link"))
                .append("; "));
    return text.toString();
  }

  @Test
  void aLeaseHasWhatTheServerSaid() {
    DhcpLease lease =
        lease("dns=192.0.2.1~192.0.2.2 domain=example.org search=a.example.~b.example mtu=1400");
    assertEquals("10.77.0.66/24", lease.address().toString());
    assertEquals("10.77.0.1", lease.gateway().orElseThrow().toString());
    assertEquals(List.of("192.0.2.1", "192.0.2.2"), lease.dns().nameservers());
    assertEquals("example.org", lease.dns().domain());
    assertEquals(List.of("a.example", "b.example"), lease.dns().search());
    assertEquals(OptionalInt.of(1400), lease.mtu());
    assertEquals(220.5, lease.end());
    assertEquals(List.of(), lease.remarks());
  }

  @Test
  void routesOfOption121StandInThePlaceOfAllOthers() {
    String others = " routes=10.4.0.0/10.77.0.9~192.168.7.3/10.77.0.9";
    assertEquals(
        "0.0.0.0/0 via 10.77.0.2; 10.9.0.0/16 via 10.77.0.3; 10.10.0.0/16 on the link; ",
        routes(
            lease(
                "staticroutes=0.0.0.0/0~10.77.0.2~10.9.1.2/16~10.77.0.3~10.10.0.0/16~0.0.0.0"
                    + others)));
    assertEquals(
        "10.0.0.0/8 via 10.77.0.9; 192.168.7.0/24 via 10.77.0.9; 0.0.0.0/0 via 10.77.0.1; ",
        routes(lease(others.strip())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "staticroutes=10.9.0.0/99~10.77.0.3",
        "staticroutes=10.9.0.0/16~;reboot",
        "staticroutes=fd00::/64~10.77.0.3",
        "staticroutes=10.9.0.0/16~224.0.0.1",
        "routes=10.4.0.0",
        "routes=0.0.0.0/10.77.0.9",
        "routes=10.4.0.0/$(id)",
        "dns=fd00::1",
        "dns=127.0.0.1",
        "dns=1.1.1.1.1",
        "domain=a\nnameserver",
        "domain=-x",
        "search=a;b",
        "mtu=12",
        "mtu=-5",
        "mtu=99999999999",
        "lease=soon"
      })
  void whatCannotBeBelievedIsLeftOutAndRemarked(String words) {
    DhcpLease lease = lease(words);
    assertEquals("0.0.0.0/0 via 10.77.0.1; ", routes(lease));
    assertTrue(lease.dns().isEmpty());
    assertEquals(OptionalInt.empty(), lease.mtu());
    assertFalse(lease.remarks().isEmpty());
    lease.remarks().forEach(remark -> assertFalse(remark.contains("\n"), remark));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip= mask=24",
        "ip=10.77.0 mask=24",
        "ip=fd00::1 mask=24",
        "ip=0.0.0.0 mask=24",
        "ip=127.0.0.1 mask=24",
        "ip=239.1.2.3 mask=24",
        "ip=10.77.0.66 mask= subnet=",
        "ip=10.77.0.66 mask=0 subnet=",
        "ip=10.77.0.66 mask= subnet=255.0.255.0"
      })
  void anAddressThatNobodyCanHaveIsNone(String words) {
    assertTrue(DhcpLease.of(event(WHOLE + " " + words).orElseThrow(), 0).isEmpty());
  }

  @Test
  void theMaskIsReadFromTheServersWordsWhereTheClientSaysNoLength() {
    assertEquals("10.77.0.66/20", lease("mask= subnet=255.255.240.0").address().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "mycni_event=bound", "mycni_event=bound mycni_uptime=1e400000"})
  void whatIsNoEventIsNone(String words) {
    assertTrue(event(words).isEmpty());
  }
}
