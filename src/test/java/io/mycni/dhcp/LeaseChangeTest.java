package io.mycni.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of an interface when its lease changes. */
class LeaseChangeTest {
  private static Optional<DhcpLease> lease(String... words) {
    String text = "mycni_event=renew\0mycni_uptime=1\0mask=24\0" + String.join("\0", words) + "\0";
    ServerEvent event = ServerEvent.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    return DhcpLease.of(event, 5);
  }

  private static List<String> lines(Optional<DhcpLease> before, Optional<DhcpLease> after) {
    return LeaseChange.lines("eth0", before, after, true);
  }

  private static final Optional<DhcpLease> FIRST =
      lease("ip=10.0.0.5", "router=10.0.0.1", "mtu=1400");

  @Test
  void nothingIsDoneWhereNothingHasChanged() {
    assertEquals(List.of(), lines(FIRST, FIRST));
  }

  @Test
  void onlyWhatHasChangedIsTouched() {
    assertEquals(
        List.of(
            "route delete 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 5",
            "route replace 0.0.0.0/0 via 10.0.0.2 dev eth0 metric 5"),
        lines(FIRST, lease("ip=10.0.0.5", "router=10.0.0.2", "mtu=1400")));
    assertEquals(
        List.of("link set dev eth0 mtu 1300"),
        lines(FIRST, lease("ip=10.0.0.5", "router=10.0.0.1", "mtu=1300")));
    assertEquals(
        List.of(),
        LeaseChange.lines(
            "eth0", FIRST, lease("ip=10.0.0.5", "router=10.0.0.1", "mtu=1300"), false));
  }

  @Test
  void anotherAddressTakesAllRoutesAlong() {
    assertEquals(
        List.of(
            "address delete 10.0.0.5/24 dev eth0",
            "address replace 10.0.0.6/24 broadcast + dev eth0",
            "route replace 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 5"),
        lines(FIRST, lease("ip=10.0.0.6", "router=10.0.0.1", "mtu=1400")));
  }

  @Test
  void aLeaseThatIsLostLeavesNothing() {
    assertEquals(
        List.of(
            "route delete 0.0.0.0/0 via 10.0.0.1 dev eth0 metric 5",
            "address delete 10.0.0.5/24 dev eth0"),
        lines(FIRST, Optional.empty()));
  }
}
