// The key "vlanTrunk": which VLANs a port carries with their tags.
package io.mycni.plugin.bridge;

import io.mycni.keys.IntegerKey;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/** A list of {@code {"id": N}} and {@code {"minID": N, "maxID": M}}. */
final class VlanTrunkKey implements Key {
  private static final int LAST_VLAN = 4094;

  private static final IntegerKey ID = new IntegerKey("id", 1, LAST_VLAN, "none", "20", "one VLAN");
  private static final IntegerKey MIN_ID =
      new IntegerKey("minID", 1, LAST_VLAN, "none", "10", "the first of a range; with `maxID`");
  private static final IntegerKey MAX_ID =
      new IntegerKey("maxID", 1, LAST_VLAN, "none", "12", "the last of a range; with `minID`");

  /** Returns the VLAN IDs in ascending order, each once. */
  List<Integer> read(Section network) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (Section item : network.sections(name())) {
      OptionalInt first = MIN_ID.find(item);
      OptionalInt last = MAX_ID.find(item);
      if (first.isPresent() != last.isPresent()) {
        throw item.invalid(
            first.isPresent() ? MAX_ID : MIN_ID,
            "is missing: minID and maxID should be configured simultaneously",
            "give both minID and maxID");
      }
      if (first.isPresent()) {
        if (last.getAsInt() < first.getAsInt()) {
          throw item.invalid(
              MAX_ID,
              "is less than " + first.getAsInt() + ": minID is greater than maxID",
              "exchange minID and maxID");
        }
        for (int id = first.getAsInt(); id <= last.getAsInt(); id++) {
          ids.add(id);
        }
      }
      OptionalInt one = ID.find(item);
      if (one.isPresent()) {
        ids.add(one.getAsInt());
      }
    }
    return new ArrayList<>(ids);
  }

  @Override
  public String name() {
    return "vlanTrunk";
  }

  @Override
  public String values() {
    return "a list of objects";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public String example() {
    return "[{\"minID\": 10, \"maxID\": 12}, {\"id\": 20}]";
  }

  @Override
  public String meaning() {
    return "VLANs with their tags. Untagged frames belong to `vlan` (both together as in the"
        + " reference since 1.8.0), without it to the bridge's default VLAN";
  }

  @Override
  public KeySet inside() {
    return new KeySet("vlanTrunk", ID, MIN_ID, MAX_ID);
  }
}
