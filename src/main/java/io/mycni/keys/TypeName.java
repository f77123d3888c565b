// Which plugin the name of an executable stands for: mycni's go by several.
package io.mycni.keys;

/** Types of plugins. */
public final class TypeName {
  /** The bridge plugin's type. */
  public static final String BRIDGE = "bridge";

  /** The type of the plugin that gives addresses. */
  public static final String HOST_LOCAL = "host-local";

  /** The type of the plugin that gives the addresses of the configuration. */
  public static final String STATIC = "static";

  private static final String PREFIX = "mycni-";

  private TypeName() {}

  /**
   * Returns the plugin type that a name stands for; the name itself when mycni has no such type.
   */
  public static String of(String name) {
    String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return plain.equals("mycni") ? BRIDGE : plain;
  }

  /**
   * Returns the type that {@code ipam} names; empty when the network has none.
   *
   * @throws io.mycni.cni.CniException when it names no plugin that could give addresses: a main
   *     plugin would ask its own ipam again, and so on without end
   */
  public static String ofIpam(Section network) {
    String type = network.section("ipam").flatMap(ipam -> ipam.string("type")).orElse("");
    String why = "";
    if (of(type).equals(BRIDGE)) {
      why = "is a main plugin and gives no addresses";
    } else if (type.indexOf('/') >= 0
        || type.indexOf('\0') >= 0
        || type.equals(".")
        || type.equals("..")) {
      why = "is no name of an executable";
    }
    if (!why.isEmpty()) {
      throw network
          .section("ipam")
          .orElseThrow()
          .invalid(
              "type",
              why,
              "write host-local, static, or the name of another IPAM plugin in CNI_PATH");
    }
    return type;
  }
}
