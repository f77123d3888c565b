package io.mycni.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.call.Plugins;
import io.mycni.cni.Json;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
    Types.all().forEach(type -> add(sets, Types.keys(type).orElseThrow()));
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

  /** Returns each key, and a place where it may stand. */
  static Stream<Arguments> everyKey() {
    List<Arguments> all = new ArrayList<>();
    for (Key key : CommonKeys.LIST.keys()) {
      all.add(Arguments.of("", List.of(), key));
    }
    addEach(all, "bridge", List.of("plugin"), CommonKeys.PLUGIN);
    for (String type : Types.all()) {
      List<String> place = Types.isIpam(type) ? List.of("plugin", "ipam") : List.of("plugin");
      addEach(all, type, place, Types.keys(type).orElseThrow());
    }
    return all.stream();
  }

  private static void addEach(List<Arguments> all, String type, List<String> place, KeySet set) {
    for (Key key : set.keys()) {
      all.add(Arguments.of(type, place, key));
      if (key.sources().configuration()) {
        List<String> within = new ArrayList<>(place);
        within.add(key.name());
        addEach(all, type, within, key.inside());
      }
    }
  }

  /** Beside it stands what it cannot be without. */
  @ParameterizedTest
  @MethodSource("everyKey")
  void everyExampleIsReadWithoutAnError(String type, List<String> place, Key key) {
    ObjectNode plugin = Json.object().put("type", Types.isIpam(type) ? "ptp" : "mycni");
    ObjectNode list = Json.object().put("cniVersion", "1.1.0").put("name", "n");
    list.putArray("plugins").add(plugin);
    ObjectNode holder = place.isEmpty() ? list : plugin;
    JsonNode example = Json.read(key.example().getBytes(StandardCharsets.UTF_8));
    if (Types.isIpam(type)) {
      plugin.putObject("ipam").put("type", type);
    }
    for (String step : place.subList(Math.min(1, place.size()), place.size())) {
      holder = within(holder, step);
    }
    if (!key.sources().configuration()) {
      holder = plugin.putObject("runtimeConfig");
    }
    switch (key.name()) {
      case "minID" -> holder.put("maxID", 12);
      case "maxID" -> holder.put("minID", 10);
      case "gateway" -> holder.put(holder.has("address") ? "address" : "subnet", "10.1.0.0/16");
      case "rangeStart", "rangeEnd" -> holder.put("subnet", "10.1.0.0/16");
      default -> {
        // It needs nothing beside it.
      }
    }
    holder.set(key.name(), example);
    boolean hostLocalHasNone =
        type.equals("host-local")
            && !plugin.path("ipam").has("subnet")
            && !plugin.path("ipam").has("ranges");
    if (hostLocalHasNone) {
      ((ObjectNode) plugin.path("ipam")).put("subnet", "10.2.0.0/16");
    }
    String text = new String(Json.pretty(list), StandardCharsets.UTF_8);
    List<Finding> errors =
        Linter.lint(text, true, Plugins::type, List.of()).stream()
            .filter(finding -> finding.level() == Finding.Level.ERROR)
            .toList();
    assertEquals(List.of(), errors, text);
  }

  /** Returns an object of such a key, with what it must have. */
  private static ObjectNode within(ObjectNode holder, String key) {
    return switch (key) {
      case "ipam" -> (ObjectNode) holder.path("ipam");
      case "vlanTrunk" -> holder.putArray(key).addObject();
      case "routes" -> holder.putArray(key).addObject().put("dst", "0.0.0.0/0");
      case "addresses" -> holder.putArray(key).addObject().put("address", "10.1.0.5/16");
      case "ranges" -> holder.putArray(key).addArray().addObject().put("subnet", "10.1.0.0/16");
      default -> holder.putObject(key);
    };
  }
}
