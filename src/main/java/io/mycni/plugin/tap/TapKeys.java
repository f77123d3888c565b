// The keys of the tap plugin. What they mean together is said in TapConfig.
package io.mycni.plugin.tap;

import io.mycni.keys.FlagKey;
import io.mycni.keys.IdKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.LinkNameKey;
import io.mycni.keys.MacKey;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.keys.TextKey;

/** The keys, in the order of the documentation. */
public final class TapKeys {
  static final FlagKey MULTI_QUEUE =
      new FlagKey("multiQueue", "the tap can be opened several times, each time for a queue");
  static final IdKey OWNER =
      new IdKey("owner", "none: whoever may administer networks", "the user who may open the tap");
  static final IdKey GROUP =
      new IdKey("group", "none: as `owner`", "the group whose members may open the tap");
  static final TextKey SELINUX_CONTEXT =
      new TextKey(
          "selinuxContext",
          "none",
          "system_u:system_r:container_t:s0",
          "the SELinux context in which the tap is made, by `runcon`; refused where SELinux is off");
  static final LinkNameKey BRIDGE =
      new LinkNameKey(
          "bridge",
          "none",
          "br0",
          "the bridge, in the container, of which the tap becomes a port; it must be there");
  static final MacKey MAC =
      new MacKey(
          "derived from network, container and interface", new Sources(true, "mac", "mac", "MAC"));

  /** All of them. */
  public static final KeySet ALL =
      new KeySet(
          "the tap plugin",
          MULTI_QUEUE,
          OWNER,
          GROUP,
          SELINUX_CONTEXT,
          BRIDGE,
          SharedKeys.MTU,
          MAC,
          SharedKeys.DNS,
          SharedKeys.IPAM);

  private TapKeys() {}
}
