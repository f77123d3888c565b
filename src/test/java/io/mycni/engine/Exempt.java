// What is an exception from one of the laws, each with its reason.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.part.AttachmentNames;
import io.mycni.plan.Step;
import java.util.Map;

/** Tells exceptions from what a case, a step or a breakage is, not from its name. */
final class Exempt {
  private static final String OF_THE_MOMENT =
      "it counts when an address comes, and a tuning plugin may set it otherwise afterwards";

  /** Breakages that a CHECK does not name, by what the commands have in common, and why. */
  private static final Map<String, String> UNSEEN =
      Map.ofEntries(
          Map.entry("dev mybr0 alias", "a bridge without mycni's alias counts as somebody else's"),
          Map.entry(
              "dev mybr0 mtu", "the kernel lets the MTU of a bridge follow that of its ports"),
          Map.entry(
              "cni_hostport hostip_hostports",
              "nothing is in it: older releases of the reference write there"),
          Map.entry("/run/netns/c1 ip link set dev eth0 up", "a device is down only on its way"),
          Map.entry("/accept_dad'", OF_THE_MOMENT),
          Map.entry("/enhanced_dad'", OF_THE_MOMENT),
          Map.entry("/ndisc_notify'", OF_THE_MOMENT),
          Map.entry("/arp_notify'", OF_THE_MOMENT));

  private Exempt() {}

  /**
   * Tells whether a CHECK cannot see that something was broken. Nobody is told the address of a
   * gateway's port, either.
   */
  static boolean isUnseen(Breakage breakage, Case<?> given) {
    String typed = breakage.toString();
    String port = "dev " + portOfGateway(given) + " address";
    return typed.contains(port) || UNSEEN.keySet().stream().anyMatch(typed::contains);
  }

  /** The bridge's end of the gateway interface. */
  private static String portOfGateway(Case<?> given) {
    String bridge = given.config().path("bridge").asString("");
    String gateway = bridge + "." + given.config().path("vlan").asInt(0);
    return AttachmentNames.of(new Attachment(bridge, "gateway", gateway)).hostLink();
  }

  /**
   * Tells whether a line of a dump is about a setting of the container's cable, which goes with
   * that: whoever has made the cable removes it.
   */
  static boolean isOfTheCable(String line, Case<?> given) {
    return line.startsWith("the host: setting net/ipv4/conf/" + given.hostLink("c1") + "/");
  }

  /** Tells whether a step of the second container is about its cable, which nobody else has. */
  static boolean isOfItsCable(Step step, Case<?> given) {
    return step.describe().endsWith(" by " + given.hostLink("c2"));
  }

  /** A bridge cannot be told to have no hardware address of its own again; it is harmless. */
  static boolean isForGood(Step step) {
    return step instanceof Step.Ensure && step.describe().contains(" the hardware address ");
  }

  /**
   * Tells whether a device was in use before: what stood on it comes back with the undo of an ADD,
   * and not with a DEL. That takes lo down, too, whoever has brought it up, as the reference does,
   * and what an earlier ADD has left of published ports; what sbr and vrf have put into tables goes
   * with the interface.
   */
  static boolean wasInUse(Case<?> given) {
    String before = String.join("\n", given.before()) + "\n";
    return switch (given.type().name()) {
      case "sbr" -> !given.config().has("table");
      case "vrf" -> true;
      case "loopback" -> before.contains("inside ip link set dev lo up\n");
      case "host-device" -> {
        String device = " dev " + given.config().path("device").asString("");
        yield before.contains(device + " master ")
            || before.lines().anyMatch(line -> line.startsWith("ip a") && line.endsWith(device));
      }
      case "portmap" -> before.contains(AttachmentNames.portChain("mynet", "c1"));
      default -> false;
    };
  }

  /**
   * Tells whether only the note of the ADD says how it was before: settings of the container, the
   * alias of a device that has its name as alias meanwhile.
   */
  static boolean needsItsNote(Case<?> given) {
    return switch (given.type().name()) {
      case "tuning" -> given.config().has("sysctl");
      case "host-device" -> {
        String alias = "ip link set dev " + given.config().path("device").asString("") + " alias ";
        yield given.before().stream().anyMatch(line -> line.startsWith(alias));
      }
      default -> false;
    };
  }

  /**
   * Tells whether rules about addresses do not tell their owner, in the form of the reference: a
   * DEL knows the addresses by the note of the ADD or the previous result.
   */
  static boolean isToldByAddresses(Case<?> given) {
    boolean nftables =
        given.config().path("backend").asString("").equals("nftables")
            || given.before().contains("no iptables") && !given.before().contains("firewalld");
    return given.type().name().equals("firewall") && !nftables;
  }
}
