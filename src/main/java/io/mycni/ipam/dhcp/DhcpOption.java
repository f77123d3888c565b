// The options of DHCP by their numbers (RFC 2132), and the names that some of them have.
package io.mycni.ipam.dhcp;

import java.util.OptionalInt;

/** Numbers of options. */
public final class DhcpOption {
  /** The subnet mask. */
  public static final int SUBNET_MASK = 1;

  /** The routers of the link. */
  public static final int ROUTERS = 3;

  /** The name servers. */
  public static final int NAME_SERVERS = 6;

  /** The client's own name. */
  public static final int HOST_NAME = 12;

  /** The local domain. */
  public static final int DOMAIN = 15;

  /** The MTU of the link. */
  public static final int MTU = 26;

  /** Routes to networks of classes. */
  public static final int STATIC_ROUTES = 33;

  /** What kind of client asks. */
  public static final int VENDOR_CLASS = 60;

  /** Who asks. */
  public static final int CLIENT_ID = 61;

  /** Which user asks, RFC 3004. */
  public static final int USER_CLASS = 77;

  /** Domains for short names, RFC 3397. */
  public static final int SEARCH = 119;

  /** Routes, RFC 3442. */
  public static final int CLASSLESS_ROUTES = 121;

  /** Padding. */
  private static final int PAD = 0;

  /** The end of the options. */
  private static final int END = 255;

  private DhcpOption() {}

  /** Returns the number that a name or a number stands for; empty for neither. */
  static OptionalInt numbered(String text) {
    return switch (text) {
      case "dhcp-client-identifier" -> OptionalInt.of(CLIENT_ID);
      case "subnet-mask" -> OptionalInt.of(SUBNET_MASK);
      case "routers" -> OptionalInt.of(ROUTERS);
      case "host-name" -> OptionalInt.of(HOST_NAME);
      case "user-class" -> OptionalInt.of(USER_CLASS);
      case "vendor-class-identifier" -> OptionalInt.of(VENDOR_CLASS);
      default -> number(text);
    };
  }

  private static OptionalInt number(String text) {
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i > 2) {
        return OptionalInt.empty();
      }
      number = 10 * number + c - '0';
    }
    return number > PAD && number < END ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
