// What a configuration of the tuning plugin says, read and held together.
package io.mycni.plugin.tuning;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of the tuning plugin.
 *
 * @param settings the kernel settings
 * @param attributes what the interface shall be like
 * @param dataDir where it is kept how the interface was before
 */
public record TuningConfig(List<Setting> settings, Attributes attributes, Path dataDir) {
  static final Path DATA_DIR = Path.of("/run/cni/tuning");

  /** Copies the list. */
  public TuningConfig {
    settings = List.copyOf(settings);
  }

  /**
   * Reads a configuration.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static TuningConfig read(Section network, CniArgs args) {
    boolean promiscuous = TuningKeys.PROMISC.key().read(TuningKeys.PROMISC.placeIn(network));
    Attributes attributes =
        new Attributes(
            TuningKeys.MAC.read(network, args),
            TuningKeys.MTU.key().read(TuningKeys.MTU.placeIn(network)),
            promiscuous ? Optional.of(true) : Optional.empty(),
            TuningKeys.ALL_MULTICAST.key().find(TuningKeys.ALL_MULTICAST.placeIn(network)),
            TuningKeys.QUEUE_LENGTH.key().find(TuningKeys.QUEUE_LENGTH.placeIn(network)));
    TuningConfig config =
        new TuningConfig(
            TuningKeys.SYSCTL.read(network),
            attributes,
            TuningKeys.DATA_DIR.find(network).orElse(DATA_DIR));
    Sources.refuseUnknown(args);
    return config;
  }

  /** Returns the folder of a configuration in which anything else may be wrong. */
  static Path dataDirOf(Section network) {
    try {
      return TuningKeys.DATA_DIR.find(network).orElse(DATA_DIR);
    } catch (CniException mistaken) {
      return DATA_DIR;
    }
  }
}
