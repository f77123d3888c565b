// The host-local plugin's keys. Their meaning is that of the reference plugin's documentation.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.RouteKeys;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
   * Reads the {@code ipam} section of a request.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static HostLocalConfig from(CniRequest request) {
    Section network = Section.of(request.config());
    Section ipam =
        network.required("ipam", "add {\"type\": \"host-local\", \"subnet\": \"10.1.0.0/16\"}");
    Optional<Section> runtime = network.section("runtimeConfig");
    List<RangeSet> sets = new ArrayList<>();
    runtime.ifPresent(section -> sets(section, "ipRanges", sets));
    if (ipam.has("subnet")) {
      sets.add(RangeSet.from(List.of(ipam), "ipam"));
    }
    sets(ipam, "ranges", sets);
    if (sets.isEmpty()) {
      throw ipam.invalid(
          "ranges", "is missing, and subnet, too: no IP ranges specified", "give one of the two");
    }
    refuseOverlaps(ipam, sets);
    refuseMoreThanOneOfAFamily(request.version(), sets);
    request.args().refuseUnknown(Set.of("MAC", "IP", "GATEWAY"));
    return new HostLocalConfig(
        ipam.file("dataDir").orElse(DEFAULT_DATA_DIR),
        ipam.file("resolvConf"),
        sets,
        RouteKeys.read(ipam),
        requested(request, network, runtime));
  }

  /**
   * Reads what giving leases back needs of a request: where they lie. Ranges that cannot be read
   * only make it slower.
   *
   * @throws CniException when it cannot be told where the leases lie
   */
  public static HostLocalConfig forRemoval(CniRequest request) {
    try {
      return from(request);
    } catch (CniException mistaken) {
      Optional<Section> ipam = Section.of(request.config()).section("ipam");
      return leasesIn(ipam.flatMap(keys -> keys.file("dataDir")).orElse(DEFAULT_DATA_DIR));
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

  private static void sets(Section section, String key, List<RangeSet> sets) {
    int number = 0;
    for (List<Section> set : section.sectionLists(key)) {
      String where = section.path(key) + "[" + number + "]";
      if (set.isEmpty()) {
        throw CniException.at(
            where,
            ErrorCode.INVALID_CONFIGURATION,
            where + " is an empty set",
            "add a range, or take it out");
      }
      sets.add(RangeSet.from(set, where));
      number++;
    }
  }

  private static void refuseOverlaps(Section ipam, List<RangeSet> sets) {
    for (int i = 0; i < sets.size(); i++) {
      for (int k = 0; k < i; k++) {
        Optional<AddressRange> overlap = sets.get(i).overlap(sets.get(k));
        if (overlap.isPresent()) {
          throw CniException.at(
              ipam.path("ranges"),
              ErrorCode.INVALID_CONFIGURATION,
              ipam.path("ranges")
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

  private static List<IpAddress> requested(
      CniRequest request, Section network, Optional<Section> runtime) {
    List<IpAddress> requested = new ArrayList<>();
    request
        .args()
        .get("IP")
        .filter(text -> !text.isEmpty())
        .ifPresent(text ->
            requested.add(
                addressOf(text)
                    .orElseThrow(() ->
                        new CniException(
                            ErrorCode.INVALID_ENVIRONMENT,
                            "CNI_ARGS has IP=" + text + ", which is no IP address",
                            "write it as IP=10.1.0.5"))));
    Optional<Section> cni = network.section("args").flatMap(args -> args.section("cni"));
    cni.ifPresent(section -> addAll(section, requested));
    runtime.ifPresent(section -> addAll(section, requested));
    return requested;
  }

  private static void addAll(Section section, List<IpAddress> requested) {
    for (String text : section.strings("ips")) {
      requested.add(
          addressOf(text)
              .orElseThrow(() ->
                  section.invalid(
                      "ips", "has the item " + text + ", no IP address", "write 10.1.0.5")));
    }
  }

  /** Some runtimes add a prefix length, others do not; the range knows it better. */
  private static Optional<IpAddress> addressOf(String text) {
    return text.indexOf('/') < 0 ? IpAddress.parse(text) : Cidr.parse(text).map(Cidr::address);
  }
}
