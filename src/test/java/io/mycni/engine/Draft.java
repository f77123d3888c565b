// A case in the making: texts that are put together, as a person would write them.
package io.mycni.engine;

import static java.util.stream.Collectors.joining;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What a case says.
 *
 * @param plugin the plugin's name
 * @param config members of its configuration, as JSON
 * @param others members of the case beside the configuration, as JSON
 * @param before lines that say what is there before
 */
record Draft(String plugin, String config, String others, List<String> before) {
  /** One of the texts, or none; the simplest first. */
  static Arbitrary<String> maybe(String... texts) {
    List<String> all = new ArrayList<>(List.of(texts));
    all.addFirst("");
    return Arbitraries.of(all);
  }

  /** What is so in each case. */
  static Arbitrary<String> always(String text) {
    return Arbitraries.just(text);
  }

  /** All lines in the namespace of either container. */
  static String inside(String lines) {
    return lines.lines().map(line -> "inside " + line).collect(joining("\n"))
        + "\n"
        + lines.lines().map(line -> "inside-c2 " + line).collect(joining("\n"));
  }

  private static Arbitrary<String> joined(String between, List<Arbitrary<String>> texts) {
    return Combinators.combine(texts)
        .as(all -> all.stream().filter(text -> !text.isEmpty()).collect(joining(between)));
  }

  /** Returns drafts of a plugin that makes an interface. */
  static Arbitrary<Draft> making(
      String plugin,
      Arbitrary<AnyLease> leases,
      Function<AnyLease, List<Arbitrary<String>>> keys,
      List<Arbitrary<String>> before) {
    return leases.flatMap(lease ->
        Combinators.combine(joined(", ", keys.apply(lease)), joined("\n", before))
            .as((config, lines) ->
                new Draft(
                    plugin,
                    lease.isNone() ? config : and(config, "\"ipam\": {\"type\": \"host-local\"}"),
                    lease.isNone() ? "" : "\"lease\": {" + lease.json(-1) + "}",
                    lines.lines().toList())));
  }

  /**
   * Returns drafts of a plugin that works on what another has made.
   *
   * @param links the interfaces of the previous result as JSON, the container's the last
   */
  static Arbitrary<Draft> behind(
      String plugin,
      Arbitrary<List<String>> links,
      Arbitrary<AnyLease> leases,
      List<Arbitrary<String>> keys,
      Function<AnyLease, List<Arbitrary<String>>> before) {
    return Combinators.combine(links, leases)
        .as((made, lease) ->
            Combinators.combine(joined(", ", keys), joined("\n", before.apply(lease)))
                .as((config, lines) ->
                    new Draft(
                        plugin,
                        config,
                        "\"prevResult\": {\"cniVersion\": \"1.1.0\", \"interfaces\": ["
                            + String.join(", ", made)
                            + "], "
                            + lease.json(made.size() - 1)
                            + "}",
                        lines.lines().toList())))
        .flatMap(Function.identity());
  }

  /** A second container cannot have the same. */
  Draft once() {
    return new Draft(plugin, config, and(others, "\"takesTheOnlyOne\": true"), before);
  }

  private static String and(String some, String more) {
    return some + (some.isEmpty() || more.isEmpty() ? "" : ", ") + more;
  }

  /**
   * Returns the case.
   *
   * @param node what is there on the host besides
   */
  Case<?> on(Ground ground, List<String> node) {
    String type = plugin.equals("bridge") ? "mycni" : plugin;
    String head = "\"cniVersion\": \"1.1.0\", \"name\": \"NETWORK\", \"type\": \"" + type + "\"";
    String text = "{" + and("\"config\": {" + and(head, config) + "}", others) + "}";
    List<String> lines = new ArrayList<>(node);
    before.forEach(line -> lines.add(ground.fill(line)));
    return Case.of(
        plugin, Json.readObject(ground.fill(text).getBytes(StandardCharsets.UTF_8)), lines);
  }
}
