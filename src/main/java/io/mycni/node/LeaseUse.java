// How many addresses of each network are taken, and how many are free: by the names of lease files
// alone, as it is asked again and again. Who holds them is NetworkLeases' business.
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.LeaseList;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of one range set; or those that lie in no range that is known.
 *
 * @param network the network's name
 * @param set the set's number, from 0, or {@link #IN_NO_RANGE}
 * @param family their family
 * @param used how many are taken
 * @param free how many can be given; empty where no range is known
 */
public record LeaseUse(String network, int set, IpFamily family, long used, Optional<Double> free) {
  /** What stands in the place of a set's number. */
  public static final int IN_NO_RANGE = -1;

  /**
   * What a look found, and how much of it failed.
   *
   * @param uses what was found; what could not be looked at is not in it
   * @param networks how many network files could not be read, or tell no ranges
   * @param folders how many folders of leases could not be read
   */
  public record Found(List<LeaseUse> uses, int networks, int folders) {}

  private static final class Look {
    private final Map<Place, Optional<HostLocalConfig>> known = new LinkedHashMap<>();
    private final List<LeaseUse> uses = new ArrayList<>();
    private int unreadNetworks;
    private int unreadFolders;

    private record Place(Path dataDir, String network) {}

    void learn(Network network) {
      try {
        Optional<NetworkAddresses> addresses = NetworkAddresses.of(network);
        if (addresses.isPresent()) {
          Path dataDir = addresses.get().config().dataDir().toAbsolutePath().normalize();
          boolean isNew =
              known.putIfAbsent(new Place(dataDir, network.name()), addresses.get().ranges())
                  == null;
          unreadNetworks += isNew && addresses.get().ranges().isEmpty() ? 1 : 0;
        }
      } catch (CniException e) {
        unreadNetworks++;
      }
    }

    /** What no file tells, a result may that a runtime keeps; these are many, and seldom needed. */
    void learnOthers() {
      Set<Path> dataDirs = new LinkedHashSet<>(List.of(HostLocalConfig.DEFAULT_DATA_DIR));
      known.keySet().forEach(place -> dataDirs.add(place.dataDir()));
      Set<Place> others = new LinkedHashSet<>();
      for (Path dataDir : dataDirs) {
        try {
          for (String network : LeaseFolders.folders(dataDir)) {
            others.add(new Place(dataDir, network));
          }
        } catch (CniException e) {
          unreadFolders++;
        }
      }
      others.removeAll(known.keySet());
      others.removeIf(place -> isEmpty(place));
      if (!others.isEmpty()) {
        learnKept();
        others.forEach(place -> known.putIfAbsent(place, Optional.empty()));
      }
    }

    private boolean isEmpty(Place place) {
      try {
        return LeaseList.taken(place.dataDir(), place.network()).isEmpty();
      } catch (CniException e) {
        return false;
      }
    }

    private void learnKept() {
      try {
        for (Kept kept : Kept.all()) {
          kept.network().ifPresent(this::learn);
        }
      } catch (CniException e) {
        unreadNetworks++;
      }
    }

    void count() {
      known.forEach((place, config) -> {
        try {
          List<IpAddress> taken = LeaseList.taken(place.dataDir(), place.network());
          count(place.network(), config, taken);
        } catch (CniException e) {
          unreadFolders++;
        }
      });
    }

    private void count(String network, Optional<HostLocalConfig> config, List<IpAddress> taken) {
      List<RangeSet> sets = config.map(HostLocalConfig::rangeSets).orElse(List.of());
      long[] used = new long[sets.size()];
      Map<IpFamily, Long> inNone = new LinkedHashMap<>();
      for (IpAddress address : taken) {
        int set = setOf(address, sets);
        if (set == IN_NO_RANGE) {
          inNone.merge(address.family(), 1L, Long::sum);
        } else {
          used[set]++;
        }
      }
      for (int i = 0; i < used.length; i++) {
        double size = NetworkLeases.sizeOf(sets.get(i)).doubleValue();
        double free = Math.max(size - used[i], 0);
        uses.add(new LeaseUse(network, i, sets.get(i).family(), used[i], Optional.of(free)));
      }
      inNone.forEach((family, many) ->
          uses.add(new LeaseUse(network, IN_NO_RANGE, family, many, Optional.empty())));
    }

    private static int setOf(IpAddress address, List<RangeSet> sets) {
      for (int i = 0; i < sets.size(); i++) {
        for (AddressRange range : sets.get(i).ranges()) {
          if (range.contains(address)) {
            return i;
          }
        }
      }
      return IN_NO_RANGE;
    }
  }

  /**
   * Looks at all networks with host-local leases: those of files first, then what else has leases.
   *
   * @param folder the folder of network configurations
   */
  public static Found of(NetworkFolder folder) {
    Look look = new Look();
    try {
      for (NetworkFolder.Entry entry : folder.entries()) {
        entry.network().ifPresent(look::learn);
        look.unreadNetworks += entry.network().isEmpty() ? 1 : 0;
      }
    } catch (CniException e) {
      look.unreadNetworks++;
    }
    look.learnOthers();
    look.count();
    return new Found(List.copyOf(look.uses), look.unreadNetworks, look.unreadFolders);
  }
}
