// All folders of leases on this node, whether or not a configuration is known for them: those of
// network files, of the configurations that runtimes keep with their results, and whatever else
// lies beside them (DATADIR/NETWORK).
package io.mycni.node;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the leases of a node. */
public final class LeaseFolders {
  private final Node node;
  private final Map<Place, Source> known = new LinkedHashMap<>();
  private final Map<String, String> problems = new LinkedHashMap<>();

  private LeaseFolders(Node node) {
    this.node = node;
  }

  private record Place(Path dataDir, String network) {}

  private record Source(NetworkAddresses addresses, boolean isFile) {}

  /**
   * Returns the leases of all networks: first those of files in their order, then the others.
   *
   * @param node what is on the node
   * @param besides networks of files that are not in the node's folder
   */
  public static List<NetworkLeases> all(Node node, List<Network> besides) {
    LeaseFolders folders = new LeaseFolders(node);
    besides.forEach(network -> folders.learn(network, true));
    node.networks().forEach(network -> folders.learn(network, true));
    for (Kept kept : node.kept()) {
      kept.network().ifPresent(network -> folders.learn(network, false));
    }
    return folders.leases();
  }

  private void learn(Network network, boolean isFile) {
    try {
      NetworkAddresses.of(network)
          .ifPresent(found ->
              known.putIfAbsent(
                  new Place(found.config().dataDir().toAbsolutePath().normalize(), network.name()),
                  new Source(found, isFile)));
    } catch (CniException e) {
      problems.putIfAbsent(network.name(), network.file() + ": " + e.getMessage());
    }
  }

  private List<NetworkLeases> leases() {
    List<NetworkLeases> all = new ArrayList<>();
    Set<Path> dataDirs = new LinkedHashSet<>(List.of(HostLocalConfig.DEFAULT_DATA_DIR));
    known.forEach((place, source) -> {
      dataDirs.add(place.dataDir());
      NetworkAddresses found = source.addresses();
      NetworkLeases leases =
          NetworkLeases.of(
              place.network(),
              place.dataDir(),
              found.ranges(),
              found.problem(),
              found.byVeth(),
              node);
      if (source.isFile() || !leases.leases().isEmpty()) {
        all.add(leases);
      }
    });
    for (Path dataDir : dataDirs) {
      for (String network : folders(dataDir)) {
        if (!known.containsKey(new Place(dataDir, network))) {
          NetworkLeases leases =
              NetworkLeases.of(network, dataDir, Optional.empty(), problem(network), false, node);
          if (!leases.leases().isEmpty()) {
            all.add(leases);
          }
        }
      }
    }
    return all;
  }

  private String problem(String network) {
    return problems.getOrDefault(
        network, "neither a network file nor a kept result has its host-local configuration");
  }

  /**
   * Returns the names of the networks that have a folder there, in their order.
   *
   * @throws CniException when it cannot be read; that there is none is no failure
   */
  static List<String> folders(Path dataDir) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dataDir, Files::isDirectory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return names;
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the folder of leases " + dataDir + " cannot be read: " + IoReason.of(e),
          "are you root?");
    }
    names.sort(null);
    return names;
  }
}
