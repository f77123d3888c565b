// An address, the table by which what comes from it is routed, and the routes there: what the plan
// of an ADD makes, and its note keeps.
package io.mycni.plugin.sbr;

import io.mycni.cni.CniIp;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.part.MadeNote;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A source.
 *
 * @param address the address
 * @param table the table's number
 * @param routes the routes that are put into the table
 */
record Source(IpAddress address, int table, List<Way> routes) {
  /** The part of a note that tells them, {@link MadeNote}. */
  static final String PART = "sources";

  private static final String NONE = "-";
  private static final int FIELDS = 4;

  /** Copies the list. */
  Source {
    routes = List.copyOf(routes);
  }

  /**
   * A route of the table.
   *
   * @param destination the destination
   * @param gateway the next hop
   * @param words what makes it, behind {@code ip route add}
   */
  record Way(Cidr destination, Optional<IpAddress> gateway, String words) {}

  /** Returns what leads packets from the address to the table. */
  Command rule(Namespace inside, String verb) {
    return rule(inside, verb + " from " + Cidr.host(address) + " table " + table, address.family());
  }

  /** Makes a command about a rule. */
  static Command rule(Namespace inside, String words, IpFamily family) {
    return family == IpFamily.V4
        ? Command.Ip.in(inside, "rule " + words)
        : new Command.Ip6(inside, "rule " + words);
  }

  /** Returns the line of a note. */
  static String line(List<Source> sources) {
    StringBuilder line = new StringBuilder(PART).append(' ');
    String join = "";
    for (Source source : sources) {
      line.append(join).append(source.address).append(' ').append(source.table);
      join = "\t";
      for (Way way : source.routes) {
        line.append('\t').append(way.destination).append(' ');
        line.append(way.gateway.isPresent() ? way.gateway.get().toString() : NONE);
        line.append(' ').append(source.table).append(' ').append(way.words);
      }
    }
    return line.toString();
  }

  /**
   * Returns what a note tells; nothing where it is about other addresses than those that the result
   * told, as somebody else has made the attachment anew since.
   */
  static List<Source> in(Optional<MadeNote> note, List<CniIp> told) {
    List<Source> sources = in(note);
    for (CniIp ip : told) {
      boolean known = false;
      for (Source source : sources) {
        known |= source.address.equals(ip.address().address());
      }
      if (!known) {
        return new ArrayList<>();
      }
    }
    return sources;
  }

  /** Returns what a note tells. */
  static List<Source> in(Optional<MadeNote> note) {
    Optional<String> value = note.isPresent() ? note.get().valueOf(PART) : Optional.empty();
    List<Source> sources = new ArrayList<>();
    if (value.isEmpty()) {
      return sources;
    }
    for (String item : value.get().split("\t")) {
      String[] fields = item.split(" ", FIELDS);
      if (fields.length == 2) {
        sources.add(new Source(IpAddress.of(fields[0]), Integer.parseInt(fields[1]), List.of()));
      } else if (fields.length == FIELDS) {
        Source last = sources.removeLast();
        List<Way> ways = new ArrayList<>(last.routes);
        ways.add(new Way(Cidr.of(fields[0]), IpAddress.parse(fields[1]), fields[3]));
        sources.add(new Source(last.address, last.table, ways));
      }
    }
    return sources;
  }
}
