package io.mycni.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.call.Plugins;
import io.mycni.cni.Json;
import io.mycni.cni.NetworkForm;
import io.mycni.keys.CommonKeys;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import io.mycni.lint.Types;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * docs/configuration.md is made from the keys of the plugins. With {@code -Dgolden.write=true} it
 * is written; each set of keys needs its two comments there.
 */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");
  private static final String BEGIN = "<!-- keys: ";

  /** Returns all sets by whose keys they are, those inside of keys, too. */
  private static Map<String, KeySet> sets() {
    Map<String, KeySet> sets = new LinkedHashMap<>();
    add(sets, CommonKeys.LIST);
    add(sets, CommonKeys.PLUGIN);
    Types.OF_MYCNI.all().forEach(type -> add(sets, Types.OF_MYCNI.keys(type).orElseThrow()));
    return sets;
  }

  private static void add(Map<String, KeySet> sets, KeySet set) {
    if (!set.keys().isEmpty()) {
      KeySet other = sets.put(set.of(), set);
      assertTrue(other == null || other.equals(set), "two sets are called " + set.of());
      set.keys().forEach(key -> add(sets, key.inside()));
    }
  }

  @Test
  void theTablesAreMadeFromTheKeys() throws IOException {
    Map<String, KeySet> sets = sets();
    StringBuilder text = new StringBuilder();
    boolean inTable = false;
    for (String line : Files.readString(DOCUMENT).lines().toList()) {
      if (line.startsWith(BEGIN)) {
        String of = line.replace(BEGIN, "").replace(" -->", "");
        assertTrue(sets.containsKey(of), "there are no keys of " + of);
        text.append(line).append('\n').append(table(sets.get(of)));
        inTable = true;
      } else if (line.equals("<!-- end -->")) {
        inTable = false;
      }
      if (!inTable) {
        text.append(line).append('\n');
      }
    }
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(DOCUMENT, text);
    }
    assertEquals(text.toString(), Files.readString(DOCUMENT));
    for (String of : sets.keySet()) {
      assertTrue(text.indexOf(BEGIN + of + " -->") >= 0, of + " has no table");
    }
  }

  private static String table(KeySet set) {
    StringBuilder table = new StringBuilder("| key | value | default | meaning | example |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Key key : set.keys()) {
      table.append("| ").append(key.sources().inWords(key.name()));
      table.append(" | ").append(key.values());
      table.append(" | ").append(key.byDefault());
      table.append(" | ").append(key.meaning());
      table.append(" | `\"").append(key.name()).append("\": ").append(key.example());
      table.append("` |\n");
    }
    return table.toString();
  }

  /** Returns lists of plugins, of which each has one key more than it needs. */
  static List<ObjectNode> examples() {
    List<ObjectNode> lists = new ArrayList<>(examples(CommonKeys.LIST));
    for (ObjectNode plugin : examples(CommonKeys.PLUGIN)) {
      lists.add(list(plugin));
    }
    for (String type : Types.OF_MYCNI.all()) {
      KeySet keys = Types.OF_MYCNI.keys(type).orElseThrow();
      for (ObjectNode own : examples(keys)) {
        lists.add(list(plugin(type, own)));
      }
      for (Key key : keys.keys()) {
        if (!key.sources().capability().isEmpty()) {
          ObjectNode plugin = plugin(type, needed(keys, Json.object()));
          plugin.putObject("runtimeConfig").set(key.sources().capability(), example(key));
          lists.add(list(plugin));
        }
      }
    }
    return lists;
  }

  private static ObjectNode list(ObjectNode plugin) {
    ObjectNode list = Json.object().put("cniVersion", "1.1.0").put("name", "n");
    list.putArray("plugins").add(plugin);
    return list;
  }

  private static ObjectNode plugin(String type, ObjectNode own) {
    if (!Types.OF_MYCNI.isIpam(type)) {
      return own.put("type", type);
    }
    ObjectNode plugin = Json.object().put("type", "another");
    plugin.set("ipam", own.put("type", type));
    return plugin;
  }

  private static JsonNode example(Key key) {
    return Json.read(key.example().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns objects, each with one key of the set, or with one key in one of these. */
  private static List<ObjectNode> examples(KeySet set) {
    List<ObjectNode> objects = new ArrayList<>();
    for (Key key : set.keys()) {
      if (key.sources().configuration()) {
        objects.add(needed(set, Json.object().set(key.name(), example(key))));
        for (ObjectNode inner : examples(key.inside())) {
          JsonNode value = inTheFormOf(example(key), inner);
          objects.add(needed(set, Json.object().set(key.name(), value)));
        }
      }
    }
    return objects;
  }

  private static JsonNode inTheFormOf(JsonNode example, ObjectNode inner) {
    return example.isArray() ? Json.array().add(inTheFormOf(example.get(0), inner)) : inner;
  }

  /** Keys that go with another one only. */
  private static final Map<String, String> PARTNERS =
      Map.of(
          "minID", "maxID",
          "maxID", "minID",
          "ingressRate", "ingressBurst",
          "ingressBurst", "ingressRate",
          "egressRate", "egressBurst",
          "egressBurst", "egressRate");

  /** Adds what the object cannot be without. */
  private static ObjectNode needed(KeySet set, ObjectNode object) {
    for (Key key : set.keys()) {
      boolean isPartner = PARTNERS.containsKey(key.name()) && object.has(PARTNERS.get(key.name()));
      boolean required = key.byDefault().startsWith("required") && !object.has("ranges");
      if ((required || isPartner) && !object.has(key.name())) {
        object.set(key.name(), example(key));
      }
    }
    return object;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsReadWithoutAnError(ObjectNode list) {
    String text = new String(Json.pretty(list), StandardCharsets.UTF_8);
    List<Finding> errors =
        Linter.lint(text, Optional.of(NetworkForm.LIST), Plugins::type, Types.OF_MYCNI, List.of())
            .stream()
            .filter(finding -> finding.level() == Finding.Level.ERROR)
            .toList();
    assertEquals(List.of(), errors, text);
  }
}
