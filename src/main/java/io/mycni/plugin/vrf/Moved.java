// What goes with an interface into a VRF. The note of an ADD keeps it, because it is lost each time
// that the interface leaves or joins one.
package io.mycni.plugin.vrf;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.part.MadeNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The interface's IPv6 addresses and its routes.
 *
 * @param vrf the VRF; empty where no note tells any
 * @param table its table
 * @param addresses the addresses, with the words that bring each about
 * @param routes the routes as they are in the VRF
 */
record Moved(String vrf, int table, List<Address> addresses, List<Way> routes) {
  private static final String PART = "vrf";
  private static final String ADDRESS = "address";
  private static final String ROUTE = "route";
  private static final String NONE = "-";
  private static final int FIELDS = 5;
  private static final int ADDRESS_FIELDS = 3;

  /** Nothing, as no note tells. */
  static final Moved UNKNOWN = new Moved("", 0, List.of(), List.of());

  /** Copies the lists. */
  Moved {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
  }

  /**
   * An address.
   *
   * @param address the address
   * @param words what brings it about, behind {@code ip}
   */
  record Address(Cidr address, String words) {}

  /**
   * A route.
   *
   * @param destination the destination
   * @param gateway the next hop
   * @param before the table in which it was
   * @param table the table in which it is
   * @param words what brings it about, behind {@code ip route replace} and without its table
   */
  record Way(Cidr destination, Optional<IpAddress> gateway, int before, int table, String words) {
    /** Returns what puts it into a table, behind {@code ip}. */
    String into(int other) {
      return "route replace " + words + " table " + other;
    }
  }

  /** Returns the line of a note. */
  String line() {
    StringBuilder line = new StringBuilder(PART);
    line.append(' ').append(vrf).append(' ').append(table);
    for (Address each : addresses) {
      line.append('\t').append(ADDRESS).append(' ').append(each.address);
      line.append(' ').append(each.words);
    }
    for (Way way : routes) {
      line.append('\t').append(ROUTE).append(' ').append(way.destination).append(' ');
      line.append(way.gateway.isPresent() ? way.gateway.get().toString() : NONE).append(' ');
      line.append(way.table).append(' ').append(way.words);
    }
    return line.toString();
  }

  /** Returns what a note tells. */
  static Moved in(Optional<MadeNote> note) {
    Optional<String> value = note.isPresent() ? note.get().valueOf(PART) : Optional.empty();
    if (value.isEmpty()) {
      return UNKNOWN;
    }
    String[] items = value.get().split("\t");
    String[] first = items[0].split(" ");
    List<Address> addresses = new ArrayList<>();
    List<Way> routes = new ArrayList<>();
    for (int i = 1; i < items.length; i++) {
      if (items[i].startsWith(ADDRESS)) {
        String[] fields = items[i].split(" ", ADDRESS_FIELDS);
        addresses.add(new Address(Cidr.of(fields[1]), fields[2]));
      } else {
        String[] fields = items[i].split(" ", FIELDS);
        int table = Integer.parseInt(fields[3]);
        routes.add(
            new Way(Cidr.of(fields[1]), IpAddress.parse(fields[2]), table, table, fields[4]));
      }
    }
    return new Moved(first[0], Integer.parseInt(first[1]), addresses, routes);
  }
}
