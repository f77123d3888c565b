package io.mycni.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.chain.Kept;
import io.mycni.cni.Attachment;
import io.mycni.cni.Json;
import io.mycni.host.Findings;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whether an attachment lives, on nodes of paper. */
class LivingTest {
  private static final Attachment A = new Attachment("net", "a", "eth0");
  private static final IpAddress ADDRESS = IpAddress.of("10.1.0.2");
  private static final String MAC = "02:00:00:00:00:0a";

  private final List<Link> links = new ArrayList<>();
  private final List<Namespaces.Seen> seen = new ArrayList<>();
  private final List<Namespaces.Hidden> hidden = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private NetnsNumbers numbers = NetnsNumbers.UNKNOWN;

  private static Link link(
      String name, int index, String kind, String mac, int peer, String master, String address) {
    return Link.named(name)
        .index(index)
        .kind(kind)
        .mac(MacAddress.parse(mac))
        .up(true)
        .master(master)
        .peer(peer, false)
        .addresses(address.isEmpty() ? List.of() : List.of(Cidr.of(address + "/24")))
        .build();
  }

  private void namespace(String name, Link... inside) {
    seen.add(
        new Namespaces.Seen(
            "4:" + name, "/run/netns/" + name, name, List.of(inside), NetnsNumbers.UNKNOWN));
  }

