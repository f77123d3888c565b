// The key "ipam" of a plugin that makes interfaces: who manages its addresses.
package io.mycni.keys;

import java.util.Optional;

/**
 * Address management. What else stands in the section belongs to the plugin that it names.
 *
 * @param required whether the network must have it
 * @param meaning what it does, in words
 */
public record IpamKey(boolean required, String meaning) implements Key {
  private static final String TYPE = "type";

  /**
   * Returns the name of the IPAM plugin; empty when the network has none.
   *
   * @throws io.mycni.cni.CniException when it names no plugin that could give addresses: a main
   *     plugin would ask its own ipam again, and so on without end
   */
  public String read(Section network) {
    Optional<Section> ipam = network.section(name());
    String type = ipam.isEmpty() ? "" : ipam.get().string(TYPE).orElse("");
    if (type.isEmpty() && required) {
      Section holder = ipam.orElse(network);
      String missing = ipam.isEmpty() ? name() : TYPE;
      throw holder.invalid(missing, "is missing", "write \"ipam\": " + example());
    }
    String why = "";
    if (TypeName.isOfInterfaces(type)) {
      why = "is a main plugin and gives no addresses";
    } else if (type.indexOf('/') >= 0
        || type.indexOf('\0') >= 0
        || type.equals(".")
        || type.equals("..")) {
      why = "is no name of an executable";
    }
    if (!why.isEmpty()) {
      throw ipam.orElseThrow()
          .invalid(
              TYPE,
              why,
              "write host-local, static, or the name of another IPAM plugin in CNI_PATH");
    }
    return type;
  }

  /**
   * Returns the section, for the plugin that it names.
   *
   * @param sample a section, for whoever has none
   */
  public Section section(Section network, String sample) {
    Optional<Section> ipam = network.section(name());
    if (ipam.isEmpty()) {
      throw network.invalid(this, "is missing", "add " + sample);
    }
    return ipam.get();
  }

  @Override
  public String name() {
    return "ipam";
  }

  @Override
  public String values() {
    return "an object";
  }

  @Override
  public String example() {
    return "{\"type\": \"host-local\", \"subnet\": \"10.1.0.0/16\"}";
  }

  @Override
  public String byDefault() {
    return required ? "required" : "none";
  }
}
