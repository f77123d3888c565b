// Ethernet addresses: reading, and deriving a locally administered one from a hash.
package io.mycni.net;

import java.util.Locale;
import java.util.Optional;

/**
 * A 48-bit Ethernet address.
 *
 * @param text six groups of two lower-case hex digits, separated by colons
 */
public record MacAddress(String text) {
  private static final int LENGTH = 17;

  /** Reads an address with colons or hyphens between its octets; empty when the text is none. */
  public static Optional<MacAddress> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    String normal = text.toLowerCase(Locale.ROOT).replace('-', ':');
    for (int i = 0; i < LENGTH; i++) {
      char c = normal.charAt(i);
      boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
      if (i % 3 == 2 ? c != ':' : !hex) {
        return Optional.empty();
      }
    }
    return Optional.of(new MacAddress(normal));
  }

  /**
   * Reads an address that is known to be one.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static MacAddress of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no MAC address"));
  }

  /**
   * Makes a unicast, locally administered address (IEEE 802c section 8.1) of the first six octets
   * of a hash, so that the same attachment always gets the same address.
   */
  public static MacAddress locallyAdministered(byte[] hash) {
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < 6; i++) {
      int octet = hash[i] & 0xff;
      if (i == 0) {
        octet = octet & 0xfc | 0x02;
      } else {
        text.append(':');
      }
      text.append(Character.forDigit(octet >> 4, 16)).append(Character.forDigit(octet & 15, 16));
    }
    return new MacAddress(text.toString());
  }

  /** Tells whether the address names a group of stations, which an interface cannot have. */
  public boolean isMulticast() {
    return (Character.digit(text.charAt(1), 16) & 1) == 1;
  }

  /** Tells whether it is the address of nobody, 00:00:00:00:00:00. */
  public boolean isZero() {
    return text.equals("00:00:00:00:00:00");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MacAddress that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
