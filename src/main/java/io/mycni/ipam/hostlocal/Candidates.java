// Round robin: the order in which the addresses of a range set are tried.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The addresses that may be given, each once: from the one behind the last that was given to the
 * end of the set, and from its beginning to that one.
 */
final class Candidates implements Iterator<IpAddress> {
  private final List<AddressRange> ranges;
  private int range;
  private IpAddress at;
  private IpAddress first;
  private boolean begun;

  private Candidates(List<AddressRange> ranges, int range, IpAddress at) {
    this.ranges = ranges;
    this.range = range;
    this.at = at;
    skip();
    this.first = at == null ? null : this.at;
  }

  /** Begins behind the address that was given last, if it is of this set. */
  static Candidates after(Optional<IpAddress> last, RangeSet set) {
    List<AddressRange> ranges = set.ranges();
    for (int i = 0; last.isPresent() && i < ranges.size(); i++) {
      if (ranges.get(i).contains(last.get())) {
        Candidates candidates = new Candidates(ranges, i, last.get());
        candidates.step();
        candidates.skip();
        candidates.first = candidates.at;
        return candidates;
      }
    }
    return new Candidates(ranges, 0, ranges.getFirst().start());
  }

  /** Goes on to the next address that may be given; to none when the whole set has none. */
  private void skip() {
    // In each range at most one address is not given, the gateway.
    int most = 2 * ranges.size();
    while (at != null && !ranges.get(range).mayGive(at)) {
      step();
      if (--most < 0) {
        at = null;
      }
    }
  }

  private void step() {
    if (at.equals(ranges.get(range).end())) {
      range = (range + 1) % ranges.size();
      at = ranges.get(range).start();
    } else {
      at = at.next();
    }
  }

  @Override
  public boolean hasNext() {
    return at != null && !(begun && at.equals(first));
  }

  @Override
  public IpAddress next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    IpAddress given = at;
    begun = true;
    step();
    skip();
    return given;
  }
}
