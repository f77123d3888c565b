// How a link delays what it sends, and where it sends what it receives, as tc(8) tells it.
package io.mycni.host;

import java.util.List;
import java.util.Optional;

/**
 * The traffic control of one link.
 *
 * @param qdiscs its queueing disciplines but those that the kernel gives by itself
 * @param classes the classes of those that have classes of their own making
 * @param filters what leads packets to classes or to other links; of those by u32 alone
 */
public record Shaping(List<Qdisc> qdiscs, List<HtbClass> classes, List<Filter> filters) {
  /** Nothing but what the kernel gives. */
  public static final Shaping NONE = new Shaping(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Shaping {
    qdiscs = List.copyOf(qdiscs);
    classes = List.copyOf(classes);
    filters = List.copyOf(filters);
  }

  /**
   * A queueing discipline.
   *
   * @param kind its kind, {@code tbf} say
   * @param handle its handle, {@code 1:} say
   * @param root whether it is that of all that the link sends
   * @param rate of a tbf, in bytes per second; else 0
   * @param burst of a tbf, in bytes, as far as the kernel tells it: it counts the time of it in 32
   *     bits; else 0
   * @param latency of a tbf, how long a packet may wait, in microseconds; else 0
   * @param otherwise of an htb, the number of the class of what no filter leads elsewhere, {@code
   *     0x30} say; else empty
   */
  public record Qdisc(
      String kind,
      String handle,
      boolean root,
      long rate,
      long burst,
      long latency,
      String otherwise) {
    /** Makes one of which no more matters. */
    public static Qdisc of(String kind, String handle, boolean root) {
      return new Qdisc(kind, handle, root, 0, 0, 0, "");
    }
  }

  /**
   * A class of an htb.
   *
   * @param id its number, {@code 1:30} say
   * @param rate in bytes per second, of which tc prints four or more digits
   * @param burst in bytes, as in {@link Qdisc}
   */
  public record HtbClass(String id, long rate, long burst) {}

  /**
   * A filter by u32.
   *
   * @param parent the handle of what it belongs to, {@code ffff:} say
   * @param protocol the protocol, {@code all} say
   * @param priority its place among the filters
   * @param matches what it compares, {@code 0a000000/ff000000 at 16} say, each of 32 bits
   * @param to the class to which it leads; empty for none
   * @param redirect the link to which it sends what it matches; empty for none, {@code *} for one
   *     that is gone
   */
  public record Filter(
      String parent,
      String protocol,
      int priority,
      List<String> matches,
      String to,
      String redirect) {
    /** Copies the list. */
    public Filter {
      matches = List.copyOf(matches);
    }
  }

  /** Returns the discipline of all that the link sends; empty where it is the kernel's own. */
  public Optional<Qdisc> root() {
    for (Qdisc qdisc : qdiscs) {
      if (qdisc.root()) {
        return Optional.of(qdisc);
      }
    }
    return Optional.empty();
  }

  /** Returns the place where filters for what the link receives hang; empty where there is none. */
  public Optional<Qdisc> ingress() {
    for (Qdisc qdisc : qdiscs) {
      if (!qdisc.root() && (qdisc.kind().equals("ingress") || qdisc.kind().equals("clsact"))) {
        return Optional.of(qdisc);
      }
    }
    return Optional.empty();
  }
}
