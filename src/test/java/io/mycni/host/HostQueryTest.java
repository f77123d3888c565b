package io.mycni.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.exec.Shell;
import io.mycni.net.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Questions and their union, and what an answer says of what was not asked. */
class HostQueryTest {
  @Test
  void theUnionAsksForEachThingOnce() {
    HostQuery one = HostQuery.link("br0").and(HostQuery.inside("/run/netns/a"));
    HostQuery other =
        HostQuery.links(List.of("veth1", "br0"))
            .and(HostQuery.settingInside("/run/netns/a", "net/ipv6/conf/eth0.5/accept_ra"))
            .and(HostQuery.allRules())
            .and(HostQuery.iptables(IpFamily.V6));
    HostQuery both = one.and(other).and(other);
    assertEquals(List.of("br0", "veth1"), both.links());
    assertEquals("/run/netns/a", both.netns());
    assertEquals(List.of(IpFamily.V4, IpFamily.V6), both.iptables());
    assertEquals(List.of("net/ipv6/conf/eth0.5/accept_ra"), both.settingsInside());
    assertTrue(both.asks(HostQuery.Subject.NFT));
    assertFalse(both.asks(HostQuery.Subject.FACTS));
    assertEquals(both, both.and(HostQuery.NOTHING));
  }

  @Test
  void aLinkThatIsNamedTwiceIsAskedForOnce() {
    assertEquals(List.of("a", "b"), HostQuery.links(List.of("a", "b", "a")).links());
  }

  @Test
  void oneQuestionIsAboutOneNamespace() {
    HostQuery a = HostQuery.inside("/run/netns/a");
    HostQuery b = HostQuery.settingInside("/run/netns/b", "net/ipv4/ip_forward");
    assertThrows(IllegalArgumentException.class, () -> a.and(b));
  }

  @Test
  void withoutANamespaceNothingInsideIsAsked() {
    assertEquals(HostQuery.NOTHING, HostQuery.inside(""));
    assertEquals(HostQuery.NOTHING, HostQuery.settingInside("", "net/ipv4/ip_forward"));
  }

  @Test
  void whatWasNotAskedIsNotToldAsNothingThere() {
    HostState nothing = Findings.of(true).state();
    assertThrows(IllegalStateException.class, nothing::allLinks);
    assertThrows(IllegalStateException.class, nothing::routes);
    assertThrows(IllegalStateException.class, nothing::hostId);
    assertThrows(IllegalStateException.class, () -> nothing.forwards(IpFamily.V4));
    assertThrows(IllegalStateException.class, () -> nothing.setting("a"));
    assertThrows(IllegalStateException.class, () -> nothing.settingInside("a"));
    assertEquals(Optional.empty(), nothing.portVlans("veth1"));
  }

  @Test
  void aSettingThatTheKernelLacksHasNoValue() {
    HostState state =
        Findings.of(true).settings(Map.of("a", Optional.empty(), "b", Optional.of(""))).state();
    assertEquals(Optional.empty(), state.setting("a"));
    assertEquals(Optional.of(""), state.setting("b"));
  }

  @Test
  void aLinkIsFoundAmongAllLinks() {
    Link link = Link.named("eth0").index(2).build();
    HostState state = Findings.of(true).allLinks(List.of(link)).state();
    assertEquals(Optional.of(link), state.link("eth0"));
    assertEquals(Optional.empty(), state.link("eth1"));
  }

  @Test
  void whatIsSeenInFullIsAddedToWhatWasSeen() {
    Link link = Link.named("eth0").index(2).build();
    DeviceDetails details = new DeviceDetails("eth0", List.of(), List.of(), List.of());
    HostState state = Findings.of(false).links(List.of(link)).state().with(List.of(details));
    assertEquals(Optional.of(details), state.details("eth0"));
    assertEquals(Optional.empty(), state.details("eth1"));
    assertEquals(Optional.of(link), state.link("eth0"));
  }

  @Test
  void vlansReadAsPeopleWriteThem() {
    assertEquals("10", new PortVlan(10, 10, true, true).toString());
    assertEquals("10-12t", new PortVlan(10, 12, false, false).toString());
  }

  /** A question of a kind of its own. */
  private record Sum(int first, int second, boolean isInside) implements Question<Integer> {
    @Override
    public Integer ask(Shell shell) {
      return first + second;
    }
  }

  @Test
  void aQuestionOfAKindOfItsOwnIsAskedOnceAndAnswered() {
    Sum sum = new Sum(1, 2, false);
    HostQuery both = HostQuery.question(sum).and(HostQuery.question(new Sum(1, 2, false)));
    assertEquals(List.of(sum), both.questions());
    assertEquals(3, Findings.of(true).answers(Map.of(sum, 3)).state().answer(sum));
    HostState nothing = Findings.of(true).state();
    assertThrows(IllegalStateException.class, () -> nothing.answer(sum));
  }

  @Test
  void whatIsAskedOfOneContainerIsNotAskedOfTheHost() {
    Sum ofHost = new Sum(1, 2, false);
    Sum ofContainer = new Sum(1, 2, true);
    HostQuery both = HostQuery.question(ofHost).and(HostQuery.question(ofContainer));
    assertEquals(List.of(ofHost), both.ofTheHost().questions());
    assertEquals(List.of(ofContainer), both.ofOneContainer().questions());
  }
}
