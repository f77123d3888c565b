// With whom the traffic is that is limited: an htb whose filters compare the address of the other
// side, as tc-u32(8) does, 32 bits at a place of the IP header.
package io.mycni.plugin.bandwidth;

import io.mycni.host.Shaping;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;

/**
 * Subnets that are treated otherwise than all others.
 *
 * @param limited whether traffic with them is limited, and no other; else it is free
 * @param subnets the subnets; none where all traffic is treated alike
 */
record Subnets(boolean limited, List<Cidr> subnets) {
  static final Subnets NONE = new Subnets(false, List.of());

  /** The classes of the reference, where it had any: 48 and 1. */
  static final String LIMITED = "1:30";

  static final String FREE = "1:1";

  Subnets {
    subnets = List.copyOf(subnets);
  }

  boolean isEmpty() {
    return subnets.isEmpty();
  }

  /** Returns the number of the class of all other traffic. */
  String otherwise() {
    return limited ? "1" : "30";
  }

  /**
   * Returns the filters.
   *
   * @param source whether the other side is where packets come from
   */
  List<Shaping.Filter> filters(boolean source) {
    List<Shaping.Filter> filters = new ArrayList<>();
    for (Cidr subnet : subnets) {
      boolean v4 = subnet.family() == IpFamily.V4;
      filters.add(
          new Shaping.Filter(
              "1:",
              v4 ? "ip" : "ipv6",
              // One priority has one protocol.
              v4 ? 16 : 15,
              matches(subnet, source),
              limited ? LIMITED : FREE,
              ""));
    }
    return filters;
  }

  /** The places of the addresses in the header: RFC 791, section 3.1; RFC 8200, section 3. */
  private static List<String> matches(Cidr subnet, boolean source) {
    boolean v4 = subnet.family() == IpFamily.V4;
    int place = v4 ? (source ? 12 : 16) : (source ? 8 : 24);
    List<String> matches = new ArrayList<>();
    for (int bit = 0; bit < subnet.prefix(); bit += 32) {
      int bits = Math.min(32, subnet.prefix() - bit);
      long mask = 0xffffffffL << 32 - bits & 0xffffffffL;
      matches.add(hex(word(subnet, bit) & mask) + "/" + hex(mask) + " at " + (place + bit / 8));
    }
    return matches.isEmpty() ? List.of(EVERYTHING) : matches;
  }

  /** What matches all packets. */
  static final String EVERYTHING = "00000000/00000000 at 0";

  private static long word(Cidr subnet, int bit) {
    long half = bit < 64 ? subnet.address().high() : subnet.address().low();
    return subnet.family() == IpFamily.V4
        ? subnet.address().low()
        : (bit % 64 == 0 ? half >>> 32 : half & 0xffffffffL);
  }

  private static String hex(long word) {
    String digits = Long.toHexString(word);
    return "0".repeat(8 - digits.length()) + digits;
  }

  /** Returns the words of a filter behind its parent. */
  static String words(Shaping.Filter filter) {
    StringBuilder words = new StringBuilder("protocol ");
    words.append(filter.protocol()).append(" prio ").append(filter.priority()).append(" u32");
    for (String match : filter.matches()) {
      words.append(" match u32 0x").append(match.replace("/", " 0x"));
    }
    return words.append(" flowid ").append(filter.to()).toString();
  }
}
