// What is made on a master: the values by which a macvlan, an ipvlan and a VLAN differ.
package io.mycni.part;

import io.mycni.net.MacAddress;
import java.util.Optional;

/**
 * A link on another one, ip-link(8).
 *
 * @param kind what it is
 * @param mode its mode; empty where the kind has none
 * @param vlanId the number of a VLAN; {@link #NO_VLAN} for others
 * @param broadcastQueue how many broadcast packets may wait for a macvlan; 0 leaves it to the
 *     kernel
 * @param mac the hardware address that it gets; empty where it has its master's
 * @param mtu its MTU in bytes; 0 takes the master's
 * @param refusedBare whether it is refused without addresses, as it is good for nothing and nobody
 *     will give any
 */
public record Child(
    Kind kind,
    String mode,
    int vlanId,
    int broadcastQueue,
    Optional<MacAddress> mac,
    int mtu,
    boolean refusedBare) {
  /** The number of what is no VLAN. */
  public static final int NO_VLAN = -1;

  /** The mode in which a macvlan and its master are one: what has the one's address has both. */
  private static final String PASSTHRU = "passthru";

  /** A kind of link. */
  public enum Kind {
    /** An interface with a hardware address of its own, kernel's drivers/net/macvlan.c. */
    MACVLAN("macvlan", true, false),
    /** An interface that is told by its IP addresses, Documentation/networking/ipvlan.rst. */
    IPVLAN("ipvlan", false, false),
    /** What arrives with the tag of a VLAN, IEEE 802.1Q. */
    VLAN("vlan", true, true);

    private final String keyword;
    private final boolean boundByMtu;
    private final boolean needsMasterUp;

    Kind(String keyword, boolean boundByMtu, boolean needsMasterUp) {
      this.keyword = keyword;
      this.boundByMtu = boundByMtu;
      this.needsMasterUp = needsMasterUp;
    }

    /** Returns what ip calls it. */
    public String keyword() {
      return keyword;
    }

    /** Tells whether its MTU can be no larger than its master's. */
    public boolean boundByMtu() {
      return boundByMtu;
    }

    /** Tells whether it can be brought up only while its master is up. */
    public boolean needsMasterUp() {
      return needsMasterUp;
    }
  }

  /** A macvlan; without a hardware address it has its master's, as only passthru makes it. */
  public static Child macvlan(String mode, int broadcastQueue, Optional<MacAddress> mac, int mtu) {
    return new Child(Kind.MACVLAN, mode, NO_VLAN, broadcastQueue, mac, mtu, false);
  }

  /** An ipvlan, which nobody can reach without addresses. */
  public static Child ipvlan(String mode, int mtu, boolean refusedBare) {
    return new Child(Kind.IPVLAN, mode, NO_VLAN, 0, Optional.empty(), mtu, refusedBare);
  }

  /** A VLAN. */
  public static Child vlan(int vlanId, int mtu) {
    return new Child(Kind.VLAN, "", vlanId, 0, Optional.empty(), mtu, false);
  }

  /** Returns the hardware address that it is made with. */
  Optional<MacAddress> macAtFirst() {
    return isPassthru() ? Optional.empty() : mac;
  }

  /**
   * Returns the hardware address that it gets once it is made: in the mode passthru the kernel
   * makes it with the master's. The master gets the same, and its own one back in the end.
   */
  Optional<MacAddress> macAfterwards() {
    return isPassthru() ? mac : Optional.empty();
  }

  boolean isPassthru() {
    return mode.equals(PASSTHRU);
  }

  /** Returns the words behind {@code type} that make it. */
  String words() {
    return kind.keyword()
        + (mode.isEmpty() ? "" : " mode " + mode)
        + (vlanId < 0 ? "" : " id " + vlanId)
        + (broadcastQueue == 0 ? "" : " bcqueuelen " + broadcastQueue);
  }

  /** Returns what it is, as in a sentence. */
  String describe() {
    return isVlan() ? "VLAN " + vlanId : "the " + kind.keyword() + " in the mode " + mode;
  }

  boolean isVlan() {
    return kind == Kind.VLAN;
  }

  /** Returns what may be the matter where the kernel refuses to make it. */
  String hint(String master) {
    return switch (kind) {
      case MACVLAN ->
          isPassthru()
              ? "is something on " + master + " already? An interface in the mode passthru is alone"
              : "is there an ipvlan on " + master + ", or a macvlan in the mode passthru?";
      case IPVLAN -> "is there a macvlan on " + master + "? A link has either";
      case VLAN ->
          "is VLAN " + vlanId + " of " + master + " in another container, or on the host, already?";
    };
  }
}
