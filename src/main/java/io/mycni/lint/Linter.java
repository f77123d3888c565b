// The story of a lint: read the text, hold list and plugins against the rules, sort what was found.
package io.mycni.lint;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.cni.NetworkForm;
import io.mycni.cni.SpecVersion;
import io.mycni.host.Route;
import io.mycni.keys.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Finds what is wrong in one file. */
public final class Linter {
  /** A subnet for documentation, RFC 5737. */
  private static final String STAND_IN = "192.0.2.0/24";

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final UnaryOperator<String> names;
  private final Types types;
  private final List<Route> routes;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> before = new ArrayList<>();
  private SpecVersion version = SpecVersion.V0_1_0;

  private Linter(UnaryOperator<String> names, Types types, List<Route> routes) {
    this.names = names;
    this.types = types;
    this.routes = routes;
  }

  /**
   * Returns what was found, in the order of the text.
   *
   * @param text the file's text
   * @param form what the file's name says that it holds; empty where it says nothing
   * @param names returns the plugin type that a name stands for
   * @param types the types whose configurations are understood
   * @param routes the routes of the host, which subnets may overlap
   */
  public static List<Finding> lint(
      String text,
      Optional<NetworkForm> form,
      UnaryOperator<String> names,
      Types types,
      List<Route> routes) {
    Linter linter = new Linter(names, types, routes);
    try {
      linter.file(Located.read(linter.withoutMark(text)), form);
    } catch (Located.Malformed e) {
      linter.findings.add(e.finding());
    }
    linter.findings.sort(
        Comparator.comparing((Finding finding) -> finding.spot().line())
            .thenComparing(finding -> finding.spot().column()));
    return linter.findings;
  }

  /** No runtime reads on behind one, and many editors do not show it. */
  private String withoutMark(String text) {
    if (!text.startsWith(BYTE_ORDER_MARK)) {
      return text;
    }
    findings.add(
        Finding.error(
            new Finding.Spot(1, 1, 1),
            "the file begins with a byte order mark, so no runtime reads it",
            "save it as UTF-8 without one: sed -i '1s/^\\xef\\xbb\\xbf//' FILE"));
    return text.substring(BYTE_ORDER_MARK.length());
  }

  private void file(Located root, Optional<NetworkForm> form) {
    if (root.object().isEmpty()) {
      findings.add(Finding.error(root.spot(), "a configuration is an object", "write {…}"));
      return;
    }
    version(root);
    name(root);
    boolean isList = form.filter(it -> it == NetworkForm.LIST).isPresent();
    form.flatMap(it -> it.contradicts(root.object().orElseThrow()))
        .ifPresent(
            wrong -> findings.add(Finding.error(root.spot(), wrong.getMessage(), wrong.details())));
    Optional<Located> plugins = root.get("plugins");
    if (plugins.isEmpty() && (root.get("type").isPresent() || !isList)) {
      plugin(root);
      return;
    }
    findings.addAll(KeyRules.ofList(root));
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
    String type = names.apply(written.get().value().asString());
    String ipamType =
        plugin
            .get("ipam")
            .filter(ipam -> ipam.object().isPresent())
            .flatMap(ipam -> ipam.get("type"))
            .map(it -> names.apply(it.value().asString("")))
            .orElse("");
    findings.addAll(KeyRules.ofPlugin(types, plugin, type, ipamType));
    // Warnings first: reading takes what is wrong out of the tree.
    types
        .described(type)
        .ifPresent(known ->
            findings.addAll(Warnings.of(known, plugin, version, before, ipamType, routes)));
    before.add(type);
    if (!types.isIpam(type)) {
      findings.addAll(Mistakes.of(plugin, config -> types.read(type, Section.of(config), version)));
    }
    if (types.isIpam(ipamType)) {
      addresses(plugin, ipamType);
    }
  }

  /**
   * Where all ranges and addresses were wrong and taken out, others stand in, so that reading goes
   * on; also for the addresses of static, which the runtime may be meant to give.
   */
  private void addresses(Located plugin, String ipamType) {
    Located ipam = plugin.get("ipam").orElseThrow();
    boolean hadRanges = ipam.get("subnet").or(() -> ipam.get("ranges")).isPresent();
    boolean isStatic = ipamType.equals("static");
    findings.addAll(
        Mistakes.of(
            plugin,
            config -> {
              if (Keys.of(config, "ipam") instanceof ObjectNode) {
                ObjectNode whole = config.deepCopy();
                ObjectNode keys = (ObjectNode) Keys.of(whole, "ipam");
                if (isStatic && !Keys.has(keys, "addresses")) {
                  keys.putArray("addresses").addObject().put("address", STAND_IN);
                } else if (hadRanges && !Keys.has(keys, "ranges") && !Keys.has(keys, "subnet")) {
                  keys.put("subnet", STAND_IN);
                }
                types.read(ipamType, Section.of(whole), version);
              }
            }));
  }
}
