// A set of ranges, from which an attachment gets one address.
package io.mycni.ipam.hostlocal;

import io.mycni.keys.Section;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of one family, in the order in which they are used up.
 *
 * @param ranges the ranges; never empty
 */
public record RangeSet(List<AddressRange> ranges) {
  /** Copies the list. */
  public RangeSet {
    ranges = List.copyOf(ranges);
  }

  /** Reads one list of {@code ranges}. */
  static RangeSet from(List<Section> items, String where) {
    List<AddressRange> ranges = new ArrayList<>();
    for (Section item : items) {
      AddressRange range = AddressRange.from(item);
      for (AddressRange other : ranges) {
        if (range.subnet().family() != other.subnet().family()) {
          throw item.invalid(
              "subnet",
              "is of another family than "
                  + other.subnet()
                  + ": mixed address families in "
                  + where,
              "give each family a set of its own: [[{v4}], [{v6}]]");
        }
        if (range.overlaps(other)) {
          throw item.invalid(
              "subnet",
              "makes the range " + range + ", which overlaps " + other,
              "choose rangeStart and rangeEnd so that they do not overlap");
        }
      }
      ranges.add(range);
    }
    return new RangeSet(ranges);
  }

  /** Returns the family of all ranges. */
  public IpFamily family() {
    return ranges.getFirst().subnet().family();
  }

  /** Returns the range that holds an address. */
  public Optional<AddressRange> rangeOf(IpAddress address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }

  Optional<AddressRange> overlap(RangeSet other) {
    for (AddressRange range : ranges) {
      for (AddressRange theirs : other.ranges) {
        if (range.overlaps(theirs)) {
          return Optional.of(range);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (AddressRange range : ranges) {
      text.append(text.isEmpty() ? "" : ", ").append(range);
    }
    return text.toString();
  }
}
