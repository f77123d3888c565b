// What an ADD notes for the DEL: by what it has let which addresses through. The rules of iptables
// and the sources of firewalld do not tell whose they are.
package io.mycni.plugin.firewall;

import io.mycni.net.IpAddress;
import io.mycni.part.MadeNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A note, of which the line is {@code firewall BACKEND ZONE ADDRESS…}.
 *
 * @param backend by what
 * @param zone the zone of firewalld, whatever the backend
 * @param addresses which addresses
 */
record FirewallNote(FirewallBackend backend, String zone, List<IpAddress> addresses) {
  private static final String PART = "firewall";

  /** Copies the list. */
  FirewallNote {
    addresses = List.copyOf(addresses);
  }

  String line() {
    StringBuilder line = new StringBuilder(PART);
    line.append(' ').append(backend.keyword()).append(' ').append(zone);
    for (IpAddress address : addresses) {
      line.append(' ').append(address);
    }
    return line.toString();
  }

  /** Reads what was noted; empty where there is nothing that can be read. */
  static Optional<FirewallNote> of(Optional<MadeNote> note) {
    Optional<String> value = note.isPresent() ? note.get().valueOf(PART) : Optional.empty();
    return value.isPresent() ? parse(value.get().split(" ")) : Optional.empty();
  }

  private static Optional<FirewallNote> parse(String[] words) {
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      Optional<IpAddress> address = IpAddress.parse(words[i]);
      if (address.isEmpty()) {
        return Optional.empty();
      }
      addresses.add(address.get());
    }
    for (FirewallBackend backend : FirewallBackend.values()) {
      if (words.length >= 2 && backend.keyword().equals(words[0])) {
        return Optional.of(new FirewallNote(backend, words[1], addresses));
      }
    }
    return Optional.empty();
  }
}
