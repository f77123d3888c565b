package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The topology of links of all kinds, made by ip, and told by their aliases whose they are. */
class TopologyIT {
  private final World world = World.make();
  private final Person person = new Person(world);

  /** A link that others are made on; where there is no dummy, a veth is master enough. */
  @BeforeEach
  void uplink() {
    world
        .sh("ip link add up0 type veth peer name up1; ip link set up0 up; ip link set up1 up")
        .ok();
    world.sh("ip address add 192.0.2.1/24 dev up0").ok();
  }

  @AfterEach
  void end() {
    world.close();
  }

  private String topology() {
    return person.mycni("topology").ok().replaceAll(" +[0-9a-f:]{17}", " MAC");
  }

  private void own(String container, String link) {
    world
        .sh(
            "ip -n "
                + container
                + " link set "
                + link
                + " alias mycni:net:"
                + container
                + "/"
                + link)
        .ok();
  }

  @Test
  void aVethPairWithoutABridgeHangsOnTheHost() {
    world
        .container("a")
        .sh(
            "ip link add vetha type veth peer name eth0 netns a;"
                + " ip link set vetha up alias mycni:net:a/eth0; ip address add 10.1.0.1/32 dev vetha;"
                + " ip -n a address add 10.1.0.2/24 dev eth0; ip -n a link set eth0 up")
        .ok();
    String text = topology();
    assertTrue(
        text.contains("vetha  net:a/eth0  10.1.0.1/32\n└── eth0 in a  10.1.0.2/24 MAC\n"), text);
    assertTrue(text.contains("up0  192.0.2.1/24\n└── up1\n"), text);
  }

  @Test
  void aMacvlanHangsOnItsMaster() {
    world.requireKernel("macvlan", "ip link add m0 link up0 type macvlan; ip link delete m0");
    world
        .container("a")
        .container("b")
        .sh(
            "for n in a b; do ip link add m0 link up0 type macvlan mode bridge;"
                + " ip link set m0 netns $n name eth0; ip -n $n link set eth0 up; done;"
                + " ip -n a address add 192.0.2.7/24 dev eth0;"
                + " ip link add m1 link up0 type macvlan")
        .ok();
    own("a", "eth0");
    String text = topology();
    assertTrue(
        text.contains(
            "up0  192.0.2.1/24\n"
                + "├── eth0 in a  macvlan in mode bridge  net:a/eth0  192.0.2.7/24 MAC\n"
                + "├── eth0 in b  macvlan in mode bridge  no address MAC\n"
                + "├── m1 DOWN  macvlan in mode vepa\n"
                + "└── up1\n"),
        text);
  }

  /** Their links have the same numbers, and the same container has the same MAC address. */
  @Test
  void theLinksOfAnotherNodeOnTheSameMachineAreNotShown() {
    world.requireKernel("macvlan", "ip link add m0 link up0 type macvlan; ip link delete m0");
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    person.mycni("add", "mynet", "a", "--container-id", "a").ok();
    String alone = topology();
    Process inOther = null;
    Process inMacvlan = null;
    try (World other = World.make()) {
      Person neighbour = new Person(other);
      neighbour.configure("10-mynet.conf", Configs.SAMPLE);
      other.container("a").container("m");
      other
          .sh(
              "ip link add up0 type veth peer name up1; ip link set up0 up;"
                  + " ip link add m0 link up0 type macvlan; ip link set m0 netns m name eth0;"
                  + " ip -n m link set eth0 alias mycni:net:m/eth0")
          .ok();
      neighbour.mycni("add", "mynet", "a", "--container-id", "a").ok();
      // By a process in them other namespaces are seen.
      inOther = other.start(Map.of(), "", "ip", "netns", "exec", "a", "sleep", "1000");
      inMacvlan = other.start(Map.of(), "", "ip", "netns", "exec", "m", "sleep", "1000");
      other
          .sh(
              "n=0; until ip netns pids a | grep . && ip netns pids m | grep .; do sleep 0.02;"
                  + " [ $((n=n+1)) -lt 500 ]; done")
          .ok();
      assertEquals(alone, topology());
      world.remove("a");
      assertFalse(topology().contains("eth0"), "the other's end was taken for ours");
    } finally {
      if (inOther != null) {
        inOther.destroy();
      }
      if (inMacvlan != null) {
        inMacvlan.destroy();
      }
    }
  }

