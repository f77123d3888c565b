// The keys whose value is a list of sets of ranges.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets of ranges.
 *
 * @param name the key
 * @param example a value as JSON
 * @param meaning what is done with them, in words
 * @param sources who says them
 */
record RangesKey(String name, String example, String meaning, Sources sources) implements Key {
  /** Returns the sets of a section; empty where there are none. */
  List<RangeSet> read(Section section) {
    List<RangeSet> sets = new ArrayList<>();
    for (List<Section> set : section.sectionLists(name)) {
      String where = section.path(name) + "[" + sets.size() + "]";
      if (set.isEmpty()) {
        throw CniException.at(
            where,
            ErrorCode.INVALID_CONFIGURATION,
            where + " is an empty set",
            "add a range, or take it out");
      }
      sets.add(RangeSet.from(set, where));
    }
    return sets;
  }

  @Override
  public String values() {
    return "a list of lists of objects";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public KeySet inside() {
    return HostLocalKeys.RANGE;
  }
}
