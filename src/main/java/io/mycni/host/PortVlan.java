// VLANs that a port of a bridge carries.
package io.mycni.host;

/**
 * A VLAN, or a range of them that a port treats alike, bridge(8).
 *
 * @param first the first number
 * @param last the last number; the same as the first for a single VLAN
 * @param pvid whether frames that come in without a tag belong to it
 * @param untagged whether frames leave without a tag
 */
public record PortVlan(int first, int last, boolean pvid, boolean untagged) {
  /** Returns it as people see it: {@code 10} without a tag, {@code 10t} or {@code 10-12t} with. */
  @Override
  public String toString() {
    return (first == last ? "" + first : first + "-" + last) + (untagged ? "" : "t");
  }
}
