package io.mycni.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.cni.Json;
import io.mycni.net.Cidr;
import io.mycni.node.Provided;
import io.mycni.topology.Topology.Edge;
import io.mycni.topology.Topology.Relation;
import io.mycni.topology.Topology.Vertex;
import io.mycni.topology.Topology.Where;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The four forms of one topology. */
class TopologyFormsTest {
  private static final Where A = new Where("/proc/7/ns/net", "process 7 (<sh> & \"co\\)");
  private static final Where C = new Where("/run/netns/c", "c");

  private static final Provided PROVIDED =
      new Provided(
          List.of(
              new Provided.Port("", 8080, 80, "tcp"), new Provided.Port("::1", 53, 5353, "udp")),
          OptionalLong.of(100_000_000),
          OptionalLong.of(1_500_000),
          "same-bridge",
          Optional.of(new Provided.Lease(OptionalLong.of(3270))));

  private static final String GONE = "a port of no bridge: br9 is gone";

  private final List<Vertex> links = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  private int link(
      Where where, String name, String kind, String trait, String address, String owner) {
    return link(where, name, kind, trait, address, owner, List.of(), "", true);
  }

  private int link(
      Where where,
      String name,
      String kind,
      String trait,
      String address,
      String owner,
      List<String> vlans,
      String missing,
      boolean up) {
    links.add(
        new Vertex(
            where,
            name,
            links.size() + 2,
            kind,
            trait,
            up,
            Optional.empty(),
            address.isEmpty() ? List.of() : List.of(Cidr.of(address)),
            vlans,
            owner.isEmpty() ? Optional.empty() : Optional.of(new Attachment("net", owner, "eth0")),
            missing,
            !where.isHost() && kind.equals("veth"),
            where.equals(A) && kind.equals("veth") ? PROVIDED : Provided.NOTHING));
    return links.size() - 1;
  }

  private void join(Relation relation, int from, int to) {
    edges.add(new Edge(relation, from, to));
  }

  @BeforeEach
  void drawUp() {
    Where host = Where.HOST;
    final int uplink = link(host, "eth9", "", "", "192.168.0.2/24", "");
    final int vlan = link(host, "eth9.5", "vlan", "5", "", "", List.of("1", "100t"), "", false);
    final int bridge = link(host, "br0", "bridge", "telling VLANs apart", "10.1.0.1/24", "");
    final int port = link(host, "veth1", "veth", "", "", "a", List.of("1", "100t"), "", true);
    final int lost = link(host, "veth2", "veth", "", "", "b", List.of(), "it was not found", true);
    final int foreign = link(host, "veth3", "veth", "", "", "");
    final int routed = link(host, "veth4", "veth", "", "10.2.0.1/32", "d", List.of(), GONE, true);
    final int end = link(A, "eth0", "veth", "", "10.1.0.2/24", "a");
    final int onEnd = link(A, "eth1", "ipvlan", "in mode l3", "10.9.0.2/24", "a");
    final int macvlan = link(C, "eth0", "macvlan", "in mode bridge", "10.3.0.2/24", "c");
    final int ptp = link(new Where("/run/netns/d", "d"), "eth0", "veth", "", "10.2.0.2/32", "d");
    link(C, "tap0", "tap", "of user 1000", "", "c");
    join(Relation.MASTER, vlan, bridge);
    join(Relation.PARENT, vlan, uplink);
    join(Relation.MASTER, port, bridge);
    join(Relation.MASTER, lost, bridge);
    join(Relation.MASTER, foreign, bridge);
    join(Relation.PEER, end, port);
    join(Relation.PARENT, onEnd, end);
    join(Relation.PARENT, macvlan, uplink);
    join(Relation.PEER, ptp, routed);
  }

  private Topology topology() {
    return new Topology(links, edges);
  }

