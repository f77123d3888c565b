// Keys that several plugins have, each with the meaning that it has for all of them.
package io.mycni.keys;

/** The keys of interfaces and their addresses. */
public final class SharedKeys {
  /** Address management, without which the interface has no addresses. */
  public static final IpamKey IPAM =
      new IpamKey(false, "address management; without it the network is layer 2");

  /** Address management, without which the plugin does nothing. */
  public static final IpamKey REQUIRED_IPAM = new IpamKey(true, "address management");

  /** What the network says about DNS. */
  public static final DnsKey DNS = new DnsKey("the IPAM plugin's");

  /** Masquerading. */
  public static final FlagKey IP_MASQ =
      new FlagKey("ipMasq", "traffic that leaves the network is masqueraded");

  /** By what is masqueraded. */
  public static final WordKey<MasqueradeBackend> IP_MASQ_BACKEND =
      new WordKey<>(
          "ipMasqBackend",
          MasqueradeBackend.values(),
          "`iptables`; `nftables` if only `nft` is installed",
          "by what it is masqueraded");

  /** The MTU of the container's interface. */
  public static final MtuKey MTU = new MtuKey("MTU of the interface in bytes");

  /** The MTU of an interface that is made on another one. */
  public static final MtuKey MTU_ON_MASTER =
      new MtuKey("MTU of the interface in bytes, no more than the master's", "the master's");

  /** Whether a layer 2 interface is left down. */
  public static final FlagKey DISABLE_CONTAINER_INTERFACE =
      new FlagKey(
          "disableContainerInterface", "the container's interface stays down; only without `ipam`");

  /** The hardware address, where a runtime may choose it and the configuration may, too. */
  public static final MacKey MAC =
      new MacKey("the kernel's", new Sources(true, "mac", "mac", "MAC"));

  /** The link that the interface is made on. */
  public static final LinkNameKey MASTER =
      new LinkNameKey(
          "master",
          "the link of the default route",
          "eth0",
          "the link on which the interface is made");

  /** Where that link is. */
  public static final FlagKey LINK_IN_CONTAINER =
      new FlagKey("linkInContainer", "`master` is looked for in the container, not on the host");

  /**
   * Refuses an interface that is left down and has addresses.
   *
   * @throws io.mycni.cni.CniException naming the key
   */
  public static void refuseDownWithIpam(Section network, boolean down, String ipamType) {
    if (down && !ipamType.isEmpty()) {
      throw network.invalid(
          DISABLE_CONTAINER_INTERFACE,
          "cannot go with the ipam type '" + ipamType + "'",
          "an interface that is down can hold no routes; leave ipam out, or the key");
    }
  }

  private SharedKeys() {}
}
