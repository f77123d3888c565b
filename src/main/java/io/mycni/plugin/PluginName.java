// The one list of mycni's plugins. From it follow the names of the executables in the image and in
// the packages, what `mycni takeover` replaces, and what a call may be started by. A new plugin is
// one line here, and the line in `PluginTypes` that the compiler then asks for.
package io.mycni.plugin;

import io.mycni.keys.TypeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A plugin that mycni has. */
public enum PluginName {
  BRIDGE("bridge", Role.INTERFACE, "a veth pair whose host end is a port of a bridge"),
  PTP("ptp", Role.INTERFACE, "a veth pair between host and container, and routes to it"),
  MACVLAN("macvlan", Role.INTERFACE, "an interface with a hardware address of its own on a link"),
  IPVLAN("ipvlan", Role.INTERFACE, "an interface on a link, told by its IP addresses"),
  VLAN("vlan", Role.INTERFACE, "an interface in a VLAN of a link"),
  HOST_DEVICE("host-device", Role.INTERFACE, "a link of the host, moved into the container"),
  DUMMY("dummy", Role.INTERFACE, "an interface that leads nowhere, for addresses of its own"),
  TAP("tap", Role.INTERFACE, "an interface whose other end is a program, a virtual machine say"),
  LOOPBACK("loopback", Role.INTERFACE, "lo, up"),
  PORTMAP("portmap", Role.CHAINED, "ports of the host that lead to the container"),
  FIREWALL("firewall", Role.CHAINED, "lets the container's traffic through the host's firewall"),
  SBR("sbr", Role.CHAINED, "routes by the address that packets come from"),
  VRF("vrf", Role.CHAINED, "a table of routes that the interface shares with others"),
  TUNING("tuning", Role.CHAINED, "kernel settings of a container, attributes of its interface"),
  BANDWIDTH("bandwidth", Role.CHAINED, "limits of what a container receives and sends"),
  HOST_LOCAL("host-local", Role.IPAM, "addresses out of ranges, leased in files of this host"),
  STATIC("static", Role.IPAM, "the addresses that the configuration or the runtime names"),
  DHCP("dhcp", Role.IPAM, "an address of a DHCP server, kept by mycni's agent");

  /** What a plugin does in a chain of plugins. */
  public enum Role {
    /** Gives the container an interface. */
    INTERFACE,
    /** Works on an interface that another plugin has made. */
    CHAINED,
    /** Gives addresses to the plugin that calls it. */
    IPAM
  }

  private final String text;
  private final Role role;
  private final String purpose;

  PluginName(String text, Role role, String purpose) {
    this.text = text;
    this.role = role;
    this.purpose = purpose;
  }

  /** Returns the name as a configuration has it as {@code type}, and as the executable has it. */
  public String text() {
    return text;
  }

  /** Returns what the plugin does in a chain. */
  public Role role() {
    return role;
  }

  /** Returns what it gives, in half a sentence. */
  public String purpose() {
    return purpose;
  }

  /** Returns the names of all plugins, in the order of this list. */
  public static List<String> all() {
    List<String> names = new ArrayList<>();
    for (PluginName name : values()) {
      names.add(name.text);
    }
    return Collections.unmodifiableList(names);
  }

  /**
   * Returns the plugin that the name of a program or a type stands for: {@code bridge}, {@code
   * mycni-bridge} and {@code mycni} say; empty when mycni has none of that name.
   */
  public static Optional<PluginName> of(String program) {
    String type = TypeName.of(program);
    for (PluginName name : values()) {
      if (name.text.equals(type)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
