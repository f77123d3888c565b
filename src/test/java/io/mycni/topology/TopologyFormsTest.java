package io.mycni.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.cni.Json;
import io.mycni.net.Cidr;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** The four forms of one topology. */
class TopologyFormsTest {
  private static final Topology TOPOLOGY =
      new Topology(
          List.of(
              new Topology.Bridge(
                  "br0",
                  true,
                  true,
                  List.of(Cidr.of("10.1.0.1/24")),
                  List.of("br0.100 10.2.0.1/24"),
                  List.of(
                      new Topology.Port(
                          "veth1",
                          true,
                          List.of("1", "100t"),
                          Optional.of(new Attachment("net", "a", "eth0")),
                          Optional.of(
                              new Topology.End(
                                  "/proc/7/ns/net",
                                  "process 7 (<sh> & \"co\")",
                                  "eth0",
                                  Optional.empty(),
                                  List.of(Cidr.of("10.1.0.2/24")),
                                  true)),
                          ""),
                      new Topology.Port(
                          "eth9", false, List.of(), Optional.empty(), Optional.empty(), ""),
                      new Topology.Port(
                          "veth2",
                          true,
                          List.of(),
                          Optional.of(new Attachment("net", "b", "eth0")),
                          Optional.empty(),
                          "it was not found")))));

  @Test
  void theTextIsATree() {
    assertEquals(
        """
        br0  10.1.0.1/24, br0.100 10.2.0.1/24, VLANs, 3 ports
        ├── veth1  net:a/eth0  VLAN 1 100t
        │   └── eth0 in process 7 (<sh> & "co")  10.1.0.2/24  masqueraded
        ├── eth9 DOWN  (nobody's)
        └── veth2  net:b/eth0
            └── ? it was not found
        """,
        TopologyText.print(TOPOLOGY));
  }

  @Test
  void theSvgIsWellFormedWhateverTheNames() throws Exception {
    byte[] svg = TopologySvg.print(TOPOLOGY).getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    assertTrue(document.getDocumentElement().getTextContent().contains("(<sh> & \"co\")"));
    assertEquals(0, document.getElementsByTagName("script").getLength());
  }

  @Test
  void theDotQuotesNames() {
    String dot = TopologyDot.print(TOPOLOGY);
    assertTrue(dot.contains("\\neth0 in process 7 (<sh> & \\\"co\\\")\\n10.1.0.2/24\""), dot);
    assertTrue(
        dot.contains("\"bridge br0\" -- \"port veth1\" [label=\"veth1\\nVLAN 1 100t\"];"), dot);
  }

  @Test
  void theJsonLeavesOutWhatIsNotKnown() {
    String json = new String(Json.write(TopologyJson.print(TOPOLOGY)), StandardCharsets.UTF_8);
    assertTrue(
        json.contains("\"vlans\":[\"1\",\"100t\"],\"network\":\"net\",\"containerID\":\"a\""),
        json);
    assertTrue(json.contains("{\"link\":\"eth9\",\"up\":false}"), json);
    assertTrue(json.endsWith("\"missing\":\"it was not found\"}]}]}"), json);
  }

  @Test
  void aHostWithoutBridgesIsSaidToHaveNone() {
    Topology none = new Topology(List.of());
    assertEquals("There is no bridge on this host.\n", TopologyText.print(none));
    assertTrue(TopologySvg.print(none).contains("There is no bridge on this host."));
  }
}
