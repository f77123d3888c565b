// Reads what a server said, item by item. Whoever is on the link can be the server, so nothing that
// is not exactly what it has to be reaches a command or a result.
package io.mycni.dhcp;

import io.mycni.cni.CniRoute;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The words of one event; what cannot be believed is left out, and remarked. */
final class ServerWords {
  private static final int MOST_ITEMS = 100;
  private static final int LONGEST_NAME = 253;

  private final ServerEvent event;
  private final List<String> remarks = new ArrayList<>();

  ServerWords(ServerEvent event) {
    this.event = event;
  }

  /** Returns what was left out. */
  List<String> remarks() {
    return remarks;
  }

  /** Returns the address, with the length of its subnet; empty where there is none to be used. */
  Optional<Cidr> address() {
    Optional<IpAddress> address = usable(event.word("ip"));
    int length = length();
    return address.isEmpty() || length < 1
        ? Optional.empty()
        : Optional.of(new Cidr(address.get(), length));
  }

  /** The client says the mask twice: as a length, and as the server did. */
  private int length() {
    OptionalInt length = number("mask", 1, 32);
    if (length.isPresent()) {
      return length.getAsInt();
    }
    Optional<IpAddress> mask = v4(event.word("subnet"));
    for (int bits = 1; mask.isPresent() && bits <= 32; bits++) {
      if (IpAddress.of("255.255.255.255").masked(bits).equals(mask.get())) {
        return bits;
      }
    }
    return 0;
  }

  /** Returns the first router. */
  Optional<IpAddress> router() {
    List<IpAddress> routers = addresses("router");
    return routers.isEmpty() ? Optional.empty() : Optional.of(routers.getFirst());
  }

  /** Returns the addresses of a list. */
  List<IpAddress> addresses(String word) {
    List<IpAddress> addresses = new ArrayList<>();
    for (String item : items(word)) {
      Optional<IpAddress> address = usable(item);
      if (address.isPresent()) {
        addresses.add(address.get());
      } else {
        leaveOut(word, item);
      }
    }
    return addresses;
  }

  /** Returns the names of a list, without the dot that ends a whole name. */
  List<String> names(String word) {
    List<String> names = new ArrayList<>();
    for (String item : items(word)) {
      String name = item.endsWith(".") ? item.substring(0, item.length() - 1) : item;
      if (isDomain(name)) {
        names.add(name);
      } else {
        leaveOut(word, item);
      }
    }
    return names;
  }

  /** Returns a number in some bounds. */
  OptionalInt number(String word, int least, int most) {
    String text = event.word(word);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length() && number >= 0; i++) {
      char c = text.charAt(i);
      number = c < '0' || c > '9' || i > 9 ? -1 : 10 * number + c - '0';
    }
    if (number < least) {
      leaveOut(word, text);
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) Math.min(number, most));
  }

  /**
   * Returns the routes. Where there are those of option 121, nothing else counts (RFC 3442); else
   * those of option 33 and the router's.
   *
   * @param priority their metric; 0 leaves it to the kernel
   */
  List<CniRoute> routes(int priority) {
    List<CniRoute> routes = new ArrayList<>();
    List<String> classless = items("staticroutes");
    for (int i = 0; i + 1 < classless.size(); i += 2) {
      Optional<Cidr> to = Cidr.parse(classless.get(i));
      Optional<IpAddress> hop = v4(classless.get(i + 1));
      boolean fits = to.isPresent() && to.get().family() == IpFamily.V4 && hop.isPresent();
      if (fits && (isNowhere(hop.get()) || usable(classless.get(i + 1)).isPresent())) {
        Optional<IpAddress> gateway = isNowhere(hop.get()) ? Optional.empty() : hop;
        routes.add(route(to.get().subnet(), gateway, priority));
      } else {
        leaveOut("staticroutes", classless.get(i) + " " + classless.get(i + 1));
      }
    }
    if (!routes.isEmpty()) {
      return routes;
    }
    for (String item : items("routes")) {
      int slash = item.indexOf('/');
      Optional<IpAddress> to = slash < 0 ? Optional.empty() : v4(item.substring(0, slash));
      Optional<IpAddress> hop = slash < 0 ? Optional.empty() : usable(item.substring(slash + 1));
      Optional<Cidr> network = to.flatMap(ServerWords::ofClass);
      if (network.isPresent() && hop.isPresent()) {
        routes.add(route(network.get(), hop, priority));
      } else {
        leaveOut("routes", item);
      }
    }
    Optional<IpAddress> router = router();
    if (router.isPresent()) {
      routes.add(route(IpFamily.V4.everything(), router, priority));
    }
    return routes;
  }

  private static CniRoute route(Cidr to, Optional<IpAddress> hop, int priority) {
    OptionalInt none = OptionalInt.empty();
    return new CniRoute(
        to,
        hop,
        none,
        none,
        priority == 0 ? none : OptionalInt.of(priority),
        none,
        hop.isPresent() ? none : OptionalInt.of(CniRoute.SCOPE_LINK));
  }

  /** The network of an address by its class, as nobody says a length, RFC 2132 section 5.8. */
  private static Optional<Cidr> ofClass(IpAddress to) {
    int first = first(to);
    if (first == 0 || first >= 224) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(to, first < 128 ? 8 : first < 192 ? 16 : 24).subnet());
  }

  private List<String> items(String word) {
    List<String> items = new ArrayList<>();
    for (String item : event.word(word).split(" ")) {
      if (!item.isEmpty() && items.size() < MOST_ITEMS) {
        items.add(item);
      }
    }
    return items;
  }

  private static Optional<IpAddress> v4(String text) {
    Optional<IpAddress> address = IpAddress.parse(text);
    return address.isPresent() && address.get().family() == IpFamily.V4
        ? address
        : Optional.empty();
  }

  /** An address that somebody can have: no network, no group, not this host. */
  private static Optional<IpAddress> usable(String text) {
    Optional<IpAddress> address = v4(text);
    if (address.isEmpty()) {
      return address;
    }
    int first = first(address.get());
    return first == 0 || first == 127 || first >= 224 ? Optional.empty() : address;
  }

  private static boolean isNowhere(IpAddress address) {
    return address.toString().equals("0.0.0.0");
  }

  private static int first(IpAddress address) {
    String text = address.toString();
    return Integer.parseInt(text.substring(0, text.indexOf('.')));
  }

  private static boolean isDomain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && "-_.".indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= LONGEST_NAME && "-.".indexOf(name.charAt(0)) < 0;
  }

  private void leaveOut(String word, String item) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < item.length() && i < 80; i++) {
      char c = item.charAt(i);
      shown.append(c < ' ' || c >= 127 ? '?' : c);
    }
    remarks.add("what the server says as " + word + " is left out: '" + shown + "'");
  }
}
