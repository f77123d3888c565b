// Reads from rules of nftables who has published what; also from those of the reference, which have
// the same shape, and from the words of its older releases.
package io.mycni.plugin.portmap;

import io.mycni.cni.Json;
import io.mycni.host.NftRule;
import io.mycni.host.NftState;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads rules as libnftables-json(5) has them. */
final class NftClaims {
  private NftClaims() {}

  /** Returns all published ports of a family. */
  static List<Claim> of(NftState now, IpFamily family) {
    List<Claim> claims = new ArrayList<>();
    for (NftRule rule : now.rules()) {
      boolean here = (rule.family() + " " + rule.table()).equals(NftRules.table(family));
      if (here && (rule.chain().equals(NftRules.PORTS) || rule.chain().equals(NftRules.AT_ONE))) {
        Optional<Claim> claim = claim(rule);
        if (claim.isPresent()) {
          claims.add(claim.get());
        }
      }
    }
    return claims;
  }

  /** Returns the port that a rule publishes; empty when it publishes none. */
  static Optional<Claim> claim(NftRule rule) {
    String protocol = "";
    int port = 0;
    String at = "";
    String to = "";
    StringBuilder conditions = new StringBuilder();
    for (JsonNode statement : Json.read(rule.match().getBytes(StandardCharsets.UTF_8))) {
      JsonNode match = statement.path("match");
      JsonNode payload = match.path("left").path("payload");
      String field = payload.path("field").asString("");
      String meta = match.path("left").path("meta").path("key").asString("");
      boolean equal = match.path("op").asString("").equals("==");
      if (statement.has("dnat")) {
        to = target(statement.path("dnat"));
      } else if (equal && field.equals("dport") && match.path("right").isNumber()) {
        port = match.path("right").asInt(0);
        String of = payload.path("protocol").asString("");
        protocol = of.equals("th") ? protocol : of;
      } else if (equal && (field.equals("protocol") || field.equals("nexthdr"))) {
        protocol = match.path("right").asString("");
      } else if (equal && meta.equals("l4proto")) {
        protocol = match.path("right").asString("");
      } else if (equal && field.equals("daddr") && at.isEmpty() && match.path("right").isString()) {
        at = match.path("right").asString("");
      } else if (!match.isMissingNode()) {
        conditions.append(new String(Json.write(match), StandardCharsets.UTF_8));
      }
    }
    return port == 0 || to.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Claim(
                protocol,
                port,
                IpAddress.parse(at),
                to,
                "",
                rule.comment(),
                conditions.toString()));
  }

  /** An address and a port, or the two put together, as the older releases have it. */
  private static String target(JsonNode dnat) {
    JsonNode address = dnat.path("addr");
    JsonNode pair = address.path("concat");
    String ip = pair.isArray() ? pair.path(0).asString("") : address.asString("");
    int port = pair.isArray() ? pair.path(1).asInt(0) : dnat.path("port").asInt(0);
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + port;
  }
}
