// A link as a port of a bridge: the settings of the port and its VLANs.
package io.mycni.part;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.PortVlan;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is wanted of a port, bridge(8).
 *
 * @param bridge the bridge
 * @param hairpin whether frames go back through the port that they came from
 * @param isolated whether the port reaches only ports that are not isolated
 * @param vlan the VLAN of untagged frames; 0 leaves the port in the bridge's default VLAN
 * @param trunk the VLANs whose frames are tagged, ascending
 * @param preserveDefaultVlan whether the port stays in the bridge's default VLAN, too
 */
public record BridgePort(
    String bridge,
    boolean hairpin,
    boolean isolated,
    int vlan,
    List<Integer> trunk,
    boolean preserveDefaultVlan) {
  /** What to do when the bridge itself has gone. */
  public static final String RENEW_ALL = "DEL and ADD all containers of the network again";

  private static final String ALL_VLANS = "1-4094";

  /** Copies the list. */
  public BridgePort {
    trunk = List.copyOf(trunk);
  }

  /** A port of which nothing is wanted but that it is one. */
  public static BridgePort of(String bridge) {
    return new BridgePort(bridge, false, false, 0, List.of(), false);
  }

  /** A port in one VLAN. */
  public static BridgePort inVlan(String bridge, int vlan, boolean preserveDefaultVlan) {
    return new BridgePort(bridge, false, false, vlan, List.of(), preserveDefaultVlan);
  }

  /** What has to be seen to compare a port with this. */
  public HostQuery asksToCompare() {
    HostQuery link = HostQuery.link(bridge);
    return filtersVlans() ? link.and(HostQuery.portVlans()) : link;
  }

  boolean filtersVlans() {
    return vlan != 0 || !trunk.isEmpty();
  }

  /** Sets up a port that was just made. */
  public List<Change> settings(String port) {
    List<Change> changes = new ArrayList<>(flags(port, hairpin, isolated));
    changes.addAll(vlans(port));
    return changes;
  }

  private static List<Change> flags(String port, boolean hairpin, boolean isolated) {
    String flags = (hairpin ? " hairpin on" : "") + (isolated ? " isolated on" : "");
    return flags.isEmpty()
        ? List.of()
        : List.of(
            Change.of(Command.Ip.host("link set dev " + port + " type bridge_slave" + flags)));
  }

  /** Puts back what somebody has wiped of a port. */
  public List<Change> mending(Link port, HostState host) {
    List<Change> changes = new ArrayList<>();
    if (port.master().equals(bridge)) {
      changes.addAll(flags(port.name(), lostHairpin(port), lostIsolation(port)));
      Optional<List<PortVlan>> vlans = host.portVlans(port.name());
      if (vlans.isPresent() && !compare(port.name(), vlans.get()).isEmpty()) {
        changes.addAll(vlans(port.name()));
      }
    }
    return changes;
  }

  private boolean lostHairpin(Link port) {
    return hairpin && port.port().isPresent() && !port.port().get().hairpin();
  }

  private boolean lostIsolation(Link port) {
    return isolated && port.port().isPresent() && !port.port().get().isolated();
  }

  /**
   * The VLANs. The bridge's default VLAN need not be 1, so all that a new port is in is taken away;
   * without a {@code vlan}, what it is in stays.
   */
  private List<Change> vlans(String port) {
    List<Change> changes = new ArrayList<>();
    if (vlan != 0) {
      if (!preserveDefaultVlan) {
        changes.add(Change.of(new Command.Bridge("vlan delete dev " + port + " vid " + ALL_VLANS)));
      }
      changes.add(
          Change.of(
              new Command.Bridge("vlan add dev " + port + " vid " + vlan + " pvid untagged")));
    }
    for (String range : ranges(tagged())) {
      changes.add(Change.of(new Command.Bridge("vlan add dev " + port + " vid " + range)));
    }
    return changes;
  }

  /** The VLANs of the trunk; the port's own one stays untagged, even if the trunk names it. */
  private List<Integer> tagged() {
    List<Integer> tagged = new ArrayList<>(trunk);
    tagged.remove(Integer.valueOf(vlan));
    return tagged;
  }

  /** Writes ascending numbers as single numbers and ranges, {@code 5} and {@code 10-20}. */
  static List<String> ranges(List<Integer> ids) {
    List<String> ranges = new ArrayList<>();
    int i = 0;
    while (i < ids.size()) {
      int first = ids.get(i);
      int last = first;
      while (i + 1 < ids.size() && ids.get(i + 1) == last + 1) {
        last = ids.get(++i);
      }
      ranges.add(first == last ? String.valueOf(first) : first + "-" + last);
      i++;
    }
    return ranges;
  }

  /** What is not as {@link #settings} made it, on a link that is there. */
  public List<Difference> differences(Link port, HostState host) {
    List<Difference> differences = new ArrayList<>();
    String name = port.name();
    if (!port.master().equals(bridge)) {
      return List.of(
          host.link(bridge).isEmpty()
              ? Difference.broken(
                  "the host link " + name + " is no port: the bridge " + bridge + " is gone",
                  RENEW_ALL)
              : Difference.broken(
                  "the host link " + name + " is " + place(port.master()),
                  "ip link set dev " + name + " master " + bridge + ", then `mycni reload`"));
    }
    if (lostHairpin(port)) {
      differences.add(Difference.wiped("the port " + name + " has no hairpin mode any more"));
    }
    if (lostIsolation(port)) {
      differences.add(Difference.wiped("the port " + name + " is not isolated any more"));
    }
    if (filtersVlans()) {
      Optional<List<PortVlan>> vlans = host.portVlans(name);
      differences.addAll(
          vlans.isPresent()
              ? compare(name, vlans.get())
              : List.of(
                  Difference.broken(
                      "the VLANs of the port "
                          + name
                          + " cannot be seen: bridge(8) is not installed",
                      "install the package 'iproute2'")));
    }
    return differences;
  }

  private String place(String master) {
    return (master.isEmpty() ? "no port" : "a port of " + master + ", not")
        + " of the bridge "
        + bridge;
  }

  private List<Difference> compare(String name, List<PortVlan> found) {
    List<Difference> differences = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int wanted : tagged()) {
      if (!carries(found, wanted, false)) {
        missing.add(wanted);
      }
    }
    for (String range : ranges(missing)) {
      differences.add(
          Difference.wiped("the port " + name + " is not in VLAN " + range + " (tagged)"));
    }
    if (vlan == 0) {
      return differences;
    }
    if (!carries(found, vlan, true)) {
      differences.add(
          Difference.wiped("the port " + name + " is not in VLAN " + vlan + " (untagged)"));
    }
    for (PortVlan each : found) {
      boolean known = each.first() == vlan && each.last() == vlan;
      for (int id = each.first(); id <= each.last() && !known; id++) {
        if (id != vlan && !trunk.contains(id) && !preserveDefaultVlan) {
          differences.add(Difference.wiped("the port " + name + " is in VLAN " + each + ", too"));
          break;
        }
      }
    }
    return differences;
  }

  private static boolean carries(List<PortVlan> found, int vlan, boolean untagged) {
    for (PortVlan each : found) {
      boolean inside = each.first() <= vlan && vlan <= each.last();
      if (inside && each.untagged() == untagged && each.pvid() == untagged) {
        return true;
      }
    }
    return false;
  }
}
