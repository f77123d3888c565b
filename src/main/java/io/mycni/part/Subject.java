// Whose parts are asked for.
package io.mycni.part;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniResult;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.MacAddress;
import io.mycni.plan.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attachment as its parts see it.
 *
 * @param names the attachment and the names that follow from it
 * @param netns the path of the container's namespace; empty where nobody knows it (any more), and
 *     nothing inside can be compared
 * @param given the addresses: of a lease for an ADD, else of the previous result
 * @param previous the result of the ADD; empty for the ADD itself, but for what an earlier plugin
 *     of the chain has passed on
 * @param note what the ADD has noted; empty for the ADD itself, or where there is none
 * @param earlier for the ADD of a plugin that works on what another has made: what was noted in the
 *     same namespace by a plugin of its type before it, or by an ADD of its own; empty for none
 * @param usualBackend by what is masqueraded where the configuration does not say
 */
public record Subject(
    AttachmentNames names,
    String netns,
    Given given,
    Optional<CniResult> previous,
    Optional<MadeNote> note,
    Optional<MadeNote> earlier,
    MasqueradeBackend usualBackend) {

  /** Returns the interface's name in the container. */
  public String ifname() {
    return names.attachment().ifname();
  }

  /** Returns the container's namespace. */
  public Namespace inside() {
    return new Namespace.Container(netns);
  }

  /** Returns the same with other addresses, routes or DNS. */
  public Subject with(Given other) {
    return new Subject(names, netns, other, previous, note, earlier, usualBackend);
  }

  /** Returns what an {@link #earlier} note says of a part; empty where it says nothing. */
  public Optional<String> earlier(String part) {
    return earlier.isPresent() ? earlier.get().valueOf(part) : Optional.empty();
  }

  /** Returns the hardware address that the interface was told to have; empty for an ADD. */
  public Optional<MacAddress> previousMac() {
    return previous.isPresent() ? previous.get().macOf(ifname()) : Optional.empty();
  }

  /**
   * Tells whether mycni made the attachment, as far as that is known; the reference makes less, of
   * which nothing is missing then. It may have made anew what a note is about.
   */
  public boolean isMadeHere() {
    Optional<MacAddress> mac = previousMac();
    return note.isPresent() && note.get().mayBe(mac, given.addresses())
        || previousHostLinks("").contains(names.hostLink())
        || mac.isPresent() && mac.get().equals(names.containerMac());
  }

  /**
   * Tells whether a tuning plugin behind has changed a setting of the container, which is as that
   * wants it then.
   *
   * @param path its path below {@code /proc/sys}
   */
  public boolean isTuned(String path) {
    Optional<String> settings =
        note.isPresent() ? note.get().valueOf(MadeNote.SETTINGS) : Optional.empty();
    return settings.isPresent() && ("\t" + settings.get()).contains("\t" + path + "\t");
  }

  /**
   * Returns by what the addresses are masqueraded: what was noted, else what is configured; empty
   * when they are not.
   *
   * @param wanted whether the configuration asks for it
   * @param configured the configured backend
   */
  public Optional<MasqueradeBackend> masquerade(
      boolean wanted, Optional<MasqueradeBackend> configured) {
    if (note.isPresent()) {
      return note.get().masquerade();
    }
    return wanted ? Optional.of(configured.orElse(usualBackend)) : Optional.empty();
  }

  /** Returns the MTU that the previous result tells of a link, in bytes; 0 where it tells none. */
  int toldMtu(String link) {
    for (CniInterface made : previous.map(CniResult::interfaces).orElse(List.of())) {
      if (made.name().equals(link) && made.mtu() != 0) {
        return made.mtu();
      }
    }
    return 0;
  }

  /**
   * Returns the links on the host of which one is the end of the container's cable: mycni's own by
   * its name, where the previous result has it; else all of that but the bridge, and the link by
   * which a later plugin limits what the container sends.
   *
   * @param bridge the bridge; empty for none
   */
  public List<String> hostEnds(String bridge) {
    List<String> told = previousHostLinks(bridge);
    if (told.contains(names.hostLink())) {
      return List.of(names.hostLink());
    }
    told.remove(names.ifb());
    return told;
  }

  /** Returns the links on the host that the previous result names, but that one. */
  public List<String> previousHostLinks(String but) {
    List<String> names = new ArrayList<>();
    for (CniInterface made : previous.map(CniResult::interfaces).orElse(List.of())) {
      if (made.sandbox().isEmpty() && !made.name().equals(but) && !names.contains(made.name())) {
        names.add(made.name());
      }
    }
    return names;
  }
}