  @Test
  void aTapAndWhatWasMovedBelongToTheirContainerAlone() {
    world.requireKernel("taps", "ip tuntap add t0 mode tap; ip link delete t0");
    world
        .container("a")
        .sh(
            "ip -n a tuntap add tap0 mode tap user 1234; ip -n a link set tap0 up;"
                + " ip link add h0 type bridge; ip link set h0 netns a name net1 2>/dev/null ||"
                + " ip link delete h0; ip -n a tuntap add tap1 mode tap;"
                + " ip tuntap add tap2 mode tap; ip link set tap2 up")
        .ok();
    own("a", "tap0");
    String text = topology();
    assertTrue(text.contains("tap2  tap\n"), text);
    assertTrue(
        text.endsWith("in a\n└── tap0  tap of user 1234  net:a/tap0  no address MAC\n"), text);
  }

  @Test
  @NeedsFullKernel
  void ipvlansAndVlansHangOnTheirMaster() {
    KernelNeed.VLAN_DEVICES.require(world);
    KernelNeed.IPVLAN.require(world);
    world
        .container("a")
        .sh(
            "ip link add link up0 name up0.5 type vlan id 5; ip link set up0.5 up;"
                + " ip link add br0 type bridge; ip link add link up0 name up0.6 type vlan id 6;"
                + " ip link set up0.6 master br0;"
                + " ip link add i0 link up0.5 type ipvlan mode l3; ip link set i0 netns a name eth0;"
                + " ip -n a link set eth0 up")
        .ok();
    own("a", "eth0");
    String text = topology();
    assertTrue(
        text.startsWith("br0 DOWN  no address, 1 port\n└── up0.6 DOWN  vlan 6, on up0\n"), text);
    assertTrue(
        text.contains(
            "├── up0.5  vlan 5\n"
                + "│   └── eth0 in a  ipvlan in mode l3  net:a/eth0  no address MAC\n"),
        text);
    assertTrue(text.contains("up0  192.0.2.1/24, carries up0.6\n"), text);
  }

  @Test
  void whatMycniAttachedIsToldByWhatIsKeptOfIt() {
    person.configure("10-dual.conf", Configs.DUAL.replace("\"mycni\"", "\"ptp\""));
    String tap = "{\"cniVersion\": \"1.0.0\", \"name\": \"l2\", \"type\": \"tap\"}";
    person.configure("20-l2.conf", tap);
    world.container("a");
    person.mycni("add", "dual", "a", "--container-id", "a").ok();
    person.mycni("add", "l2", "a", "--container-id", "a", "--ifname", "tap0").ok();
    String text = topology();
    assertTrue(text.matches("(?s).*veth[0-9a-f]{8}  dual:a/eth0  10\\.17\\.0\\.1\\S* .*"), text);
    assertTrue(text.matches("(?s).*\n└── eth0 in a  10\\.17\\.0\\.2/24 .* masqueraded\n.*"), text);
    assertTrue(text.endsWith("in a\n└── tap0  tap  l2:a/tap0  no address MAC\n"), text);
    World.Ended doctor = person.mycni("doctor");
    assertFalse(doctor.out().contains("port of no bridge"), doctor.out());
    assertTrue(doctor.out().contains("✓ the kernel has taps"), doctor.out());
    assertEquals("0 put back, 2 complete\n", person.mycni("reload").ok());
  }

  /** Its other end is out of sight, as where the node is a container itself. */
  @Test
  void aDeviceOfTheNodeThatMovedIntoTheContainerIsShownThereAndNotCollected() {
    person.configure(
        "10-st.conf",
        "{\"cniVersion\": \"1.1.0\", \"name\": \"st\", \"type\": \"host-device\", \"device\": \"nic0\","
            + " \"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.24.0.0/24\"}}");
    world.sh("ip netns add outside; ip link add nic0 type veth peer name far0 netns outside").ok();
    world.container("a");
    person.mycni("add", "st", "a", "--container-id", "a").ok();
    String text = topology();
    assertTrue(text.matches("(?s).*in a\n└── eth0  st:a/eth0  10\\.24\\.0\\.2/24 .*"), text);
    assertTrue(person.mycni("gc", "st").ok().startsWith("1 attached"));
    assertTrue(person.mycni("ipam", "show", "st").ok().contains("10.24.0.2"));
    person.mycni("check", "st", "a", "--container-id", "a").ok();
  }

  @Test
  void everyFormIsDrawn() {
    world.container("a").sh("ip -n a tuntap add tap0 mode tap; ip -n a link set tap0 up").ok();
    own("a", "tap0");
    assertTrue(
        person.mycni("topology", "--format", "svg").ok().contains(">net · tap0 in a · tap<"));
    assertTrue(
        person.mycni("topology", "--format", "dot").ok().contains("\"host up1\" -- \"host up0\""));
    assertTrue(
        person.mycni("topology", "--format", "json").ok().contains("\"netns\": \"/run/netns/a\""));
  }
}
