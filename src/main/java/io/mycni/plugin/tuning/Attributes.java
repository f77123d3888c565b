// Attributes of an interface that the plugin sets: those that are wanted, and those that were there
// before, which are kept in the reference's form.
package io.mycni.plugin.tuning;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.host.Link;
import io.mycni.keys.Section;
import io.mycni.net.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attributes; what is not there is not the plugin's business.
 *
 * @param mac the hardware address
 * @param mtu the MTU in bytes; 0 for none
 * @param promiscuous whether it takes what is meant for others
 * @param allMulticast whether it takes all multicast
 * @param queueLength how many packets may wait to be sent
 */
record Attributes(
    Optional<MacAddress> mac,
    int mtu,
    Optional<Boolean> promiscuous,
    Optional<Boolean> allMulticast,
    OptionalInt queueLength) {
  /** Nothing. */
  static final Attributes NONE =
      new Attributes(Optional.empty(), 0, Optional.empty(), Optional.empty(), OptionalInt.empty());

  boolean isEmpty() {
    return mac.isEmpty()
        && mtu == 0
        && promiscuous.isEmpty()
        && allMulticast.isEmpty()
        && queueLength.isEmpty();
  }

  /** Returns those that a link has of what is wanted here. */
  Attributes of(Link link) {
    boolean knowsQueue = queueLength.isPresent() && link.queueLength() >= 0;
    return new Attributes(
        mac.isPresent() ? link.mac() : Optional.empty(),
        mtu == 0 ? 0 : link.mtu(),
        promiscuous.isPresent() ? Optional.of(link.promiscuous()) : Optional.empty(),
        allMulticast.isPresent() ? Optional.of(link.allMulticast()) : Optional.empty(),
        knowsQueue ? OptionalInt.of(link.queueLength()) : OptionalInt.empty());
  }

  /** Returns these, and of another those that are none of them. */
  Attributes or(Attributes other) {
    return new Attributes(
        mac.isPresent() ? mac : other.mac,
        mtu == 0 ? other.mtu : mtu,
        promiscuous.isPresent() ? promiscuous : other.promiscuous,
        allMulticast.isPresent() ? allMulticast : other.allMulticast,
        queueLength.isPresent() ? queueLength : other.queueLength);
  }

  /**
   * One attribute of a link.
   *
   * @param what what it is, in words
   * @param wanted its value, as a person reads it
   * @param there the value that the link has
   * @param words what gives it that value, behind {@code ip link set dev NAME}
   */
  record One(String what, String wanted, String there, String words) {
    boolean isThere() {
      return wanted.equals(there);
    }
  }

  /**
   * Returns them one by one, in the order in which the kernel is told.
   *
   * @param link the link that has them, or other ones
   */
  List<One> on(Link link) {
    List<One> each = new ArrayList<>();
    if (mac.isPresent()) {
      String text = mac.get().toString();
      String there = link.mac().isPresent() ? link.mac().get().toString() : "(none)";
      each.add(new One("the MAC address", text, there, "address " + text));
    }
    if (mtu != 0) {
      each.add(new One("the MTU", "" + mtu, "" + link.mtu(), "mtu " + mtu));
    }
    if (promiscuous.isPresent()) {
      String text = onOff(promiscuous.get());
      each.add(new One("promiscuous mode", text, onOff(link.promiscuous()), "promisc " + text));
    }
    if (allMulticast.isPresent()) {
      String text = onOff(allMulticast.get());
      each.add(
          new One("all-multicast mode", text, onOff(link.allMulticast()), "allmulticast " + text));
    }
    if (queueLength.isPresent()) {
      String text = "" + queueLength.getAsInt();
      each.add(new One("the queue length", text, "" + link.queueLength(), "txqueuelen " + text));
    }
    return each;
  }

  private static String onOff(boolean flag) {
    return flag ? "on" : "off";
  }

  /** Returns what gives a link all of them, behind {@code ip link set dev NAME}. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    for (One one : on(Link.named("any").build())) {
      words.add(one.words());
    }
    return words;
  }

  /** Returns where the reference keeps them, and so do we, in its folder. */
  static String file(String container, String ifname) {
    return container + "_" + ifname + ".json";
  }

  /** Returns them as the reference writes them. */
  String text() {
    List<String> lines = new ArrayList<>();
    if (mac.isPresent()) {
      lines.add(" \"mac\": \"" + mac.get() + "\"");
    }
    if (promiscuous.isPresent()) {
      lines.add(" \"promisc\": " + promiscuous.get());
    }
    if (mtu != 0) {
      lines.add(" \"mtu\": " + mtu);
    }
    if (allMulticast.isPresent()) {
      lines.add(" \"allmulti\": " + allMulticast.get());
    }
    if (queueLength.isPresent()) {
      lines.add(" \"txQLen\": " + queueLength.getAsInt());
    }
    return lines.isEmpty() ? "{}" : "{\n" + String.join(",\n", lines) + "\n}";
  }

  /** Reads what the reference or mycni has written; empty when it is nothing of theirs. */
  static Optional<Attributes> parse(String text) {
    try {
      ObjectNode object = Json.readObject(text.getBytes(StandardCharsets.UTF_8));
      Section kept = Section.of(object);
      OptionalInt queue = kept.integer("txQLen", 0, Integer.MAX_VALUE);
      return Optional.of(
          new Attributes(
              MacAddress.parse(kept.string("mac").orElse("")),
              kept.integer("mtu", 0, Integer.MAX_VALUE).orElse(0),
              flag(kept, "promisc"),
              flag(kept, "allmulti"),
              queue));
    } catch (CniException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> flag(Section kept, String key) {
    return kept.has(key) ? Optional.of(kept.flag(key, false)) : Optional.empty();
  }
}
