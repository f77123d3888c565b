// Keys that nobody reads, that stand twice, or are misspelt.
package io.mycni.lint;

import io.mycni.keys.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the keys of a file against the list of all keys. */
final class KeyRules {
  private final List<Finding> findings = new ArrayList<>();

  private KeyRules() {}

  static List<Finding> ofList(Located list) {
    KeyRules rules = new KeyRules();
    rules.hold(list, "a network list", List.of(Key.Place.LIST));
    return rules.findings;
  }

  /** Plugins that are not mycni's may have whatever keys they like. */
  static List<Finding> ofPlugin(Located plugin, String type) {
    KeyRules rules = new KeyRules();
    switch (type) {
      case "bridge" ->
          rules.hold(plugin, "the bridge plugin", List.of(Key.Place.PLUGIN, Key.Place.BRIDGE));
      case "host-local", "static" ->
          rules.hold(plugin, type, List.of(Key.Place.PLUGIN, Key.Place.BRIDGE));
      default -> rules.duplicates(plugin);
    }
    if (type.equals("bridge")) {
      plugin.get("dns").ifPresent(dns -> rules.hold(dns, "dns", List.of(Key.Place.DNS)));
      plugin
          .get("vlanTrunk")
          .ifPresent(trunk ->
              trunk
                  .items()
                  .forEach(item -> rules.hold(item, "vlanTrunk", List.of(Key.Place.VLAN_TRUNK))));
    }
    return rules.findings;
  }

  static List<Finding> ofHostLocal(Located ipam) {
    KeyRules rules = new KeyRules();
    rules.hold(ipam, "host-local", List.of(Key.Place.IPAM, Key.Place.RANGE));
    ipam.get("ranges")
        .ifPresent(sets ->
            sets.items()
                .forEach(set ->
                    set.items()
                        .forEach(range -> rules.hold(range, "a range", List.of(Key.Place.RANGE)))));
    rules.routes(ipam);
    return rules.findings;
  }

  static List<Finding> ofStatic(Located ipam) {
    KeyRules rules = new KeyRules();
    rules.hold(ipam, "static", List.of(Key.Place.STATIC));
    ipam.get("addresses")
        .ifPresent(addresses ->
            addresses
                .items()
                .forEach(each -> rules.hold(each, "an address", List.of(Key.Place.ADDRESS))));
    ipam.get("dns").ifPresent(dns -> rules.hold(dns, "dns", List.of(Key.Place.DNS)));
    rules.routes(ipam);
    return rules.findings;
  }

  private void routes(Located ipam) {
    ipam.get("routes")
        .ifPresent(routes ->
            routes.items().forEach(route -> hold(route, "a route", List.of(Key.Place.ROUTE))));
  }

  private void hold(Located object, String what, List<Key.Place> places) {
    duplicates(object);
    List<String> known = new ArrayList<>();
    places.forEach(place -> place.keys().forEach(key -> known.add(key.key())));
    for (Map.Entry<String, Located> entry : object.keys().entrySet()) {
      String written = entry.getKey();
      boolean comment = written.startsWith("_") || written.startsWith("//");
      if (!known.contains(written) && !comment) {
        unknown(written, entry.getValue().key(), what, known);
      }
    }
  }

  private void unknown(String written, Finding.Spot spot, String what, List<String> known) {
    for (String key : known) {
      if (key.equalsIgnoreCase(written)) {
        findings.add(
            Finding.warning(
                spot, "\"" + written + "\" is read as \"" + key + "\"", "write \"" + key + "\""));
        return;
      }
    }
    Optional<String> meant = Spelling.nearest(written, known);
    if (meant.isPresent()) {
      findings.add(
          Finding.error(
              spot,
              "\"" + written + "\" is no key of " + what + ", and would be ignored",
              "did you mean \"" + meant.get() + "\"?"));
    } else {
      findings.add(
          Finding.warning(
              spot, "\"" + written + "\" is no key of " + what + ", and is ignored", ""));
    }
  }

  private void duplicates(Located object) {
    for (Located twice : object.duplicates()) {
      findings.add(
          Finding.error(twice.key(), "this key stands here for the second time", "remove one"));
    }
  }
}
