// An address with a prefix length: an interface's address, a subnet, a route's destination.
package io.mycni.net;

import java.util.Optional;

/**
 * An address and the length of its network prefix, RFC 4632 section 3.1. The bits behind the prefix
 * are kept, so the same type serves for {@code 10.16.0.2/16} on an interface and for the subnet.
 *
 * @param address the address, host bits included
 * @param prefix the length of the prefix in bits, 0 to 32 or 128
 */
public record Cidr(IpAddress address, int prefix) {
  /** Refuses a prefix length that the family does not have. */
  public Cidr {
    if (prefix < 0 || prefix > address.family().bits()) {
      throw new IllegalArgumentException("/" + prefix + " is no prefix length of " + address);
    }
  }

  /** Reads {@code ADDRESS/PREFIX}; empty when the text is none. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    int prefix = prefixLength(text.substring(slash + 1));
    return IpAddress.parse(text.substring(0, slash))
        .filter(address -> prefix >= 0 && prefix <= address.family().bits())
        .map(address -> new Cidr(address, prefix));
  }

  /**
   * Reads {@code ADDRESS/PREFIX} that is known to be one.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static Cidr of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no ADDRESS/PREFIX"));
  }

  /** Returns the prefix that holds this one address: /32 or /128. */
  public static Cidr host(IpAddress address) {
    return new Cidr(address, address.family().bits());
  }

  private static int prefixLength(String digits) {
    if (digits.isEmpty() || digits.length() > 3) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  /** Returns the family of the address. */
  public IpFamily family() {
    return address.family();
  }

  /** Returns the same prefix with its host bits cleared. */
  public Cidr subnet() {
    return new Cidr(address.masked(prefix), prefix);
  }

  /** Returns the first address of the subnet, its network address. */
  public IpAddress first() {
    return address.masked(prefix);
  }

  /** Returns the last address of the subnet; for IPv4 the broadcast address. */
  public IpAddress last() {
    return address.filled(prefix);
  }

  /** Tells whether the subnet holds the address; never true for another family. */
  public boolean contains(IpAddress other) {
    return other.family() == family() && other.masked(prefix).equals(first());
  }

  /** Tells whether the two subnets share an address. */
  public boolean overlaps(Cidr other) {
    return contains(other.first()) || other.contains(first());
  }

  /** Tells whether this is the destination of a default route, 0.0.0.0/0 or ::/0. */
  public boolean isEverything() {
    return prefix == 0;
  }

  // Written out because the equality that the compiler would make is linked at its first use, which
  // costs a start-up 20 ms.

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && prefix == that.prefix && address.equals(that.address);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + prefix;
  }

  @Override
  public String toString() {
    return address + "/" + prefix;
  }
}
