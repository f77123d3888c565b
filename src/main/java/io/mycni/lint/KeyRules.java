// Keys that nobody reads, that stand twice, or are misspelt, and capabilities that nobody has.
package io.mycni.lint;

import io.mycni.keys.CommonKeys;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.SharedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the keys of a file against those that there are. */
final class KeyRules {
  private final List<Finding> findings = new ArrayList<>();

  private KeyRules() {}

  static List<Finding> ofList(Located list) {
    KeyRules rules = new KeyRules();
    rules.hold(list, CommonKeys.LIST, List.of());
    return rules.findings;
  }

  /** Plugins that are not mycni's may have whatever keys they like. */
  static List<Finding> ofPlugin(Types types, Located plugin, String type, String ipamType) {
    KeyRules rules = new KeyRules();
    Optional<KeySet> keys = types.keys(type);
    Optional<KeySet> ofIpam = types.isIpam(ipamType) ? types.keys(ipamType) : Optional.empty();
    if (keys.isEmpty()) {
      rules.duplicates(plugin);
    } else {
      // Called by itself, an IPAM plugin gets what a main plugin would hand on to it.
      KeySet own =
          types.isIpam(type)
              ? new KeySet(keys.get().of(), SharedKeys.IPAM, SharedKeys.DNS)
              : keys.get();
      rules.hold(plugin, own, CommonKeys.PLUGIN.names());
      if (ipamType.isEmpty() || ofIpam.isPresent()) {
        rules.capabilities(plugin, own, ofIpam.orElse(KeySet.NONE));
      }
    }
    if (ofIpam.isPresent()) {
      plugin
          .get(SharedKeys.IPAM.name())
          .ifPresent(ipam -> rules.hold(ipam, ofIpam.get(), List.of()));
    }
    return rules.findings;
  }

  /** Holds an object, and those in it, against the keys that it may have. */
  private void hold(Located object, KeySet keys, List<String> more) {
    duplicates(object);
    List<String> known = new ArrayList<>(more);
    known.addAll(keys.names());
    for (Map.Entry<String, Located> entry : object.keys().entrySet()) {
      String written = entry.getKey();
      boolean comment = written.startsWith("_") || written.startsWith("//");
      if (!known.contains(written) && !comment) {
        unknown(written, entry.getValue().key(), keys.of(), known);
      }
    }
    for (Key key : keys.keys()) {
      if (!key.inside().keys().isEmpty() && key.sources().configuration()) {
        object.get(key.name()).ifPresent(value -> holdEach(value, key.inside()));
      }
    }
  }

  /** The value is an object, or a list of values. */
  private void holdEach(Located value, KeySet keys) {
    if (value.object().isPresent()) {
      hold(value, keys, List.of());
    }
    value.items().forEach(item -> holdEach(item, keys));
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

  private void capabilities(Located plugin, KeySet own, KeySet ofIpam) {
    List<String> known = new ArrayList<>(own.capabilities());
    known.addAll(ofIpam.capabilities());
    Map<String, Located> written = plugin.get("capabilities").map(Located::keys).orElse(Map.of());
    for (Map.Entry<String, Located> entry : written.entrySet()) {
      if (!known.contains(entry.getKey())) {
        findings.add(
            Finding.warning(
                entry.getValue().key(),
                own.of() + " has no capability \"" + entry.getKey() + "\"",
                "it has " + inWords(known) + "; portMappings belongs to the plugin portmap"));
      }
    }
  }

  private static String inWords(List<String> names) {
    if (names.size() < 2) {
      return names.isEmpty() ? "none" : names.getFirst();
    }
    String last = names.getLast();
    return String.join(", ", names.subList(0, names.size() - 1)) + " and " + last;
  }

  private void duplicates(Located object) {
    for (Located twice : object.duplicates()) {
      findings.add(
          Finding.error(twice.key(), "this key stands here for the second time", "remove one"));
    }
  }
}
