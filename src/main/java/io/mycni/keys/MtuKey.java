// The key "mtu" of an interface.
package io.mycni.keys;

/**
 * The largest packet of an interface.
 *
 * @param meaning what it does, in words
 * @param byDefault what is taken when it is left out, in words
 */
public record MtuKey(String meaning, String byDefault) implements Key {
  /** The least MTU that an IPv6 network may have, RFC 8200 section 5. */
  public static final int LEAST_OF_IPV6 = 1280;

  private static final int LEAST = 68;
  private static final int MOST = 65535;

  /** Makes a key in whose place the kernel chooses. */
  public MtuKey(String meaning) {
    this(meaning, "the kernel's");
  }

  /** Returns the MTU in bytes; 0 leaves it to the kernel. */
  public int read(Section section) {
    int mtu = section.integer(name(), 0, MOST).orElse(0);
    if (mtu != 0 && mtu < LEAST) {
      throw section.invalid(
          this,
          "is less than " + LEAST + ", the least of IPv4",
          "use " + LEAST_OF_IPV6 + " or more");
    }
    return mtu;
  }

  @Override
  public String name() {
    return "mtu";
  }

  @Override
  public String values() {
    return LEAST + " to " + MOST + "; for IPv6 " + LEAST_OF_IPV6 + " or more";
  }

  @Override
  public String example() {
    return "1400";
  }
}
