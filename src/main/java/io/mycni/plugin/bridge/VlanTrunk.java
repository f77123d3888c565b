// The key "vlanTrunk": which VLANs a port carries with their tags.
package io.mycni.plugin.bridge;

import io.mycni.keys.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Reads {@code vlanTrunk}, a list of {@code {"id": N}} and {@code {"minID": N, "maxID": M}}. */
final class VlanTrunk {
  static final int LAST_VLAN = 4094;

  private VlanTrunk() {}

  /** Returns the VLAN IDs in ascending order, each once. */
  static List<Integer> read(Section network) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (Section item : network.sections("vlanTrunk")) {
      OptionalInt first = item.integer("minID", 1, LAST_VLAN);
      OptionalInt last = item.integer("maxID", 1, LAST_VLAN);
      if (first.isPresent() != last.isPresent()) {
        String missing = first.isPresent() ? "maxID" : "minID";
        throw item.invalid(
            missing,
            "is missing: minID and maxID should be configured simultaneously",
            "give both minID and maxID");
      }
      if (first.isPresent()) {
        if (last.getAsInt() < first.getAsInt()) {
          throw item.invalid(
              "maxID",
              "is less than " + first.getAsInt() + ": minID is greater than maxID",
              "exchange minID and maxID");
        }
        for (int id = first.getAsInt(); id <= last.getAsInt(); id++) {
          ids.add(id);
        }
      }
      item.integer("id", 1, LAST_VLAN).ifPresent(ids::add);
    }
    return new ArrayList<>(ids);
  }
}
