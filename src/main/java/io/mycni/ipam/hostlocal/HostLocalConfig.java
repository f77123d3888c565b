// What a configuration of host-local says, read and held together. The keys are HostLocalKeys.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.GivenText;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of host-local.
 *
 * @param dataDir the folder that holds a folder for each network
 * @param resolvConf the file whose settings go into the result's dns
 * @param rangeSets the sets; an attachment gets one address from each
 * @param routes the routes of the result
 * @param requested addresses that were asked for
 */
public record HostLocalConfig(
    Path dataDir,
    Optional<Path> resolvConf,
    List<RangeSet> rangeSets,
    List<CniRoute> routes,
    List<IpAddress> requested) {
  /** Where leases are unless {@code dataDir} says otherwise. */
  public static final Path DEFAULT_DATA_DIR = Path.of("/var/lib/cni/networks");

  /** Copies the lists. */
  public HostLocalConfig {
    rangeSets = List.copyOf(rangeSets);
    routes = List.copyOf(routes);
    requested = List.copyOf(requested);
  }

  /**
   * Reads the {@code ipam} section of a network, and what the runtime says of it.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static HostLocalConfig read(Section network, CniArgs args, SpecVersion version) {
    Section ipam =
        SharedKeys.IPAM.section(network, "{\"type\": \"host-local\", \"subnet\": \"10.1.0.0/16\"}");
    List<RangeSet> sets = new ArrayList<>();
    Optional<Section> runtime = Sources.runtimeConfig(network);
    if (runtime.isPresent()) {
      sets.addAll(HostLocalKeys.IP_RANGES.read(runtime.get()));
    }
    if (ipam.has(HostLocalKeys.SUBNET)) {
      sets.add(RangeSet.from(List.of(ipam), "ipam"));
    }
    sets.addAll(HostLocalKeys.RANGES.read(ipam));
    if (sets.isEmpty()) {
      throw ipam.invalid(
          HostLocalKeys.RANGES,
          "is missing, and subnet, too: no IP ranges specified",
          "give one of the two");
    }
    refuseOverlaps(ipam, sets);
    refuseMoreThanOneOfAFamily(version, sets);
    Sources.refuseUnknown(args);
    return new HostLocalConfig(
        HostLocalKeys.DATA_DIR.find(ipam).orElse(DEFAULT_DATA_DIR),
        HostLocalKeys.RESOLV_CONF.find(ipam),
        sets,
        HostLocalKeys.ROUTES.read(ipam),
        requested(network, args));
  }

  /**
   * Reads what giving leases back needs: where they lie. Ranges that cannot be read only make it
   * slower.
   *
   * @throws CniException when it cannot be told where the leases lie
   */
  public static HostLocalConfig forRemoval(Section network, CniArgs args, SpecVersion version) {
    try {
      return read(network, args, version);
    } catch (CniException mistaken) {
      Optional<Section> ipam = network.section(SharedKeys.IPAM.name());
      Optional<Path> dataDir =
          ipam.isPresent() ? HostLocalKeys.DATA_DIR.find(ipam.get()) : Optional.empty();
      return leasesIn(dataDir.orElse(DEFAULT_DATA_DIR));
    }
  }

  /** Returns a configuration that knows only where the leases lie. */
  public static HostLocalConfig leasesIn(Path dataDir) {
    return new HostLocalConfig(dataDir, Optional.empty(), List.of(), List.of(), List.of());
  }

  /** Returns the same with relative paths made to begin in a folder. */
  public HostLocalConfig in(Path folder) {
    return new HostLocalConfig(
        folder.resolve(dataDir), resolvConf.map(folder::resolve), rangeSets, routes, requested);
  }

  private static void refuseOverlaps(Section ipam, List<RangeSet> sets) {
    for (int i = 0; i < sets.size(); i++) {
      for (int k = 0; k < i; k++) {
        Optional<AddressRange> overlap = sets.get(i).overlap(sets.get(k));
        if (overlap.isPresent()) {
          throw CniException.at(
              ipam.path(HostLocalKeys.RANGES.name()),
              ErrorCode.INVALID_CONFIGURATION,
              ipam.path(HostLocalKeys.RANGES.name())
                  + ": range set "
                  + i
                  + " ("
                  + sets.get(i)
                  + ") overlaps with "
                  + k
                  + " ("
                  + sets.get(k)
                  + ")",
              "an attachment gets one address from each set; sets must not share addresses");
        }
      }
    }
  }

  private static void refuseMoreThanOneOfAFamily(SpecVersion version, List<RangeSet> sets) {
    if (version.atLeast(SpecVersion.V0_3_0)) {
      return;
    }
    for (IpFamily family : IpFamily.values()) {
      if (sets.stream().filter(set -> set.family() == family).count() > 1) {
        throw CniException.at(
            "cniVersion",
            ErrorCode.INVALID_CONFIGURATION,
            "cniVersion "
                + version
                + " has room for one address of "
                + family
                + ", and ranges has several sets of it",
            "raise cniVersion to 0.3.0 or later, or take sets out");
      }
    }
  }

  /** Some runtimes add a prefix length, others do not; the range knows it better. */
  private static List<IpAddress> requested(Section network, CniArgs args) {
    List<IpAddress> requested = new ArrayList<>();
    for (GivenText wanted : HostLocalKeys.IPS.all(network, args)) {
      String text = wanted.text();
      Optional<IpAddress> address = IpAddress.parse(text);
      if (text.indexOf('/') >= 0) {
        Optional<Cidr> withPrefix = Cidr.parse(text);
        address =
            withPrefix.isPresent() ? Optional.of(withPrefix.get().address()) : Optional.empty();
      }
      if (address.isEmpty()) {
        throw wanted.invalid("no IP address", "write it as 10.1.0.5");
      }
      requested.add(address.get());
    }
    return requested;
  }
}