  @Test
  void theTextIsATree() {
    assertEquals(
        """
        br0  10.1.0.1/24, telling VLANs apart, 4 ports
        ├── veth1  net:a/eth0  VLAN 1 100t
        │   └── eth0 in process 7 (<sh> & "co\\)  10.1.0.2/24  masqueraded  8080 → 80/tcp  [::1]:53 → 5353/udp  in 100 Mbit/s, out 1.5 Mbit/s  firewall same-bridge  DHCP, 54 min left
        │       └── eth1 in process 7 (<sh> & "co\\)  ipvlan in mode l3  10.9.0.2/24
        ├── veth2  net:b/eth0
        │   └── ? it was not found
        ├── eth9.5 DOWN  vlan 5  VLAN 1 100t, on eth9
        └── veth3  (nobody's)
        eth9  192.168.0.2/24, carries eth9.5
        └── eth0 in c  macvlan in mode bridge  net:c/eth0  10.3.0.2/24
        veth4  net:d/eth0  10.2.0.1/32
        ├── eth0 in d  10.2.0.2/32  masqueraded
        └── ? a port of no bridge: br9 is gone
        in c
        └── tap0  tap of user 1000  net:c/eth0  no address
        """,
        TopologyText.print(topology()));
  }

  @Test
  void theSvgIsWellFormedWhateverTheNames() throws Exception {
    byte[] svg = TopologySvg.print(topology()).getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    assertTrue(document.getDocumentElement().getTextContent().contains("(<sh> & \"co\\)"));
    assertEquals(0, document.getElementsByTagName("script").getLength());
  }

  @Test
  void theSvgShowsEachLinkOnce() {
    String svg = TopologySvg.print(topology());
    for (String words :
        List.of("br0", "eth9", "eth9.5", "veth1", "veth2", "veth3", "veth4", "this host")) {
      assertEquals(1, svg.split(">" + words + "</text>", -1).length - 1, words + "\n" + svg);
    }
    assertTrue(svg.contains(">net · eth0 in c · macvlan in mode bridge</text>"), svg);
    assertTrue(svg.contains(">in containers alone</text>"), svg);
  }

  @Test
  void theDotQuotesNames() {
    String dot = TopologyDot.print(topology());
    assertTrue(dot.contains("label=\"process 7 (<sh> & \\\"co\\\\)\"; style=dotted;"), dot);
    assertTrue(dot.contains("\"host br0\" -- \"host veth1\" [label=\"VLAN 1 100t\"];"), dot);
    assertTrue(dot.contains("\"host eth9\" -- \"/run/netns/c eth0\" [style=dashed];"), dot);
    assertTrue(dot.contains("\"host veth4\" -- \"/run/netns/d eth0\" [style=bold];"), dot);
  }

  @Test
  void theJsonNamesWhatALinkHangsOnAndLeavesOutWhatIsNotKnown() {
    String json = new String(Json.write(TopologyJson.print(topology())), StandardCharsets.UTF_8);
    assertTrue(
        json.contains(
            "{\"name\":\"veth1\",\"kind\":\"veth\",\"up\":true,\"addresses\":[],"
                + "\"vlans\":[\"1\",\"100t\"],\"master\":{\"name\":\"br0\"},"
                + "\"peer\":{\"name\":\"eth0\",\"netns\":\"/proc/7/ns/net\"},"
                + "\"network\":\"net\",\"containerID\":\"a\",\"ifname\":\"eth0\"}"),
        json);
    assertTrue(json.contains("\"master\":{\"name\":\"br0\"},\"parent\":{\"name\":\"eth9\"}"), json);
    assertTrue(
        json.contains("{\"name\":\"veth3\",\"kind\":\"veth\",\"up\":true,\"addresses\":[],"), json);
    assertTrue(
        json.contains(
            "\"masqueraded\":true,\"ports\":[{\"hostPort\":8080,\"containerPort\":80,"
                + "\"protocol\":\"tcp\"},{\"hostIP\":\"::1\",\"hostPort\":53,\"containerPort\":5353,"
                + "\"protocol\":\"udp\"}],\"ingressRate\":100000000,\"egressRate\":1500000,"
                + "\"ingressPolicy\":\"same-bridge\",\"dhcp\":{\"secondsLeft\":3270}"),
        json);
    assertFalse(json.contains("\"\""), "nothing is empty\n" + json);
  }

  @Test
  void aHostWithoutLinksIsSaidToHaveNone() {
    Topology none = new Topology(List.of(), List.of());
    assertEquals("There is no link on this host but lo.\n", TopologyText.print(none));
    assertTrue(TopologySvg.print(none).contains("There is no link on this host but lo."));
  }

  @Test
  void linksThatHangOnEachOtherInACircleAreShown() {
    join(Relation.MASTER, 2, 3);
    assertTrue(TopologyText.print(topology()).contains("veth1"));
  }
}
