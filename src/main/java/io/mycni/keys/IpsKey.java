// Addresses that somebody wants the container to have; what an IPAM plugin does with them, it says.
package io.mycni.keys;

import io.mycni.cni.CniArgs;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that are wanted.
 *
 * @param values what an address looks like, in words
 * @param example a list as JSON
 * @param meaning what is done with them, in words
 */
public record IpsKey(String values, String example, String meaning) implements Key {
  private static final Sources SOURCES = new Sources(false, "ips", "ips", "IP");

  /** Returns the addresses that count, beside those of CNI_ARGS. */
  public List<GivenText> first(Section network) {
    return SOURCES.items(network);
  }

  /** Returns the addresses of all places, those that count least first. */
  public List<GivenText> all(Section network, CniArgs args) {
    List<GivenText> wanted = GivenText.items(Sources.wishes(network), SOURCES.wish());
    wanted.addAll(GivenText.items(Sources.runtimeConfig(network), SOURCES.capability()));
    Optional<GivenText> argument = GivenText.argument(args, SOURCES.argument());
    if (argument.isPresent()) {
      wanted.addFirst(argument.get());
    }
    return wanted;
  }

  @Override
  public String name() {
    return "ips";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public Sources sources() {
    return SOURCES;
  }
}
