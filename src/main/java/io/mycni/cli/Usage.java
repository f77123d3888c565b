// How full a set of ranges is, as a bar and in numbers.
package io.mycni.cli;

import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.node.NetworkLeases;
import java.math.BigInteger;

/**
 * The use of a set.
 *
 * @param set the set
 * @param used how many of its addresses are leased
 * @param size how many it can give
 */
record Usage(RangeSet set, long used, BigInteger size) {
  private static final int WIDTH = 20;
  private static final int LONGEST_NUMBER = 7;

  static Usage of(RangeSet set, NetworkLeases leases) {
    return new Usage(set, leases.usedOf(set), NetworkLeases.sizeOf(set));
  }

  /** Returns from 0 to 1 how full the set is. */
  double share() {
    return size.signum() == 0 ? 1 : Math.min(1, used / size.doubleValue());
  }

  /** Returns the bar; whatever is used shows, and only what is full looks full. */
  String bar() {
    int filled = (int) Math.floor(share() * WIDTH);
    int shown = used > 0 ? Math.max(filled, 1) : 0;
    return "█".repeat(shown) + "░".repeat(WIDTH - shown);
  }

  String numbers() {
    String all = size.toString();
    String most =
        all.length() <= LONGEST_NUMBER ? all : "2^" + (size.bitLength() - (isPower() ? 1 : 0));
    String percent = used > 0 && share() < 0.01 ? "<1" : String.valueOf((int) (share() * 100));
    return used
        + " of "
        + (all.length() <= LONGEST_NUMBER ? "" : "about ")
        + most
        + " ("
        + percent
        + " %)";
  }

  private boolean isPower() {
    return size.bitCount() == 1;
  }
}
