// What several files contradict each other in: names, addresses, and the gateway of a bridge. Each
// is held against those before it; what is wrong in one alone is told elsewhere.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.SpecVersion;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Reach;
import io.mycni.plugin.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Networks of one node, file by file. */
public final class Together {
  private final UnaryOperator<String> names;
  private final Types types;
  private final List<One> before = new ArrayList<>();

  /** One network of a file, as far as it can be read. */
  private record One(String file, String name, List<Interface> interfaces) {
    private String words() {
      return "the network " + name + " in " + file;
    }
  }

  /** What one of its plugins makes. */
  private record Interface(
      Located plugin, Reach reach, List<Surroundings.Range> ranges, Optional<Path> leases) {}

  /**
   * Begins without a file.
   *
   * @param names returns the plugin type that a name stands for
   * @param types the types whose configurations are understood
   */
  public Together(UnaryOperator<String> names, Types types) {
    this.names = names;
    this.types = types;
  }

  /** Returns in what a file contradicts those before it. */
  public List<Finding> with(String file, String text) {
    Located root;
    try {
      root = Located.read(text);
    } catch (Located.Malformed mistake) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    One here = read(file, root);
    for (One other : before) {
      if (!here.name().isEmpty() && here.name().equals(other.name())) {
        findings.add(
            Finding.warning(
                root.get("name").map(Located::spot).orElse(root.spot()),
                "this network has the same name as the one in " + other.file(),
                "give each a name of its own: they would share leases"));
      }
      for (Interface mine : here.interfaces()) {
        for (Interface theirs : other.interfaces()) {
          hold(here, mine, other, theirs).ifPresent(findings::add);
        }
      }
    }
    before.add(here);
    return findings;
  }

  private One read(String file, Located root) {
    List<Interface> interfaces = new ArrayList<>();
    SpecVersion version =
        root.get("cniVersion")
            .flatMap(written -> SpecVersion.of(written.value().asString("")))
            .orElse(SpecVersion.NEWEST);
    List<Located> plugins =
        root.get("plugins")
            .map(Located::items)
            .orElse(root.object().isEmpty() ? List.of() : List.of(root));
    for (Located plugin : plugins) {
      described(plugin).flatMap(type -> made(type, plugin, version)).ifPresent(interfaces::add);
    }
    return new One(
        file, root.get("name").map(name -> name.value().asString("")).orElse(""), interfaces);
  }

  private Optional<PluginType<?>> described(Located plugin) {
    return typeOf(plugin).flatMap(types::described);
  }

  private Optional<String> typeOf(Located section) {
    return section.get("type").map(type -> names.apply(type.value().asString("")));
  }

  private <C> Optional<Interface> made(PluginType<C> type, Located plugin, SpecVersion version) {
    try {
      Reach reach = type.reach(type.read(Section.of(plugin.object().orElseThrow()), CniArgs.NONE));
      Given given = Given.of(plugin, plugin.get("ipam").flatMap(this::typeOf).orElse(""), version);
      return Optional.of(new Interface(plugin, reach, given.ranges(), given.leases()));
    } catch (CniException mistake) {
      return Optional.empty();
    }
  }

  /** Returns the worst of what two have against each other. */
  private static Optional<Finding> hold(One here, Interface mine, One other, Interface theirs) {
    for (Surroundings.Range each : mine.ranges()) {
      for (Surroundings.Range their : theirs.ranges()) {
        Finding.Spot spot = mine.plugin().way(each.place()).getLast().key();
        Pair pair = new Pair(spot, here, mine, each.range(), other, theirs, their.range());
        Optional<Finding> found = pair.gateways().or(pair::addresses).or(pair::subnets);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** A range of a network, and one of a network before it. */
  private record Pair(
      Finding.Spot spot,
      One here,
      Interface mine,
      AddressRange range,
      One other,
      Interface theirs,
      AddressRange their) {
    /** A bridge has one IPv4 subnet, and of IPv6 none that overlap. */
    private Optional<Finding> gateways() {
      Cidr wanted = gateway(range);
      Cidr old = gateway(their);
      String link = mine.reach().gatewayOn();
      boolean sameFamily = range.subnet().family() == their.subnet().family();
      boolean oneOnly = range.subnet().family() == IpFamily.V4 || wanted.overlaps(old);
      boolean sameLink = !link.isEmpty() && link.equals(theirs.reach().gatewayOn());
      return sameLink && sameFamily && oneOnly && !wanted.equals(old)
          ? Optional.of(
              Finding.error(
                  spot,
                  link
                      + " is to have the gateway address "
                      + wanted
                      + " here, and "
                      + old
                      + " by "
                      + other.words()
                      + ": ADD refuses whichever comes second",
                  "give this network another bridge, or both the same subnet and gateway"))
          : Optional.empty();
    }

    private static Cidr gateway(AddressRange range) {
      return new Cidr(range.gateway(), range.subnet().prefix());
    }

    private Optional<Finding> addresses() {
      Optional<String> common =
          mine.reach().among().stream().filter(theirs.reach().among()::contains).findFirst();
      boolean oneFolder = here.name().equals(other.name()) && mine.leases().equals(theirs.leases());
      return common.isPresent() && range.overlaps(their) && !oneFolder
          ? Optional.of(
              Finding.error(
                  spot,
                  "addresses of "
                      + range
                      + " are given by "
                      + other.words()
                      + ", too, so two containers may have one address in "
                      + common.get(),
                  "give each network a subnet of its own, or divide it by rangeStart and rangeEnd"))
          : Optional.empty();
    }

    private Optional<Finding> subnets() {
      String link = mine.reach().gatewayOn();
      String another = theirs.reach().gatewayOn();
      return !link.isEmpty()
              && !another.isEmpty()
              && !link.equals(another)
              && range.subnet().overlaps(their.subnet())
          ? Optional.of(
              Finding.error(
                  spot,
                  "the subnet "
                      + range.subnet()
                      + " overlaps "
                      + their.subnet()
                      + " of "
                      + other.words()
                      + ", on another bridge: the host has one way to what is in both",
                  "choose another subnet, or the same bridge for both"))
          : Optional.empty();
    }
  }
}
