// The identity of one attachment, from which every name that mycni gives is derived.
package io.mycni.cni;

/**
 * One interface of one container on one network. The specification makes the three together unique.
 *
 * @param network the network's name, valid by the specification's rules
 * @param containerId the container ID, valid by the specification's rules
 * @param ifname the name of the interface in the container
 */
public record Attachment(String network, String containerId, String ifname) {
  @Override
  public String toString() {
    return network + ":" + containerId + "/" + ifname;
  }
}
