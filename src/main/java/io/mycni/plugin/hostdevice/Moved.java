// A device as it was on the host before it went into a container: what the note of an ADD keeps, so
// that a DEL can put it back.
package io.mycni.plugin.hostdevice;

import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.part.MadeNote;
import java.util.Optional;

/**
 * A device.
 *
 * @param name its name on the host
 * @param mac its hardware address; empty where it has none of Ethernet's form
 * @param mtu its MTU in bytes
 * @param up whether it was up
 * @param alias its alias; empty for none, and for one that cannot be written in a line of ip
 */
record Moved(String name, Optional<MacAddress> mac, int mtu, boolean up, String alias) {
  /** The part of a note that tells it, MadeNote. */
  private static final String PART = "hostdevice";

  private static final String NO_MAC = "-";
  private static final int FIELDS = 5;

  static Moved of(Link link) {
    String alias = isWritable(link.alias()) ? link.alias() : "";
    return new Moved(link.name(), link.mac(), link.mtu(), link.up(), alias);
  }

  /** What a batch of ip would take for something else: quotes, comments, what is no ASCII. */
  static boolean isWritable(String alias) {
    for (int i = 0; i < alias.length(); i++) {
      char c = alias.charAt(i);
      if (c < ' ' || c > '~' || "\"'\\#".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the words that give it its own alias, or none, again. */
  String aliasWords() {
    return " alias \"" + alias + '"';
  }

  /** Returns the line of a note. */
  String line() {
    return String.join(
        " ",
        PART,
        name,
        mac.isPresent() ? mac.get().toString() : NO_MAC,
        String.valueOf(mtu),
        up ? "up" : "down",
        alias);
  }

  /** Returns what a note tells; empty where it tells of no device. */
  static Optional<Moved> in(MadeNote note) {
    Optional<String> value = note.valueOf(PART);
    String[] fields = value.isPresent() ? value.get().split(" ", FIELDS) : new String[0];
    return fields.length < FIELDS
        ? Optional.empty()
        : Optional.of(
            new Moved(
                fields[0],
                MacAddress.parse(fields[1]),
                Integer.parseInt(fields[2]),
                fields[3].equals("up"),
                fields[4]));
  }
}
