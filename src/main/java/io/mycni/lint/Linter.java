// The story of a lint: read the text, hold list and plugins against the rules, sort what was found.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.cni.SpecVersion;
import io.mycni.host.Route;
import io.mycni.ipam.StaticConfig;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.plugin.bridge.BridgeConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what is wrong in one file. */
public final class Linter {
  /** A subnet for documentation, RFC 5737. */
  private static final String STAND_IN = "192.0.2.0/24";

  private final UnaryOperator<String> types;
  private final List<Route> routes;
  private final List<Finding> findings = new ArrayList<>();
  private SpecVersion version = SpecVersion.V0_1_0;

  private Linter(UnaryOperator<String> types, List<Route> routes) {
    this.types = types;
    this.routes = routes;
  }

  /**
   * Returns what was found, in the order of the text.
   *
   * @param text the file's text
   * @param isList whether the file's name says that it is a list
   * @param types returns the plugin type that a name stands for
   * @param routes the routes of the host, which subnets may overlap
   */
  public static List<Finding> lint(
      String text, boolean isList, UnaryOperator<String> types, List<Route> routes) {
    Linter linter = new Linter(types, routes);
    try {
      linter.file(Located.read(text), isList);
    } catch (Located.Malformed e) {
      return List.of(e.finding());
    }
    linter.findings.sort(
        Comparator.comparing((Finding finding) -> finding.spot().line())
            .thenComparing(finding -> finding.spot().column()));
    return linter.findings;
  }

  private void file(Located root, boolean isList) {
    if (root.object().isEmpty()) {
      findings.add(Finding.error(root.spot(), "a configuration is an object", "write {…}"));
      return;
    }
    version(root);
    name(root);
    Optional<Located> plugins = root.get("plugins");
    if (plugins.isEmpty() && (root.get("type").isPresent() || !isList)) {
      if (isList) {
        findings.add(
            Finding.error(
                root.spot(),
                "a .conflist holds a list of plugins, this is one plugin",
                "put it into \"plugins\": […], or name the file .conf"));
      }
      plugin(root);
      return;
    }
    findings.addAll(KeyRules.ofList(root));
    if (!isList) {
      findings.add(
          Finding.error(
              root.spot(), "a .conf holds one plugin, this is a list", "name the file .conflist"));
    }
    boolean empty = plugins.map(Located::items).orElse(List.of()).isEmpty();
    if (empty) {
      findings.add(
          Finding.error(
              plugins.orElse(root).spot(),
              "there are no plugins",
              "add \"plugins\": [{\"type\": \"mycni\", …}]"));
    }
    plugins.ifPresent(list -> list.items().forEach(this::plugin));
  }

  private void version(Located root) {
    Optional<Located> written = root.get("cniVersion");
    if (written.isEmpty()) {
      findings.add(
          Finding.warning(
              root.spot(),
              "there is no cniVersion, so 0.1.0 is spoken: no CHECK, one address of a family",
              "add \"cniVersion\": \"1.0.0\""));
      return;
    }
    Optional<SpecVersion> known = SpecVersion.of(written.get().value().asString(""));
    if (known.isEmpty()) {
      findings.add(
          Finding.error(
              written.get().spot(),
              "cniVersion is " + Json.text(written.get().value()) + ", which mycni does not speak",
              "it speaks " + SpecVersion.list()));
    }
    version = known.orElse(SpecVersion.NEWEST);
  }

  private void name(Located root) {
    try {
      Names.requireNetworkName(root.get("name").map(n -> n.value().asString("")).orElse(""));
    } catch (CniException e) {
      findings.add(
          Finding.error(
              root.get("name").map(Located::spot).orElse(root.spot()),
              e.getMessage(),
              e.details()));
    }
  }

  private void plugin(Located plugin) {
    Optional<Located> written = plugin.get("type");
    if (plugin.object().isEmpty() || written.isEmpty() || !written.get().value().isString()) {
      Optional<String> meant =
          plugin.keys().keySet().stream()
              .filter(key -> Spelling.nearest(key, List.of("type")).isPresent())
              .findFirst();
      findings.add(
          Finding.error(
              meant.flatMap(plugin::get).map(Located::key).orElse(written.orElse(plugin).spot()),
              "a plugin has no type",
              meant.isPresent() ? "did you mean \"type\"?" : "add \"type\": \"mycni\""));
      return;
    }
    String type = types.apply(written.get().value().asString());
    findings.addAll(KeyRules.ofPlugin(plugin, type));
    Optional<Located> ipam = plugin.get("ipam").filter(it -> it.object().isPresent());
    String ipamType =
        ipam.flatMap(it -> it.get("type"))
            .map(it -> types.apply(it.value().asString("")))
            .orElse("");
    boolean hostLocal = ipamType.equals("host-local");
    boolean isStatic = ipamType.equals("static");
    if (isStatic) {
      findings.addAll(KeyRules.ofStatic(ipam.get()));
    }
    if (hostLocal) {
      findings.addAll(KeyRules.ofHostLocal(ipam.get()));
    }
    // Warnings first: reading takes what is wrong out of the tree.
    if (type.equals("bridge")) {
      WarningRules rules = new WarningRules(plugin, routes);
      findings.addAll(rules.find(() -> bridge(plugin), () -> hostLocal(plugin), hostLocal));
      findings.addAll(Mistakes.of(plugin, config -> BridgeConfig.from(request(config))));
    }
    if (isStatic) {
      // The runtime may be meant to give the addresses, so that none are there is no mistake.
      findings.addAll(
          Mistakes.of(
              plugin,
              config -> {
                if (Keys.has(Keys.of(config, "ipam"), "addresses")) {
                  StaticConfig.from(request(config));
                }
              }));
    }
    if (hostLocal) {
      boolean hadRanges = ipam.get().get("subnet").or(() -> ipam.get().get("ranges")).isPresent();
      findings.addAll(
          Mistakes.of(
              plugin,
              config -> {
                if (Keys.has(config, "ipam")) {
                  HostLocalConfig.from(request(hadRanges ? withRanges(config) : config));
                }
              }));
    }
  }

  /** Where all ranges were wrong and taken out, others stand in, so that reading goes on. */
  private static ObjectNode withRanges(ObjectNode config) {
    ObjectNode whole = config.deepCopy();
    JsonNode ipam = Keys.of(whole, "ipam");
    if (ipam instanceof ObjectNode object
        && !Keys.has(ipam, "ranges")
        && !Keys.has(ipam, "subnet")) {
      object.put("subnet", STAND_IN);
    }
    return whole;
  }

  private BridgeConfig bridge(Located plugin) {
    return BridgeConfig.from(request(plugin.object().orElseThrow()));
  }

  private HostLocalConfig hostLocal(Located plugin) {
    return HostLocalConfig.from(request(plugin.object().orElseThrow()));
  }

  private CniRequest request(ObjectNode config) {
    return new CniRequest(
        CniCommand.ADD, version, "lint", "lint", "", "eth0", CniArgs.NONE, "", config, Map.of());
  }
}