  /** Keeps a result with an interface on the host, if a name is given, and one in a namespace. */
  private void keep(String netns, String hostLink, String address, String mac) {
    String host = hostLink.isEmpty() ? "" : "{'name': '" + hostLink + "'}, ";
    String ips =
        address.isEmpty()
            ? ""
            : "{'interface': " + (host.isEmpty() ? 0 : 1) + ", 'address': '" + address + "/24'}";
    String macKey = mac.isEmpty() ? "" : "'mac': '" + mac + "', ";
    String result =
        "{'cniVersion': '1.0.0', 'interfaces': ["
            + host
            + "{'name': 'eth0', "
            + macKey
            + "'sandbox': '"
            + netns
            + "'}], 'ips': ["
            + ips
            + "]}";
    kept.add(
        new Kept(
            A,
            netns,
            "",
            Json.object(),
            Json.object(),
            Json.readObject(result.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
  }

  private Living living(Map<String, Place> told, List<IpAddress> leased, boolean byVeth) {
    HostState nothing = Findings.of(true).state();
    Namespaces namespaces = new Namespaces(told, Optional.of("4:own"), seen, hidden, numbers);
    return new Node(links, Node.owners(links, kept), namespaces, Map.of(), List.of(), kept, nothing)
        .living(A, leased, byVeth);
  }

  private static String why(Living living) {
    return switch (living) {
      case Living.Alive alive -> "alive in " + alive.inside().name();
      case Living.Unknown unknown -> "unknown: " + unknown.why();
      case Living.Gone gone -> "gone: " + gone.why();
    };
  }

  /** A node in a container of this node has links of the same numbers, names and addresses. */
  @Test
  void ofTwoNamespacesThatLookAlikeTheOneWithItsMacAddressIsTheContainers() {
    links.add(link("veth1", 5, "veth", "", 2, "br0", ""));
    namespace("nested", link("eth0", 2, "veth", "02:00:00:00:00:0b", 5, "", "10.1.0.2"));
    namespace("right", link("eth0", 2, "veth", MAC, 5, "", "10.1.0.2"));
    keep("/run/netns/right", "veth1", "10.1.0.2", MAC);
    assertEquals("alive in right", why(living(Map.of(), List.of(), false)));
  }

  /** As when several nodes are tried on one machine, each with the same containers. */
  @Test
  void whereTheHostKnowsTheNumberOfTheNamespaceNoOtherIsTakenForIt() {
    links.add(link("veth1", 5, "veth", "", 2, "br0", "").but().peer(2, false, 7).build());
    namespace("nested", link("eth0", 2, "veth", MAC, 5, "", "10.1.0.2"));
    keep("/run/netns/a", "veth1", "10.1.0.2", MAC);
    numbers = new NetnsNumbers(Map.of("4:nested", -1));
    assertTrue(
        why(living(Map.of(), List.of(), false)).startsWith("unknown: its link veth1 is there"));
    numbers = new NetnsNumbers(Map.of("4:nested", 7));
    assertEquals("alive in nested", why(living(Map.of(), List.of(), false)));
  }

  @Test
  void theSameAddressInANodeWithinThisNodeIsNoSignOfLife() {
    namespace("nested", link("eth0", 2, "veth", "", 9, "", "10.1.0.2"));
    assertInstanceOf(Living.Gone.class, living(Map.of(), List.of(ADDRESS), true));
  }

  /** A node's own cards may be veth pairs, where it is a container itself. */
  @Test
  void anEndOfAPairThatWasMovedIntoTheContainerIsItsInterfaceThoughItLeadsElsewhere() {
    keep("/run/netns/a", "", "10.1.0.2", MAC);
    namespace("a", link("eth0", 2, "veth", MAC, 9, "", "10.1.0.2"));
    namespace("nested", link("eth0", 2, "veth", MAC, 9, "", "10.1.0.2"));
    Map<String, Place> told = Map.of("/run/netns/a", new Place.There("4:a"));
    assertEquals("alive in a", why(living(told, List.of(), false)));
    assertInstanceOf(Living.Gone.class, living(told, List.of(), true));
    kept.clear();
    assertTrue(why(living(told, List.of(ADDRESS), false)).startsWith("unknown: its address is on"));
  }

  @Test
  void withoutALinkOnTheHostTheInterfaceWithItsAddressTells() {
    keep("/run/netns/a", "", "10.1.0.2", "");
    Map<String, Place> told = Map.of("/run/netns/a", new Place.There("4:a"));
    namespace("a", link("eth0", 2, "macvlan", "", 0, "", "10.1.0.2"));
    assertEquals("alive in a", why(living(told, List.of(), false)));
    seen.clear();
    namespace("a", link("eth0", 2, "macvlan", "", 0, "", "10.1.0.3"));
    assertEquals(
        "gone: its interface is not in /run/netns/a, nor elsewhere",
        why(living(told, List.of(), false)));
    seen.clear();
    namespace("a");
    namespace("moved", link("eth0", 2, "macvlan", "", 0, "", "10.1.0.2"));
    assertEquals("alive in moved", why(living(told, List.of(), false)));
  }

  @Test
  void anInterfaceWithItsAliasIsItsOwnWhateverItsAddress() {
    Link inside = link("eth0", 2, "macvlan", "", 0, "", "");
    namespace("a", inside.but().alias("mycni:net:a/eth0").build());
    assertEquals("alive in a", why(living(Map.of(), List.of(ADDRESS), false)));
    seen.clear();
    // As the host link of a node within this node.
    namespace("nested", inside.but().alias("mycni:net:a/eth1").build());
    assertInstanceOf(Living.Gone.class, living(Map.of(), List.of(ADDRESS), false));
  }

  @Test
  void withoutAnAddressTheMacAddressTells() {
    keep("/run/netns/a", "", "", MAC);
    Map<String, Place> told = Map.of("/run/netns/a", new Place.There("4:a"));
    namespace("a", link("eth0", 2, "macvlan", MAC, 0, "", ""));
    assertEquals("alive in a", why(living(told, List.of(), false)));
    seen.clear();
    namespace("a", link("eth0", 2, "macvlan", "02:00:00:00:00:0b", 0, "", ""));
    assertInstanceOf(Living.Gone.class, living(told, List.of(), false));
  }

  @Test
  void aResultThatTellsNothingLeavesItOpenWhileAnInterfaceOfTheNameIsThere() {
    keep("/run/netns/a", "", "", "");
    Map<String, Place> told = Map.of("/run/netns/a", new Place.There("4:a"));
    namespace("a", link("eth0", 2, "macvlan", MAC, 0, "", ""));
    assertTrue(
        why(living(told, List.of(), false)).startsWith("unknown: the kept result has neither"));
  }

  @Test
  void theOwnNamespaceAndAPathToNothingAreNoContainers() {
    keep("/proc/7/ns/net", "", "10.1.0.2", "");
    assertEquals(
        "gone: its namespace /proc/7/ns/net is now the host's own",
        why(living(Map.of("/proc/7/ns/net", new Place.There("4:own")), List.of(), false)));
    assertEquals(
        "gone: its namespace /proc/7/ns/net is gone",
        why(living(Map.of("/proc/7/ns/net", new Place.Nowhere()), List.of(), false)));
    assertEquals(
        "unknown: no permission",
        why(living(Map.of("/proc/7/ns/net", new Place.Unseen("no permission")), List.of(), false)));
  }

  @Test
  void whatIsHiddenMayHoldItUnlessProcTellsOtherwise() {
    hidden.add(
        new Namespaces.Hidden(
            Optional.empty(), "/proc/1/ns/net", "no permission", Optional.empty()));
    assertEquals("unknown: no permission", why(living(Map.of(), List.of(ADDRESS), false)));
    assertInstanceOf(
        Living.Gone.class, living(Map.of(), List.of(ADDRESS), true), "a pair has an end here");
    hidden.clear();
    ProcNet others = new ProcNet(Set.of("lo", "eth0"), Set.of(IpAddress.of("10.1.0.3")));
    hidden.add(
        new Namespaces.Hidden(
            Optional.empty(), "/proc/1/ns/net", "no permission", Optional.of(others)));
    assertInstanceOf(Living.Gone.class, living(Map.of(), List.of(ADDRESS), false));
  }

  @Test
  void aPortOfNobodyWhoseOtherEndWasNotFoundMayBeItsLink() {
    links.add(link("veth9", 5, "veth", "", 2, "br0", ""));
    assertEquals(
        "unknown: it may be behind veth9, whose namespace was not found",
        why(living(Map.of(), List.of(ADDRESS), true)));
    namespace("other", link("eth0", 2, "veth", "", 5, "", "10.1.0.3"));
    assertInstanceOf(Living.Gone.class, living(Map.of(), List.of(ADDRESS), true));
  }

  @Test
  void anAddressOnAnotherInterfaceIsGivenToNobody() {
    links.add(link("veth9", 5, "veth", "", 2, "br0", ""));
    namespace("b", link("net1", 2, "veth", "", 5, "", "10.1.0.2"));
    assertEquals(
        "unknown: its address is on net1 in b, which is not known to be its interface",
        why(living(Map.of(), List.of(ADDRESS), true)));
  }

  /** Every namespace has it, a new one, too. */
  @Test
  void theLoopbackAddressIsNoSignOfLifeElsewhere() {
    keep("/run/netns/a", "", "127.0.0.1", "");
    namespace("b", link("eth0", 1, "", "", 0, "", "127.0.0.1"));
    assertEquals(
        "gone: its namespace /run/netns/a is gone",
        why(living(Map.of("/run/netns/a", new Place.Nowhere()), List.of(), false)));
  }

  @Test
  void localAddressesAreTheLeavesOfTheTrie() {
    List<String> trie =
        """
        Main:
          +-- 0.0.0.0/0 3 0 5
             |-- 10.1.0.0
                /24 link UNICAST
             |-- 10.1.0.2
                /32 host LOCAL
             |-- 10.1.0.255
                /32 link BROADCAST
        """
            .lines()
            .toList();
    assertEquals(Set.of(ADDRESS), ProcNet.localOf(trie));
  }
}
