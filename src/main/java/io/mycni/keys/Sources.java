// Where a value may come from, and whose word counts most: the one place for this rule.
package io.mycni.keys;

import io.mycni.cni.CniArgs;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The places in which a value is looked for. The runtime's word counts more than an older runtime's
 * in {@code args.cni}, that more than one in CNI_ARGS, and all of them more than the configuration
 * (CNI's CONVENTIONS.md, "Dynamic Plugin specific fields", says only that they exist; the order is
 * that of the reference plugins).
 *
 * @param configuration whether it may stand in the configuration itself
 * @param capability the key in {@code runtimeConfig}; empty for none
 * @param wish the key in {@code args.cni}; empty for none
 * @param argument the name in CNI_ARGS; empty for none
 * @param wishFirst whether {@code args.cni} counts more than the runtime's word all the same, as
 *     for tuning
 */
public record Sources(
    boolean configuration, String capability, String wish, String argument, boolean wishFirst) {
  /** The configuration alone. */
  public static final Sources CONFIGURATION = new Sources(true, "", "", "");

  /** What is in CNI_ARGS for one plugin of a chain is there for all. */
  private static final Set<String> KNOWN_ARGUMENTS = Set.of("MAC", "IP", "GATEWAY");

  /** Makes places in their usual order. */
  public Sources(boolean configuration, String capability, String wish, String argument) {
    this(configuration, capability, wish, argument, false);
  }

  /** The configuration, and {@code args.cni} before it. */
  public static Sources wished(String name) {
    return new Sources(true, "", name, "");
  }

  /**
   * Refuses what no plugin knows of CNI_ARGS, unless the runtime said that it may be ignored.
   *
   * @throws io.mycni.cni.CniException naming each of them
   */
  public static void refuseUnknown(CniArgs args) {
    args.refuseUnknown(KNOWN_ARGUMENTS);
  }

  /** Returns the text that counts; an empty one counts as none. */
  Optional<GivenText> text(String name, Section network, CniArgs args) {
    Optional<GivenText> given =
        wishFirst ? wished(network) : GivenText.text(runtimeConfig(network), capability);
    if (given.isEmpty()) {
      given = wishFirst ? GivenText.text(runtimeConfig(network), capability) : wished(network);
    }
    if (given.isEmpty()) {
      given = GivenText.argument(args, argument);
    }
    if (given.isEmpty() && configuration) {
      given = GivenText.text(Optional.of(network), name);
    }
    return given;
  }

  private Optional<GivenText> wished(Section network) {
    return GivenText.text(wishes(network), wish);
  }

  /** Returns where a value that is no text stands: {@code args.cni} where it has one. */
  public Section placeOf(String name, Section network) {
    Optional<Section> wishes = wish.isEmpty() ? Optional.empty() : wishes(network);
    return wishes.isPresent() && wishes.get().has(name) ? wishes.get() : network;
  }

  /** Returns the items of the list that counts, of what is beside the configuration. */
  List<GivenText> items(Section network) {
    List<GivenText> items = GivenText.items(runtimeConfig(network), capability);
    return items.isEmpty() ? GivenText.items(wishes(network), wish) : items;
  }

  /** Returns what the runtime chose. */
  public static Optional<Section> runtimeConfig(Section network) {
    return network.section("runtimeConfig");
  }

  /** Returns what an older runtime chose. */
  static Optional<Section> wishes(Section network) {
    Optional<Section> args = network.section("args");
    return args.isPresent() ? args.get().section("cni") : args;
  }

  /** Returns the places in the order in which they count, as they are written. */
  public String inWords(String name) {
    StringBuilder words = new StringBuilder();
    add(words, "`args.cni.", wishFirst ? wish : "", "`");
    add(words, "`runtimeConfig.", capability, "`");
    add(words, "`args.cni.", wishFirst ? "" : wish, "`");
    add(words, "`", argument, "` in CNI_ARGS");
    add(words, "`", configuration ? name : "", "`");
    return words.toString();
  }

  private static void add(StringBuilder words, String before, String name, String behind) {
    if (!name.isEmpty()) {
      words.append(words.isEmpty() ? "" : ", ").append(before).append(name).append(behind);
    }
  }
}
