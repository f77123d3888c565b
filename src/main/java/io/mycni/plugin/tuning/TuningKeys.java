// The keys of the tuning plugin. What they mean together is said in TuningConfig.
package io.mycni.plugin.tuning;

import io.mycni.keys.FileKey;
import io.mycni.keys.FlagKey;
import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.MacKey;
import io.mycni.keys.MtuKey;
import io.mycni.keys.Sources;

/** The keys, in the order of the documentation. */
public final class TuningKeys {
  private static final String UNTOUCHED = "as it is";

  static final SysctlKey SYSCTL = new SysctlKey();
  static final MacKey MAC = new MacKey(UNTOUCHED, new Sources(true, "mac", "mac", "MAC", true));
  static final Wishable<MtuKey> MTU =
      new Wishable<>(new MtuKey("MTU of the interface in bytes", UNTOUCHED));
  static final Wishable<FlagKey> PROMISC =
      new Wishable<>(
          new FlagKey(
              "promisc", "the interface takes what is meant for others; false changes nothing"));
  static final Wishable<TriStateKey> ALL_MULTICAST =
      new Wishable<>(
          new TriStateKey("allmulti", UNTOUCHED, "whether the interface takes all multicast"));
  static final Wishable<IntegerKey> QUEUE_LENGTH =
      new Wishable<>(
          new IntegerKey(
              "txQLen",
              0,
              Integer.MAX_VALUE,
              UNTOUCHED,
              "2000",
              "how many packets may wait to be sent"));
  static final FileKey DATA_DIR =
      new FileKey(
          "dataDir",
          "`/run/cni/tuning`",
          "/run/cni/tuning",
          "where it is kept how the interface was before");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the tuning plugin", SYSCTL, MAC, MTU, PROMISC, ALL_MULTICAST, QUEUE_LENGTH, DATA_DIR);

  private TuningKeys() {}
}
