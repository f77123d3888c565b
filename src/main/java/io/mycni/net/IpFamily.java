// What differs between IPv4 and IPv6, in one place.
package io.mycni.net;

/** An address family. */
public enum IpFamily {
  /** IPv4, RFC 791. */
  V4(32, "-4", "4"),
  /** IPv6, RFC 8200. */
  V6(128, "-6", "6");

  private final int bits;
  private final String ipFlag;
  private final String cniVersion;

  IpFamily(int bits, String ipFlag, String cniVersion) {
    this.bits = bits;
    this.ipFlag = ipFlag;
    this.cniVersion = cniVersion;
  }

  /** Returns the length of an address in bits: 32 or 128. */
  public int bits() {
    return bits;
  }

  /**
   * Returns the option by which iproute2's {@code ip} is told the family, {@code -4} or {@code -6}.
   */
  public String ipFlag() {
    return ipFlag;
  }

  /**
   * Returns what the {@code version} key of a CNI result before 1.0.0 holds, {@code 4} or {@code
   * 6}.
   */
  public String cniVersion() {
    return cniVersion;
  }

  /**
   * Returns the prefix that holds every address of the family: {@code 0.0.0.0/0} or {@code ::/0}.
   */
  public Cidr everything() {
    return new Cidr(new IpAddress(this, 0, 0), 0);
  }

  /** Returns the family's multicast addresses: {@code 224.0.0.0/4} or {@code ff00::/8}. */
  public Cidr multicast() {
    return switch (this) {
      case V4 -> new Cidr(new IpAddress(V4, 0, 0xe0000000L), 4);
      case V6 -> new Cidr(new IpAddress(V6, 0xff00L << 48, 0), 8);
    };
  }

  @Override
  public String toString() {
    return this == V4 ? "IPv4" : "IPv6";
  }
}
