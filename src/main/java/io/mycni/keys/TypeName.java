// Which plugin the name of an executable stands for: mycni's go by several.
package io.mycni.keys;

import java.util.Set;

/** Types of plugins. */
public final class TypeName {
  /** The bridge plugin's type. */
  public static final String BRIDGE = "bridge";

  /** The type of the plugin that gives addresses. */
  public static final String HOST_LOCAL = "host-local";

  /** The type of the plugin that gives the addresses of the configuration. */
  public static final String STATIC = "static";

  /** The type of the plugin whose addresses come from a DHCP server. */
  public static final String DHCP = "dhcp";

  /** The plugins that make interfaces, of which none gives addresses, whoever has them. */
  private static final Set<String> OF_INTERFACES =
      Set.of(BRIDGE, "dummy", "host-device", "ipvlan", "loopback", "macvlan", "ptp", "tap", "vlan");

  /** What the package puts before the names of mycni's executables in {@code /opt/cni/bin}. */
  public static final String PREFIX = "mycni-";

  private TypeName() {}

  /**
   * Returns the plugin type that a name stands for; the name itself when mycni has no such type.
   */
  public static String of(String name) {
    String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return plain.equals("mycni") ? BRIDGE : plain;
  }

  /** Tells whether a name stands for a plugin that makes interfaces. */
  public static boolean isOfInterfaces(String name) {
    return OF_INTERFACES.contains(of(name));
  }
}
