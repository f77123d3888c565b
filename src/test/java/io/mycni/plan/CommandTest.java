package io.mycni.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mycni.net.IpFamily;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of command, as a person would type it, and how it is run. */
class CommandTest {
  private static final Namespace INSIDE = new Namespace.Container("/run/netns/c1");
  private static final Command.Iptables CHAIN =
      new Command.Iptables(IpFamily.V6, "nat", "-X CNI-A");

  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of(
            Command.Ip.in(INSIDE, "link set eth0 up"),
            Tool.IP,
            "nsenter --net=/run/netns/c1 ip link set eth0 up"),
        Arguments.of(
            Command.Ip.host("link set eth0 netns /proc/$$/ns/net"),
            Tool.IP,
            "ip link set eth0 netns /proc/$$/ns/net"),
        Arguments.of(
            new Command.Ip6(INSIDE, "rule add from fd00::1 table 7"),
            Tool.IP6,
            "nsenter --net=/run/netns/c1 ip -6 rule add from fd00::1 table 7"),
        Arguments.of(
            new Command.IpInContext(INSIDE, "u:r:t:s0", "tuntap add dev t"),
            Tool.IP,
            "nsenter --net=/run/netns/c1 runcon u:r:t:s0 ip tuntap add dev t"),
        Arguments.of(
            new Command.Bridge("vlan add dev v vid 5"), Tool.BRIDGE, "bridge vlan add dev v vid 5"),
        Arguments.of(
            new Command.Tc("qdisc delete dev v root"), Tool.TC, "tc qdisc delete dev v root"),
        Arguments.of(
            new Command.Sysctl(INSIDE, "net/a", "1 2", true),
            Tool.SETTINGS,
            "nsenter --net=/run/netns/c1 sh -c"
                + " 'test ! -e /proc/sys/net/a || echo 1 2 > /proc/sys/net/a'"),
        Arguments.of(
            new Command.Sysctl(Namespace.HOST, "net/a", "1", true),
            Tool.SETTINGS,
            "test ! -e /proc/sys/net/a || sh -c 'echo 1 > /proc/sys/net/a'"),
        Arguments.of(
            new Command.Iptables(IpFamily.V4, "filter", "-N A"),
            Tool.IPTABLES,
            "iptables --wait --table filter -N A"),
        Arguments.of(CHAIN, Tool.IP6TABLES, "ip6tables --wait --table nat -X CNI-A"),
        Arguments.of(
            new Command.Iptables(IpFamily.V4, "nat", ":CNI-A - [0:0]"),
            Tool.IPTABLES,
            "# the table nat of IPv4 comes with its first chain"),
        Arguments.of(new Command.Nft("add table ip a"), Tool.NFT, "nft 'add table ip a'"),
        Arguments.of(
            new ToolCall.Firewalld("--zone=z --add-source=10.1.0.5"),
            Tool.FIREWALL_CMD,
            "firewall-cmd --zone=z --add-source=10.1.0.5"),
        Arguments.of(
            new ToolCall.Conntrack(IpFamily.V6, "udp", 53),
            Tool.CONNTRACK,
            "conntrack --delete --family ipv6 --proto udp --orig-port-dst 53"),
        Arguments.of(
            new ToolCall.Conntrack(IpFamily.V4, "sctp", 9),
            Tool.CONNTRACK,
            "conntrack --delete --family ipv4 --proto sctp --orig-port-dst 9"),
        Arguments.of(new Removal.UnusedTable("inet", "a"), Tool.NFT, "nft delete table inet a"),
        Arguments.of(
            new Removal.NotedRules("ip", "a", "mynet c1", List.of()),
            Tool.NFT,
            "nft delete rule ip a # those with comment \"mynet c1\""),
        Arguments.of(
            new Removal.UnusedRule(CHAIN, "CNI-A", List.of()),
            Tool.IP6TABLES,
            "ip6tables --wait --table nat -X CNI-A"),
        Arguments.of(new Removal.UnusedBridge("br0"), Tool.IP, "ip link delete dev br0"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itIsTypedAsAPersonWouldTypeIt(Command command, Tool tool, String typed) {
    assertEquals(typed, command.typed());
    assertEquals(tool, command.tool());
  }

  /** What is looked at right before, what has a context, and what is a process by itself. */
  @Test
  void onlySomeAreNeverAmongOthers() {
    Set<Class<?>> alone =
        Set.of(
            Command.IpInContext.class,
            ToolCall.Firewalld.class,
            ToolCall.Conntrack.class,
            Removal.UnusedTable.class,
            Removal.NotedRules.class,
            Removal.UnusedRule.class,
            Removal.UnusedBridge.class);
    commands()
        .forEach(each -> {
          Command command = (Command) each.get()[0];
          assertEquals(alone.contains(command.getClass()), command.isByItself(), command.typed());
        });
    assertEquals("it holds rules by then", new Removal.UnusedTable("ip", "a").unless());
    assertEquals(
        "the chain CNI-A holds other rules by then",
        new Removal.UnusedRule(CHAIN, "CNI-A", List.of()).unless());
    assertEquals("", CHAIN.unless());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          a "b c" d    | ip a "b c" d
          a ""         | ip a ""
          "$x" a       | ip '$x' a
          "b`c" a      | ip 'b`c' a
          a "\\"       | ip a '\\'
          $x;b  A9@_-  | ip '$x;b'  A9@_-
          azAZ09       | ip azAZ09
          a{ [ / : `   | ip 'a{' '[' / : '`'
          """)
  void aShellTakesEachWordAsItIs(String line, String typed) {
    assertEquals(typed, new Command.Ip(Namespace.HOST, List.of(line)).typed());
  }

  @Test
  void aListOfNumbersMayBeWrittenInParts() {
    assertEquals(true, new Command.Sysctl(INSIDE, "net/a", "1 2", true).isDoneInParts());
    assertEquals(false, new Command.Sysctl(INSIDE, "net/a", "12", true).isDoneInParts());
  }

  @Test
  void aRuleIsTakenAwayByTheWordsThatAddedIt() {
    assertEquals("-D A -j B", Command.Iptables.deletion("-A A -j B"));
  }

  @Test
  void rulesAndNamespacesAreTheSameByWhatTheySay() {
    Command.Iptables same = new Command.Iptables(IpFamily.V6, "nat", "-X CNI-A");
    assertEquals(same, CHAIN);
    assertEquals(same.hashCode(), CHAIN.hashCode());
    assertNotEquals(new Command.Iptables(IpFamily.V4, "nat", "-X CNI-A"), CHAIN);
    assertNotEquals(new Command.Iptables(IpFamily.V6, "filter", "-X CNI-A"), CHAIN);
    assertNotEquals(new Command.Iptables(IpFamily.V6, "nat", "-X CNI-B"), CHAIN);
    assertEquals(new Namespace.Container("/run/netns/c1"), INSIDE);
    assertEquals(new Namespace.Container("/run/netns/c1").hashCode(), INSIDE.hashCode());
    assertNotEquals(new Namespace.Container("/run/netns/c2"), INSIDE);
    assertNotEquals(Namespace.HOST, INSIDE);
    assertNotEquals(INSIDE, Namespace.HOST);
    assertEquals(new Namespace.Host(), Namespace.HOST);
    assertEquals("the host", Namespace.HOST.toString());
    assertEquals("/run/netns/c1", INSIDE.toString());
  }

  @Test
  void limitsAreTakenOffBesideWhatLinksAreToldAndRulesAreNoLinks() {
    EnumSet<Tool> rules = EnumSet.of(Tool.IPTABLES, Tool.IP6TABLES, Tool.NFT, Tool.FIREWALL_CMD);
    for (Tool tool : Tool.values()) {
      assertEquals(rules.contains(tool), tool.isOfRules(), tool.toString());
      assertEquals(
          tool == Tool.TC ? Tool.Lane.LIMITS : tool.lane(), tool.laneOfRemoval(), tool.toString());
    }
  }
}
