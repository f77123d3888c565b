// The keys of the ipvlan plugin. What they mean together is said in IpvlanConfig.
package io.mycni.plugin.ipvlan;

import io.mycni.keys.IpamKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.LinkNameKey;
import io.mycni.keys.MtuKey;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.WordKey;

/** The keys, in the order of the documentation. */
public final class IpvlanKeys {
  static final LinkNameKey MASTER =
      new LinkNameKey(
          "master",
          "the one interface that an earlier plugin of the chain has made; without one, the link of"
              + " the default route",
          "eth0",
          SharedKeys.MASTER.meaning());
  static final WordKey<IpvlanMode> MODE =
      new WordKey<>(
          "mode",
          IpvlanMode.values(),
          IpvlanMode.L2,
          "whether the master sends the container's frames (`l2`) or routes its packets (`l3`), and"
              + " filters them (`l3s`)");
  static final MtuKey MTU = new MtuKey("MTU of the interface in bytes", "the master's");
  static final IpamKey IPAM =
      new IpamKey(
          false, "address management; without it the addresses of an earlier plugin are taken");

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the ipvlan plugin",
          MASTER,
          SharedKeys.LINK_IN_CONTAINER,
          MODE,
          MTU,
          SharedKeys.DNS,
          IPAM);

  private IpvlanKeys() {}
}
