// The configurations of what is measured: networks of one plugin, and chains. What starts them is the Worker's.
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class Chains {
  private static final String SAMPLE =
      """
      { "cniVersion": "1.0.0", "name": "bench", "type": "bridge", "bridge": "bench0", "isGateway": true,
        "ipMasq": true, "ipam": { "type": "host-local", "subnet": "10.16.0.0/16",
        "dataDir": "FOLDER/leases", "routes": [ { "dst": "0.0.0.0/0" } ] } }
      """;
  private static final String DUAL =
      """
      { "cniVersion": "1.0.0", "name": "dual", "type": "bridge", "bridge": "bench1", "isDefaultGateway": true,
        "ipMasq": true, "ipam": { "type": "host-local", "dataDir": "FOLDER/leases",
        "ranges": [[{ "subnet": "10.17.0.0/16" }], [{ "subnet": "fd17::/64" }]] } }
      """;
  private static final String OTHER =
      """
      { "cniVersion": "1.0.0", "name": "TYPE", "type": "TYPE", KEYS
        "ipam": { "type": "host-local", "subnet": "10.21.0.0/16", "dataDir": "FOLDER/leases",
        "routes": [ { "dst": "0.0.0.0/0" } ] } }
      """;
  private static final String DHCP =
      """
      { "cniVersion": "1.0.0", "name": "dhcp", "type": "macvlan", "master": "master0", "ipam": { "type": "dhcp" } }
      """;

  /** The plugins besides bridge; the links that they name are made when the worker begins. */
  static final List<String> PLUGINS =
      List.of("ptp", "macvlan", "ipvlan", "vlan", "host-device", "dummy", "tap", "loopback", "dhcp");

  /** By the words that their rows have; the first is that of a Kubernetes node. */
  static final Map<String, List<String>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("node", List.of("bridge", "portmap", "bandwidth", "firewall", "tuning"));
    ALL.put("sources", List.of("macvlan", "sbr"));
    ALL.put("vrfs", List.of("macvlan", "vrf"));
  }

  private Chains() {}

  /** The configuration of a network of one plugin; FOLDER stands in it for the worker's. */
  static String network(String name) {
    return switch (name) {
      case "sample" -> SAMPLE;
      case "plain" -> SAMPLE.replace("\"ipMasq\": true", "\"ipMasq\": false").replace("bench0", "bench2")
          .replace("10.16.", "10.18.").replace("\"bench\"", "\"plain\"");
      case "dual" -> DUAL;
      case "leases" -> SAMPLE.replace("\"bench\"", "\"leases\"").replace("10.16.", "10.19.");
      case "loopback" -> "{ \"cniVersion\": \"1.0.0\", \"name\": \"lo\", \"type\": \"loopback\" }";
      case "dhcp" -> DHCP;
      default -> OTHER.replace("TYPE", name).replace("KEYS", switch (name) {
        case "ptp" -> "\"ipMasq\": true,";
        case "macvlan", "ipvlan" -> "\"master\": \"master0\",";
        case "vlan" -> "\"master\": \"master0\", \"vlanId\": 5,";
        case "host-device" -> "\"device\": \"device0\",";
        default -> "";
      });
    };
  }

  /** What a runtime gives to the plugin of this type in this chain, behind what was answered before it. */
  static String config(String chain, String type, String result) {
    String keys = switch (type) {
      case "bridge" -> "\"bridge\": \"bench3\", \"isDefaultGateway\": true, \"ipMasq\": true, \"ipam\": { \"type\":"
          + " \"host-local\", \"subnet\": \"10.22.0.0/16\", \"dataDir\": \"FOLDER/leases\" }";
      case "macvlan" -> "\"master\": \"master0\", \"ipam\": { \"type\": \"host-local\", \"subnet\":"
          + " \"10.24.0.0/16\", \"dataDir\": \"FOLDER/leases\", \"routes\": [ { \"dst\": \"0.0.0.0/0\" } ] }";
      case "portmap" -> "\"runtimeConfig\": { \"portMappings\": [ { \"hostPort\": 8080, \"containerPort\": 80,"
          + " \"protocol\": \"tcp\" }, { \"hostPort\": 5353, \"containerPort\": 53, \"protocol\": \"udp\" } ] }";
      case "bandwidth" -> "\"ingressRate\": 100000000, \"ingressBurst\": 10000000, \"egressRate\": 100000000,"
          + " \"egressBurst\": 10000000";
      case "firewall" -> "\"backend\": \"iptables\"";
      case "vrf" -> "\"vrfname\": \"vrf0\"";
      case "sbr" -> "\"addSourceHints\": false";
      default -> "\"sysctl\": { \"net.core.somaxconn\": \"500\" }";
    };
    return "{ \"cniVersion\": \"1.0.0\", \"name\": \"" + chain + "\", \"type\": \"" + type + "\", " + keys
        + (result.isEmpty() ? "" : ", \"prevResult\": " + result) + " }";
  }
}
