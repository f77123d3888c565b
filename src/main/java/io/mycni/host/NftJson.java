// Reads what `nft --json` prints, libnftables-json(5).
package io.mycni.host;

import io.mycni.cni.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns nft's JSON into tables, chains and rules. */
final class NftJson {
  private NftJson() {}

  static NftState read(byte[] answer) {
    List<String> tables = new ArrayList<>();
    List<String> chains = new ArrayList<>();
    List<NftRule> rules = new ArrayList<>();
    JsonNode items = ToolJson.ofNft(answer);
    for (JsonNode item : items) {
      JsonNode table = item.path("table");
      JsonNode chain = item.path("chain");
      JsonNode rule = item.path("rule");
      if (table.isObject()) {
        tables.add(text(table, "family") + " " + text(table, "name"));
      } else if (chain.isObject()) {
        chains.add(text(chain, "family") + " " + text(chain, "table") + " " + text(chain, "name"));
      } else if (rule.isObject()) {
        rules.add(
            new NftRule(
                text(rule, "family"),
                text(rule, "table"),
                text(rule, "chain"),
                rule.path("handle").asInt(0),
                text(rule, "comment"),
                new String(
                    Json.write(rule.path("expr")), java.nio.charset.StandardCharsets.UTF_8)));
      }
    }
    return new NftState(tables, chains, rules);
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }
}
