// Calls that are nearly right: a written example in which a few places are something else. Most
// rubbish fails at the first brace; these get as far as the parts.
package io.mycni.engine;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.ipam.hostlocal.HostLocalKeys;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes calls of what a fuzzer says. */
final class SpoiltCall {
  private static final List<String> VERBS =
      List.of("ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "4095",
          "65536",
          "2147483647",
          "2147483648",
          "1e400",
          "0.5",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "\"\"",
          "\" \"",
          "\"eth0\"",
          "\"..\"",
          "\"/\"",
          "\"a\\u0000b\"",
          "\"a\\nb\"",
          "\"a b\"",
          "\"a;b\"",
          "\"'\"",
          "\"\\\"\"",
          "\"\\\\\"",
          "\"#\"",
          "\"-batch\"",
          "\"$(a)\"",
          "\"\\ud800\"",
          "\"ä\"",
          "\"10.0.0.1\"",
          "\"10.0.0.1/24\"",
          "\"0.0.0.0/0\"",
          "\"255.255.255.255/32\"",
          "\"::/0\"",
          "\"::1\"",
          "\"fe80::1/64\"",
          "\"::ffff:10.0.0.1\"",
          "\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128\"",
          "\"02:00:00:00:00:01\"",
          "\"ff:ff:ff:ff:ff:ff\"",
          "\"1.1.0\"",
          "\"0.1.0\"",
          "\"0.4.0\"",
          "\"host-local\"",
          "\"static\"",
          "\"dhcp\"",
          "\"tcp\"",
          "\"udp\"",
          "\"IFNAME\"");

  private static final List<String> VARIABLES =
      List.of(
          "CNI_CONTAINERID",
          "CNI_NETNS",
          "CNI_IFNAME",
          "CNI_PATH",
          "CNI_ARGS",
          "PATH",
          "CNI_NETNS_OVERRIDE");

  private static final List<Example> EXAMPLES = examples();
  private static final Map<String, String> EXAMPLE_OF = keys();
  private static final List<String> KEYS = List.copyOf(EXAMPLE_OF.keySet());

  private final FuzzedDataProvider data;

  private SpoiltCall(FuzzedDataProvider data) {
    this.data = data;
  }

  private record Example(String program, ObjectNode config) {}

  static CallText of(FuzzedDataProvider data) {
    return new SpoiltCall(data).call();
  }

  private CallText call() {
    Example example = data.pickValue(EXAMPLES);
    String verb = data.pickValue(VERBS);
    Map<String, String> environment = new HashMap<>(CallText.USUAL);
    environment.put("CNI_COMMAND", verb);
    ObjectNode config = example.config().deepCopy();
    int edits = data.consumeInt(0, 5);
    for (int i = 0; i < edits; i++) {
      if (data.consumeInt(0, 7) == 0) {
        environment.put(data.pickValue(VARIABLES), data.consumeString(20).replace("\n", ""));
      } else {
        spoil(config);
      }
    }
    return new CallText(example.program(), environment, Json.write(config));
  }

  static void spoil(JsonNode root, FuzzedDataProvider data) {
    new SpoiltCall(data).spoil(root);
  }

  /** Goes down somewhere, and puts something else there. */
  private void spoil(JsonNode root) {
    JsonNode at = root;
    while (true) {
      List<JsonNode> below = new ArrayList<>();
      for (JsonNode child : at) {
        if (child.isContainer()) {
          below.add(child);
        }
      }
      if (below.isEmpty() || data.consumeBoolean()) {
        break;
      }
      at = data.pickValue(below);
    }
    if (at instanceof ObjectNode object) {
      List<String> names = new ArrayList<>(object.propertyNames());
      String name =
          names.isEmpty() || data.consumeInt(0, 2) == 0
              ? data.pickValue(KEYS)
              : data.pickValue(names);
      if (data.consumeInt(0, 5) == 0) {
        object.remove(name);
      } else {
        object.set(name, value(name, object.path(name)));
      }
    } else if (at instanceof ArrayNode array) {
      if (array.isEmpty() || data.consumeBoolean()) {
        array.add(value("", array.path(0)));
      } else {
        array.set(data.consumeInt(0, array.size() - 1), value("", array.path(0)));
      }
    }
  }

