// What an ADD notes of published ports for its DEL: by what, whose addresses, and which ports.
package io.mycni.plugin.portmap;

import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpAddress;
import io.mycni.part.MadeNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A note; {@code iptables 10.1.0.5 fd00::5 tcp:8080,8443 udp:53} say.
 *
 * @param backend by what ports were published
 * @param conditional whether under conditions, which a listing writes otherwise
 * @param addresses the container's addresses
 * @param groups the ports
 */
record PortNote(
    MasqueradeBackend backend,
    boolean conditional,
    List<IpAddress> addresses,
    List<PortGroups> groups) {
  /** The name of the part. */
  static final String NAME = "portmap";

  private static final String CONDITIONAL = "conditional";

  /** Copies the lists. */
  PortNote {
    addresses = List.copyOf(addresses);
    groups = List.copyOf(groups);
  }

  /** Returns what was noted; empty where there is no note, or no port was published. */
  static Optional<PortNote> of(Optional<MadeNote> note) {
    Optional<String> value = note.isPresent() ? note.get().valueOf(NAME) : Optional.empty();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String[] words = value.get().split(" ");
    List<IpAddress> addresses = new ArrayList<>();
    List<PortGroups> groups = new ArrayList<>();
    boolean conditional = false;
    for (int i = 1; i < words.length; i++) {
      Optional<IpAddress> address = IpAddress.parse(words[i]);
      if (address.isPresent()) {
        addresses.add(address.get());
      } else if (words[i].equals(CONDITIONAL)) {
        conditional = true;
      } else {
        groups.add(PortGroups.parse(words[i]));
      }
    }
    Optional<MasqueradeBackend> backend = MasqueradeBackend.of(words[0]);
    return backend.isPresent()
        ? Optional.of(new PortNote(backend.get(), conditional, addresses, groups))
        : Optional.empty();
  }

  /** Returns the line of the note. */
  String text() {
    StringBuilder text = new StringBuilder(NAME).append(' ').append(backend.keyword());
    text.append(conditional ? " " + CONDITIONAL : "");
    for (IpAddress address : addresses) {
      text.append(' ').append(address);
    }
    for (PortGroups group : groups) {
      text.append(' ').append(group);
    }
    return text.toString();
  }

  /** Returns the UDP ports. */
  List<Integer> udpPorts() {
    List<Integer> ports = new ArrayList<>();
    for (PortGroups group : groups) {
      if (group.protocol().equals(Protocol.UDP.keyword())) {
        for (String port : group.ports().split(",")) {
          ports.add(Integer.parseInt(port));
        }
      }
    }
    return ports;
  }
}
