package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mycni.keys.Section;
import io.mycni.keys.Sections;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A set of ranges is a list of addresses, and nothing else; here it is written out as one. */
class RangePropertiesTest {
  /**
   * A range of the subnet number {@code subnet}, which has 16 addresses.
   *
   * @param start its first address, counted from the subnet's
   * @param end its last
   * @param gateway the gateway
   */
  record Range(int subnet, int start, int end, int gateway) {
    IpAddress at(boolean v6, int number) {
      return IpAddress.of(v6 ? "fd00::" : "10.1.0.0").plus(subnet * 16L + number);
    }

    Section section(boolean v6) {
      return Sections.of(
          "'subnet': '%s/%d', 'rangeStart': '%s', 'rangeEnd': '%s', 'gateway': '%s'"
              .formatted(at(v6, 0), v6 ? 124 : 28, at(v6, start), at(v6, end), at(v6, gateway)));
    }

    List<IpAddress> addresses(boolean v6) {
      List<IpAddress> all = new ArrayList<>();
      for (int number = start; number <= end; number++) {
        if (number != gateway) {
          all.add(at(v6, number));
        }
      }
      return all;
    }
  }

  @Provide
  Arbitrary<List<Range>> ranges() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 15);
    Arbitrary<Range> range =
        Combinators.combine(number, number, number, number)
            .as((subnet, one, other, gateway) ->
                new Range(subnet, Math.min(one, other), Math.max(one, other), gateway));
    return range.list().ofMinSize(1).ofMaxSize(4).uniqueElements(Range::subnet);
  }

  private static RangeSet set(List<Range> ranges, boolean v6) {
    return RangeSet.from(ranges.stream().map(range -> range.section(v6)).toList(), "ranges[0]");
  }

  private static List<IpAddress> addresses(List<Range> ranges, boolean v6) {
    return ranges.stream().flatMap(range -> range.addresses(v6).stream()).toList();
  }

  private static List<IpAddress> all(Candidates candidates) {
    List<IpAddress> all = new ArrayList<>();
    while (candidates.hasNext() && all.size() < 100) {
      all.add(candidates.next());
    }
    assertThrows(NoSuchElementException.class, candidates::next);
    return all;
  }

  @Property
  void eachAddressIsTriedOnceInItsOrder(@ForAll("ranges") List<Range> ranges, @ForAll boolean v6) {
    assertEquals(addresses(ranges, v6), all(Candidates.after(Optional.empty(), set(ranges, v6))));
  }

  @Property
  void behindTheLastOneTheOthersComeFirst(
      @ForAll("ranges") List<Range> ranges, @ForAll boolean v6) {
    List<IpAddress> addresses = addresses(ranges, v6);
    for (int i = 0; i < addresses.size(); i++) {
      List<IpAddress> rotated = new ArrayList<>(addresses);
      Collections.rotate(rotated, -i - 1);
      assertEquals(rotated, all(Candidates.after(Optional.of(addresses.get(i)), set(ranges, v6))));
    }
  }

  @Property
  void anAddressIsInTheRangeThatHasIt(@ForAll("ranges") List<Range> ranges, @ForAll boolean v6) {
    RangeSet set = set(ranges, v6);
    for (Range range : ranges) {
      for (int number = 0; number < 16; number++) {
        IpAddress address = range.at(v6, number);
        boolean inside = number >= range.start() && number <= range.end();
        Optional<AddressRange> found = set.rangeOf(address);
        assertEquals(inside, found.isPresent());
        assertEquals(
            inside && number != range.gateway(), found.isPresent() && found.get().mayGive(address));
      }
      assertFalse(set.rangeOf(range.at(!v6, range.start())).isPresent());
    }
  }

  @Property
  void rangesOverlapWhereTheyShareAnAddress(
      @ForAll("ranges") List<Range> some, @ForAll("ranges") List<Range> others) {
    RangeSet one = set(some, false);
    RangeSet other = set(others, false);
    boolean shared = false;
    for (Range range : some) {
      for (int number = range.start(); number <= range.end(); number++) {
        shared |= other.rangeOf(range.at(false, number)).isPresent();
      }
    }
    assertEquals(shared, one.overlap(other).isPresent());
    assertEquals(shared, other.overlap(one).isPresent());
    assertFalse(one.overlap(set(others, true)).isPresent());
  }

  @Property
  void withoutEndsARangeIsItsSubnetButForWhatIsNobodys(@ForAll("ranges") List<Range> ranges) {
    for (Range range : ranges) {
      AddressRange v4 = AddressRange.from(Sections.of("'subnet': '" + range.at(false, 0) + "/28'"));
      assertEquals(range.at(false, 1) + "-" + range.at(false, 14), v4.toString());
      assertFalse(v4.mayGive(range.at(false, 1)));
      AddressRange v6 = AddressRange.from(Sections.of("'subnet': '" + range.at(true, 0) + "/124'"));
      assertEquals(range.at(true, 1) + "-" + range.at(true, 15), v6.toString());
    }
  }
}
