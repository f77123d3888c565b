// One IP address as a value: arithmetic and order. Its text forms are in IpText.
package io.mycni.net;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address. Its text is dotted decimal, or the canonical form of RFC 5952; an
 * IPv4-mapped IPv6 address is read as the IPv4 address, as the reference plugins do.
 *
 * @param family the family
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address; the 32 bits of an IPv4 address
 */
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {

  /** Reads an address literal; empty when the text is none. Names are never resolved. */
  public static Optional<IpAddress> parse(String text) {
    return IpText.parse(text);
  }

  /**
   * Reads an address literal that is known to be one.
   *
   * @throws IllegalArgumentException when the text is no address
   */
  public static IpAddress of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no IP address"));
  }

  /** Returns the address that follows; after the last one of the family comes the first. */
  public IpAddress next() {
    return plus(1);
  }

  /** Returns the address before; before the first one of the family comes the last. */
  public IpAddress previous() {
    return plus(-1);
  }

  /** Returns the address {@code distance} further on (or back), wrapping around at the ends. */
  public IpAddress plus(long distance) {
    if (family == IpFamily.V4) {
      return new IpAddress(family, 0, (low + distance) & 0xffffffffL);
    }
    long sum = low + distance;
    long carry = 0;
    if (distance >= 0 && Long.compareUnsigned(sum, low) < 0) {
      carry = 1;
    } else if (distance < 0 && Long.compareUnsigned(sum, low) > 0) {
      carry = -1;
    }
    return new IpAddress(family, high + carry, sum);
  }

  /** Returns the address with all but its first {@code prefix} bits set to zero. */
  public IpAddress masked(int prefix) {
    return new IpAddress(family, high & highMask(prefix), low & lowMask(prefix));
  }

  /** Returns the address with all but its first {@code prefix} bits set to one. */
  public IpAddress filled(int prefix) {
    long lowOnes = family == IpFamily.V4 ? ~lowMask(prefix) & 0xffffffffL : ~lowMask(prefix);
    long highOnes = family == IpFamily.V4 ? 0 : ~highMask(prefix);
    return new IpAddress(family, high | highOnes, low | lowOnes);
  }

  private long highMask(int prefix) {
    return family == IpFamily.V4 ? 0 : ones(Math.min(prefix, 64));
  }

  private long lowMask(int prefix) {
    return family == IpFamily.V4
        ? ones(prefix) >>> 32 & 0xffffffffL
        : ones(Math.max(prefix - 64, 0));
  }

  /** A long that begins with {@code count} ones. */
  private static long ones(int count) {
    return count == 0 ? 0 : -1L << (64 - count);
  }

  // Written out because the equality that the compiler would make is linked at its first use, which
  // costs a start-up 20 ms.

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that
        && family == that.family
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  /** Orders IPv4 before IPv6, and within a family by value. */
  @Override
  public int compareTo(IpAddress other) {
    if (family != other.family) {
      return family.compareTo(other.family);
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return IpText.format(this);
  }
}
