package io.mycni.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.call.Plugins;
import io.mycni.cni.Json;
import io.mycni.keys.Key;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * docs/configuration.md is made from {@link Key}. With {@code -Dgolden.write=true} it is written.
 */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");

  @Test
  void theTablesAreMadeFromTheListOfKeys() throws IOException {
    String written = Files.readString(DOCUMENT);
    StringBuilder text = new StringBuilder();
    boolean inTable = false;
    for (String line : written.lines().toList()) {
      if (line.startsWith("<!-- keys: ")) {
        text.append(line).append('\n').append(table(place(line)));
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
    for (Key.Place place : Key.Place.values()) {
      assertTrue(text.indexOf("<!-- keys: " + place.name() + " -->") >= 0, place + " is missing");
    }
  }

  private static Key.Place place(String line) {
    return Key.Place.valueOf(line.replace("<!-- keys: ", "").replace(" -->", ""));
  }

  private static String table(Key.Place place) {
    StringBuilder table = new StringBuilder("| key | default | meaning | example |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (Key key : place.keys()) {
      table.append("| `").append(key.key()).append("` | ").append(key.byDefault());
      table.append(" | ").append(key.meaning());
      table.append(" | `\"").append(key.key()).append("\": ").append(key.example());
      table.append("` |\n");
    }
    return table.toString();
  }

  /** Each example in a place where it may stand, beside what it needs. */
  @ParameterizedTest
  @EnumSource
  void everyExampleIsReadWithoutAnError(Key key) {
    ObjectNode plugin = Json.object().put("type", "mycni");
    ObjectNode list = Json.object().put("cniVersion", "1.1.0").put("name", "n");
    list.putArray("plugins").add(plugin);
    boolean needsIpam =
        switch (key.place()) {
          case IPAM, RANGE, ROUTE, STATIC, ADDRESS -> true;
          default -> false;
        };
    ObjectNode ipam = Json.object().put("type", "host-local");
    if (needsIpam) {
      plugin.set("ipam", ipam);
      if (key.place() == Key.Place.STATIC || key.place() == Key.Place.ADDRESS) {
        ipam.put("type", "static");
      } else if (key != Key.RANGES && key.place() != Key.Place.RANGE) {
        ipam.put("subnet", "10.1.0.0/16");
      }
    }
    ObjectNode holder =
        switch (key.place()) {
          case LIST -> list;
          case PLUGIN, BRIDGE -> plugin;
          case VLAN_TRUNK -> plugin.putArray("vlanTrunk").addObject();
          case DNS -> plugin.putObject("dns");
          case IPAM, STATIC -> ipam;
          case ADDRESS -> ipam.putArray("addresses").addObject().put("address", "10.1.0.5/16");
          case RANGE -> ipam.putArray("ranges").addArray().addObject().put("subnet", "10.1.0.0/16");
          case ROUTE -> ipam.putArray("routes").addObject().put("dst", "0.0.0.0/0");
        };
    if (key == Key.TRUNK_MIN) {
      holder.put("maxID", 12);
    } else if (key == Key.TRUNK_MAX) {
      holder.put("minID", 10);
    }
    JsonNode example = Json.read(key.example().getBytes(StandardCharsets.UTF_8));
    holder.set(key.key(), example);
    String text = new String(Json.pretty(list), StandardCharsets.UTF_8);
    List<Finding> errors =
        Linter.lint(text, true, Plugins::type, List.of()).stream()
            .filter(finding -> finding.level() == Finding.Level.ERROR)
            .toList();
    assertEquals(List.of(), errors, text);
  }
}
