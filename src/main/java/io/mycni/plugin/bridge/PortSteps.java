// The cable: the veth pair, its port on the bridge and the VLANs of that port.
package io.mycni.plugin.bridge;

import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.TargetNamespace;
import java.util.ArrayList;
import java.util.List;

/** Plans the host side of an attachment. */
final class PortSteps {
  private static final String ALL_VLANS = "1-4094";

  private PortSteps() {}

  static List<Step> of(AddInput input) {
    refuseTakenNames(input);
    BridgeConfig config = input.config();
    AttachmentNames names = input.names();
    String host = names.hostLink();
    String mtu = config.mtu() == 0 ? "" : " mtu " + config.mtu();
    List<Change> changes = new ArrayList<>();
    // The peer is made where it belongs: moving an interface afterwards costs about 20 ms.
    changes.add(
        Change.of(
            Command.Ip.host(
                "link add name "
                    + host
                    + " address "
                    + names.hostMac()
                    + mtu
                    + " master "
                    + config.bridge()
                    + " type veth peer name "
                    + input.ifname()
                    + " address "
                    + input.containerMac()
                    + mtu
                    + " netns "
                    + input.netns()),
            Command.Ip.host("link delete dev " + host)));
    changes.add(Change.of(Command.Ip.host("link set dev " + host + " alias " + names.alias())));
    // A port needs no address of its own, and without one it sends and believes no IPv6.
    changes.add(Change.of(Command.Ip.host("link set dev " + host + " addrgenmode none")));
    String settings = slaveSettings(config);
    if (!settings.isEmpty()) {
      changes.add(
          Change.of(Command.Ip.host("link set dev " + host + " type bridge_slave" + settings)));
    }
    untagged(config, host, changes);
    for (String range : ranges(tagged(config))) {
      changes.add(Change.of(new Command.Bridge("vlan add dev " + host + " vid " + range)));
    }
    changes.add(Change.of(Command.Ip.host("link set dev " + host + " up")));
    String what =
        "connect "
            + input.ifname()
            + " to "
            + config.bridge()
            + " by the veth pair with the host end "
            + host;
    return List.of(new Step.Create(what, changes));
  }

  private static void refuseTakenNames(AddInput input) {
    if (input.host().insideGone()) {
      throw TargetNamespace.gone(input.netns());
    }
    if (input.host().insideLink(input.ifname()).isPresent()) {
      throw AddInput.conflict(
          "container veth name (\""
              + input.ifname()
              + "\") already exists: there is such an interface in "
              + input.netns()
              + "; it was left alone",
          "use another CNI_IFNAME, or DEL the attachment that has it");
    }
    input
        .host()
        .link(input.names().hostLink())
        .ifPresent(link -> {
          throw AddInput.conflict(
              "the host link "
                  + link.name()
                  + " of this attachment exists already, from an ADD without a DEL",
              "call DEL for the container first, or: ip link delete dev " + link.name());
        });
  }

  private static String slaveSettings(BridgeConfig config) {
    return (config.hairpinMode() ? " hairpin on" : "")
        + (config.portIsolation() ? " isolated on" : "");
  }

  /**
   * The VLAN of untagged frames. The bridge's default VLAN need not be 1, so all that a new port is
   * in is taken away; without a {@code vlan}, what it is in stays.
   */
  static void untagged(BridgeConfig config, String port, List<Change> changes) {
    if (config.vlan() == 0) {
      return;
    }
    if (!config.preserveDefaultVlan()) {
      changes.add(Change.of(new Command.Bridge("vlan delete dev " + port + " vid " + ALL_VLANS)));
    }
    changes.add(
        Change.of(
            new Command.Bridge(
                "vlan add dev " + port + " vid " + config.vlan() + " pvid untagged")));
  }

  /** The VLANs of the trunk; the port's own one stays untagged, even if the trunk names it. */
  private static List<Integer> tagged(BridgeConfig config) {
    List<Integer> tagged = new ArrayList<>(config.vlanTrunk());
    tagged.remove(Integer.valueOf(config.vlan()));
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
}
