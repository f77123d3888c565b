// What a plugin needs of the kernel, for `mycni doctor`; no call looks at it.
package io.mycni.plugin;

/**
 * A feature without which an ADD of the plugin fails.
 *
 * @param name what it is, as a plural: {@code bridges} say
 * @param probe commands of sh(1) that succeed where the kernel has it; they are run in a network
 *     namespace of their own, which ends with them
 * @param mend what brings it, where it is missing
 */
public record KernelFeature(String name, String probe, String mend) {
  /** What connects a container with the host. */
  public static final KernelFeature VETH_PAIRS =
      ofLink("veth pairs", "type veth peer name mycni1", "modprobe veth");

  /** A kind of links, which is tried by making one. */
  public static KernelFeature ofLink(String name, String words, String mend) {
    return new KernelFeature(name, "ip link add name mycni0 " + words, mend);
  }
}
