// The keys of the macvlan plugin. What they mean together is said in MacvlanConfig.
package io.mycni.plugin.macvlan;

import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.MacKey;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.keys.WordKey;

/** The keys, in the order of the documentation. */
public final class MacvlanKeys {
  static final WordKey<MacvlanMode> MODE =
      new WordKey<>(
          "mode",
          MacvlanMode.values(),
          MacvlanMode.BRIDGE,
          "whom the interfaces on one master hear: each other (`bridge`), not each other"
              + " (`private`), by way of the switch (`vepa`); with `passthru` there is only one");
  static final MacKey MAC =
      new MacKey(
          "derived from network, container and interface; the master's with `passthru`",
          new Sources(true, "mac", "mac", "MAC"));
  static final IntegerKey BROADCAST_QUEUE =
      new IntegerKey(
          "bcqueuelen",
          0,
          Integer.MAX_VALUE,
          "the kernel's",
          "2000",
          "how many broadcast packets may wait; the master has the largest of its interfaces");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the macvlan plugin",
          SharedKeys.MASTER,
          SharedKeys.LINK_IN_CONTAINER,
          MODE,
          SharedKeys.MTU_ON_MASTER,
          MAC,
          BROADCAST_QUEUE,
          SharedKeys.DISABLE_CONTAINER_INTERFACE,
          SharedKeys.DNS,
          SharedKeys.IPAM);

  private MacvlanKeys() {}
}