  private JsonNode value(String name, JsonNode before) {
    return switch (data.consumeInt(0, 6)) {
      case 0 -> Json.array().add(before.isMissingNode() ? Json.object() : before.deepCopy());
      case 1 -> Json.array().add(data.consumeInt()).path(0);
      case 2 -> Json.array().add(data.consumeString(24)).path(0);
      case 3 -> read(EXAMPLE_OF.getOrDefault(name, "5"));
      case 4 -> Json.array().add(before.asString("") + data.consumeString(3)).path(0);
      default -> read(data.pickValue(VALUES));
    };
  }

  /** An example that is no JSON by itself is a text. */
  private static JsonNode read(String text) {
    try {
      return Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (CniException e) {
      return Json.array().add(text).path(0);
    }
  }

  /** All written cases of plans, with what is passed on, and the plugins for addresses. */
  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources/plans"))) {
      for (Path file : files.filter(each -> each.endsWith("case.json")).sorted().toList()) {
        ObjectNode written = Json.readObject(Files.readAllBytes(file));
        ObjectNode config = (ObjectNode) written.path("config");
        JsonNode result = written.path(written.has("prevResult") ? "prevResult" : "lease");
        if (result.isObject()) {
          config.set("prevResult", result);
        }
        if (config.path("ipam") instanceof ObjectNode ipam) {
          ipam.put("type", "static");
          ipam.set("addresses", written.path("lease").path("ips").deepCopy());
          ipam.set("routes", written.path("lease").path("routes").deepCopy());
        }
        examples.add(new Example(file.getName(file.getNameCount() - 3).toString(), config));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String ipam : List.of("host-local", "static", "dhcp")) {
      examples.add(
          new Example(
              ipam, Json.readObject(IPAM.replace("TYPE", ipam).getBytes(StandardCharsets.UTF_8))));
    }
    return examples;
  }

  private static final String IPAM =
      """
      {"cniVersion": "1.1.0", "name": "n", "type": "bridge",
       "ipam": {"type": "TYPE", "subnet": "10.1.0.0/24", "dataDir": "/nonexistent",
        "ranges": [[{"subnet": "fd00::/64", "rangeStart": "fd00::9", "rangeEnd": "fd00::ff", "gateway": "fd00::1"}]],
        "addresses": [{"address": "10.1.0.9/24", "gateway": "10.1.0.1"}],
        "routes": [{"dst": "0.0.0.0/0", "gw": "10.1.0.1"}],
        "daemonSocketPath": "/run/x", "priority": 5, "request": [{"option": "3"}],
        "provide": [{"option": "12", "fromArg": "K8S_POD_NAME"}]},
       "args": {"cni": {"ips": ["10.1.0.7"]}}, "runtimeConfig": {"ips": ["10.1.0.7"]}}
      """;

  /** The keys of all plugins and of the objects in them, each with the example of its meaning. */
  private static Map<String, String> keys() {
    Map<String, String> keys = new TreeMap<>();
    keys.put("prevResult", "{\"ips\": [{\"address\": \"10.1.0.9/24\"}]}");
    keys.put("cni.dev/valid-attachments", "[{\"containerID\": \"c1\", \"ifname\": \"eth0\"}]");
    add(HostLocalKeys.ALL, keys);
    for (PluginName name : PluginName.values()) {
      PluginTypes.of(name).ifPresent(type -> add(type.keys(), keys));
    }
    return keys;
  }

  private static void add(KeySet set, Map<String, String> keys) {
    for (Key key : set.keys()) {
      keys.put(key.name(), key.example());
      add(key.inside(), keys);
    }
  }
}
