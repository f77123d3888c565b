// How IP addresses are written and read (RFC 4291 section 2.2, RFC 5952). Written by hand because
// the JDK's own parser loads the whole of its networking, which costs a start-up several
// milliseconds, and because it prints IPv6 addresses in a form that the reference plugins do not
// use as file names.
package io.mycni.net;

import java.util.Optional;

/** Reads and writes the text forms of addresses. */
final class IpText {
  private static final int GROUPS = 8;

  private IpText() {}

  static Optional<IpAddress> parse(String text) {
    if (text.indexOf(':') < 0) {
      long v4 = parseV4(text);
      return v4 < 0 ? Optional.empty() : Optional.of(new IpAddress(IpFamily.V4, 0, v4));
    }
    return parseV6(text);
  }

  /** Exactly four decimal numbers without leading zeros, or -1. */
  private static long parseV4(String text) {
    long value = 0;
    int octets = 0;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('.', start);
      if (end < 0) {
        end = text.length();
      }
      int octet = number(text, start, end, 10, 3);
      boolean leadingZero = end - start > 1 && text.charAt(start) == '0';
      if (octet < 0 || octet > 255 || leadingZero || ++octets > 4) {
        return -1;
      }
      value = value << 8 | octet;
      start = end + 1;
    }
    return octets == 4 ? value : -1;
  }

  private static Optional<IpAddress> parseV6(String text) {
    int[] groups = new int[GROUPS];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      if (count == GROUPS) {
        return Optional.empty();
      }
      int end = text.indexOf(':', at);
      if (end < 0) {
        end = text.length();
      }
      if (text.indexOf('.', at) >= 0 && end == text.length()) {
        long v4 = parseV4(text.substring(at));
        if (v4 < 0 || count > GROUPS - 2) {
          return Optional.empty();
        }
        groups[count++] = (int) (v4 >> 16);
        groups[count++] = (int) (v4 & 0xffff);
        at = end;
        break;
      }
      int group = number(text, at, end, 16, 4);
      if (group < 0) {
        return Optional.empty();
      }
      groups[count++] = group;
      if (end == text.length()) {
        at = end;
        break;
      }
      at = end + 1;
      if (at == text.length()) {
        return Optional.empty();
      }
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return Optional.empty();
        }
        gap = count;
        at++;
      }
    }
    if (gap < 0 ? count != GROUPS : count == GROUPS) {
      return Optional.empty();
    }
    return Optional.of(assemble(groups, count, gap));
  }

  private static IpAddress assemble(int[] groups, int count, int gap) {
    long high = 0;
    long low = 0;
    int zeros = GROUPS - count;
    for (int i = 0; i < GROUPS; i++) {
      int group = 0;
      if (gap < 0 || i < gap) {
        group = groups[i];
      } else if (i >= gap + zeros) {
        group = groups[i - zeros];
      }
      if (i < 4) {
        high = high << 16 | group;
      } else {
        low = low << 16 | group;
      }
    }
    if (high == 0 && low >>> 32 == 0xffff) {
      return new IpAddress(IpFamily.V4, 0, low & 0xffffffffL);
    }
    return new IpAddress(IpFamily.V6, high, low);
  }

  /** The number between two places of a text, or -1 when there is none of at most that length. */
  private static int number(String text, int start, int end, int radix, int mostDigits) {
    if (start >= end || end - start > mostDigits) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  static String format(IpAddress address) {
    if (address.family() == IpFamily.V4) {
      long v4 = address.low();
      return (v4 >> 24) + "." + (v4 >> 16 & 255) + "." + (v4 >> 8 & 255) + "." + (v4 & 255);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      long half = i < 4 ? address.high() : address.low();
      groups[i] = (int) (half >>> (48 - 16 * (i % 4)) & 0xffff);
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = 0;
      while (i + length < GROUPS && groups[i + length] == 0) {
        length++;
      }
      if (length > gapLength) {
        gapStart = i;
        gapLength = length;
      }
      i += length;
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
        continue;
      }
      if (i > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
