package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Addresses that the configuration or the runtime names: the IPAM plugin static. */
class StaticIT {
  private static final String IPAM =
      """
      "ipam": { "type": "static", "addresses": [
        { "address": "10.18.0.5/24", "gateway": "10.18.0.1" }, { "address": "fd18::5/64" } ],
        "routes": [ { "dst": "0.0.0.0/0" } ], "dns": { "nameservers": ["10.18.0.1"] } }
      """;
  private static final String ALONE =
      "{ \"cniVersion\": \"1.0.0\", \"name\": \"st\", \"type\": \"bridge\", " + IPAM + "}";
  private static final String ON_BRIDGE =
      Configs.with(ALONE, "\"bridge\": \"mybr0\", \"isGateway\": true, \"ipMasq\": true");

  private final World world = World.make().container("a");

  @AfterEach
  void end() {
    world.close();
  }

  private World.Call alone(String verb, String config) {
    return world.call(verb, "a", config).program("static");
  }

  private static List<String> addresses(String result) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode ip : Json.read(result.getBytes(StandardCharsets.UTF_8)).path("ips")) {
      addresses.add(ip.path("address").asString() + " " + ip.path("gateway").asString("-"));
    }
    return addresses;
  }

  @Test
  void aContainerHasTheAddressesOfTheConfigurationUntilItsDel() {
    String result = world.add("a", ON_BRIDGE).ok();
    assertEquals(List.of("10.18.0.5/24 10.18.0.1", "fd18::5/64 fd18::1"), addresses(result));
    assertTrue(result.contains("nameservers"), result);
    world.sh("ip netns exec a ping -c1 -W2 10.18.0.1").ok();
    world.sh("ip netns exec a ping -6 -c1 -W2 fd18::1").ok();
    world.call("CHECK", "a", Configs.after(ON_BRIDGE, result)).run().ok();
    world.sh("ip -n a address delete 10.18.0.5/24 dev eth0").ok();
    World.Ended check = world.call("CHECK", "a", Configs.after(ON_BRIDGE, result)).run();
    assertTrue(check.out().contains("10.18.0.5/24 is gone"), check.out());
    for (int i = 0; i < 3; i++) {
      world.call("DEL", "a", ON_BRIDGE).run().ok();
    }
    assertEquals("", world.sh("ip -o link show type veth; iptables-save | grep st || true").ok());
  }

  @Test
  void aDelNeedsNoConfigurationThatCanBeRead() {
    world.add("a", ON_BRIDGE).ok();
    world.call("DEL", "a", ON_BRIDGE.replace("10.18.0.5/24", "rubbish")).run().ok();
    assertEquals("", world.sh("ip -o link show type veth; iptables-save | grep st || true").ok());
  }

  @Test
  void theRuntimesAddressesComeBeforeTheConfigurations() {
    String args = Configs.with(ALONE, "\"args\": {\"cni\": {\"ips\": [\"10.19.0.5/24\"]}}");
    String both = Configs.with(args, "\"runtimeConfig\": {\"ips\": [\"10.20.0.5/24\"]}");
    assertEquals(List.of("10.19.0.5/24 -"), addresses(alone("ADD", args).run().ok()));
    assertEquals(List.of("10.20.0.5/24 -"), addresses(alone("ADD", both).run().ok()));
    String wishes = "IP=10.21.0.5/24,fd21::5/64;GATEWAY=10.21.0.1";
    assertEquals(
        List.of("10.18.0.5/24 10.18.0.1", "fd18::5/64 -", "10.21.0.5/24 10.21.0.1", "fd21::5/64 -"),
        addresses(alone("ADD", ALONE).with("CNI_ARGS", wishes).run().ok()));
  }

  @Test
  void aMistakeIsNamed() {
    for (String[] mistake :
        new String[][] {
          {"fd18::5/64", "10.18.0.5/16", "the address 10.18.0.5 twice"},
          {"10.18.0.5/24", "10.18.0.5", "ipam.addresses[0].address is \\\"10.18.0.5\\\""},
          {"\"cniVersion\": \"1.0.0\"", "\"cniVersion\": \"0.2.0\"", ""},
        }) {
      World.Ended ended = alone("ADD", ALONE.replace(mistake[0], mistake[1])).run();
      assertEquals(mistake[2].isEmpty() ? 0 : 1, ended.status(), ended.out());
      assertTrue(ended.out().contains(mistake[2]), ended.out());
    }
    World.Ended none = alone("ADD", ALONE.replaceFirst("(?s)\"addresses\".*?\\],", "")).run();
    assertTrue(none.out().contains("ipam.addresses is missing"), none.out());
  }

  @Test
  void theAnswerIsTheReferences() {
    String reference = Reference.newest() + "/static";
    World.Call call = world.call("ADD", "a", ALONE);
    JsonNode theirs =
        Json.read(call.program(reference).run().ok().getBytes(StandardCharsets.UTF_8));
    JsonNode ours = Json.read(alone("ADD", ALONE).run().ok().getBytes(StandardCharsets.UTF_8));
    assertEquals(theirs, ours);
  }
}
