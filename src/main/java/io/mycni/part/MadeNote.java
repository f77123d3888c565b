// What an ADD made of its own decision, so that the DEL need not decide it anew: the configuration
// may have been changed since. Where it is kept is MadeNotes' business.
package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.host.NetnsIdentity;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A note about one attachment.
 *
 * @param parts what its parts remember, {@code NAME VALUE} each
 * @param ipamType the IPAM plugin that gave the addresses; empty when none did
 * @param dataDir where the leases lie, for host-local; else empty
 * @param addresses its addresses
 * @param netns the path of its namespace
 * @param namespace which namespace that was, see {@link io.mycni.host.NetnsIdentity}
 * @param state how far it can be believed
 */
public record MadeNote(
    List<String> parts,
    String ipamType,
    String dataDir,
    List<IpAddress> addresses,
    String netns,
    String namespace,
    State state) {
  /** How far a note can be believed. */
  public enum State {
    /** The ADD is at work, or was killed: not all of it need be there. */
    BEGUN,

    /** All of it was made. */
    FINISHED,

    /**
     * Something of it is gone. It tells what mycni made, which need not be all: the reference may
     * have removed that, and have made the attachment anew.
     */
    DOUBTED
  }

  /** The line that tells the interface's hardware address. */
  private static final String MAC = "mac";

  /**
   * The line of settings that the plugin tuning has changed, three fields each with tabs between:
   * the path below {@code /proc/sys}, the value before, the value after.
   */
  public static final String SETTINGS = "settings";

  /** The part that is masquerading; its value is the keyword of the backend. */
  public static final String MASQUERADE = "masquerade";

  /** The part that is a check of source addresses. */
  public static final String SPOOF_CHECK = "spoofcheck";

  private static final String FIRST = "mycni attachment 4";
  private static final String LAST = "end ";
  private static final int DIGITS = 16;

  /** Copies the lists. */
  public MadeNote {
    parts = List.copyOf(parts);
    addresses = List.copyOf(addresses);
  }

  /** Returns the same with a line of another note of the attachment, where that has it. */
  public MadeNote with(String part, Optional<MadeNote> other) {
    Optional<String> value = other.isPresent() ? other.get().valueOf(part) : Optional.empty();
    if (value.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(parts);
    more.add(part + " " + value.get());
    return new MadeNote(more, ipamType, dataDir, addresses, netns, namespace, state);
  }

  /** Returns what a part remembers; empty when it was not made. */
  public Optional<String> valueOf(String part) {
    for (String line : parts) {
      if (line.startsWith(part + " ")) {
        return Optional.of(line.substring(part.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** Returns by what the addresses are masqueraded; empty when they are not. */
  public Optional<MasqueradeBackend> masquerade() {
    Optional<String> keyword = valueOf(MASQUERADE);
    return keyword.isPresent() ? MasqueradeBackend.of(keyword.get()) : Optional.empty();
  }

  /** Tells whether the addresses are masqueraded by that backend. */
  public boolean isMasqueradedBy(MasqueradeBackend backend) {
    Optional<MasqueradeBackend> noted = masquerade();
    return noted.isPresent() && noted.get() == backend;
  }

  /** Tells whether there are rules against foreign source addresses. */
  public boolean spoofCheck() {
    return valueOf(SPOOF_CHECK).isPresent();
  }

  /**
   * Tells whether a path leads to the namespace in which the attachment was made.
   *
   * @param identity where the path leads to; empty for nowhere
   */
  public boolean isIn(Optional<String> identity) {
    return identity.isPresent() && NetnsIdentity.mayBeOne(identity.get(), namespace);
  }

  /** Tells whether all of it was made, as far as is known. */
  public boolean finished() {
    return state == State.FINISHED;
  }

  /** Tells whether there is a note that tells all that there can be. */
  public static boolean tellsAll(Optional<MadeNote> note) {
    return note.isPresent() && note.get().state != State.DOUBTED;
  }

  /** Returns the note of an ADD that has come to its end. */
  public MadeNote finish() {
    return in(State.FINISHED);
  }

  /** Returns the note of something that is not there as it was noted. */
  public MadeNote doubt() {
    return in(State.DOUBTED);
  }

  private MadeNote in(State other) {
    return new MadeNote(parts, ipamType, dataDir, addresses, netns, namespace, other);
  }

  /** Returns the line that tells which hardware address the ADD has told. */
  public static String told(MacAddress mac) {
    return MAC + " " + mac;
  }

  /**
   * Tells whether an interface may be the one that is noted.
   *
   * @param mac the hardware address that a result tells
   * @param others the addresses that it tells
   */
  boolean mayBe(Optional<MacAddress> mac, List<Cidr> others) {
    int found = 0;
    for (Cidr other : others) {
      found += addresses.contains(other.address()) ? 1 : 0;
    }
    Optional<String> noted = valueOf(MAC);
    boolean same = noted.isEmpty() || mac.isEmpty() || noted.get().equals(mac.get().toString());
    return same && found >= addresses.size();
  }

  /** Tells whether the note can be written line by line. */
  boolean isWritable() {
    boolean writable = dataDir.indexOf('\n') < 0 && netns.indexOf('\n') < 0;
    for (String part : parts) {
      writable &= part.indexOf('\n') < 0;
    }
    return writable;
  }

  /** Writes the note: a line for each thing, and a last line with a hash of all before it. */
  String text(Attachment attachment) {
    StringBuilder text = new StringBuilder(FIRST);
    text.append("\nof ").append(attachment);
    text.append("\nipam ").append(ipamType);
    text.append("\ndatadir ").append(dataDir);
    text.append("\nnetns ").append(netns);
    text.append("\nnamespace ").append(namespace);
    text.append("\nfinished ").append(finished());
    for (String part : parts) {
      text.append("\npart ").append(part);
    }
    for (IpAddress address : addresses) {
      text.append("\naddress ").append(address);
    }
    return withSum(text.append('\n').toString());
  }

  /**
   * Returns the text of a note from its lines, with a last one that tells whether they are whole.
   */
  static String withSum(String lines) {
    return lines + LAST + hash(lines) + "\n";
  }

  /**
   * Reads a note; empty when a single letter of it is not as it was written, or when it is of
   * another version or another attachment.
   */
  static Optional<MadeNote> parse(String text, Attachment attachment) {
    List<String> lines = lines(text);
    int end = text.lastIndexOf(LAST);
    boolean whole =
        lines.size() >= 8
            && end >= 0
            && lines.get(0).equals(FIRST)
            && lines.get(1).equals("of " + attachment)
            && lines.getLast().equals(LAST + hash(text.substring(0, end)));
    if (!whole) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    List<IpAddress> addresses = new ArrayList<>();
    for (String line : lines.subList(7, lines.size() - 1)) {
      if (line.startsWith("part ")) {
        parts.add(value(line, "part "));
        continue;
      }
      Optional<IpAddress> address = IpAddress.parse(value(line, "address "));
      if (address.isEmpty()) {
        return Optional.empty();
      }
      addresses.add(address.get());
    }
    return Optional.of(
        new MadeNote(
            parts,
            value(lines.get(2), "ipam "),
            value(lines.get(3), "datadir "),
            addresses,
            value(lines.get(4), "netns "),
            value(lines.get(5), "namespace "),
            lines.get(6).equals("finished true") ? State.FINISHED : State.BEGUN));
  }

  /** Returns whose note a text is, as far as it says; empty when it is none. */
  static Optional<Attachment> ownerOf(String text) {
    List<String> lines = lines(text);
    String owner = lines.size() < 2 ? "" : value(lines.get(1), "of ");
    int colon = owner.indexOf(':');
    int slash = owner.lastIndexOf('/');
    return colon < 0 || slash < colon
        ? Optional.empty()
        : Optional.of(
            new Attachment(
                owner.substring(0, colon),
                owner.substring(colon + 1, slash),
                owner.substring(slash + 1)));
  }

  private static String hash(String text) {
    return Hashes.hex(Hashes.of(text), DIGITS);
  }

  private static String value(String line, String name) {
    return line.startsWith(name) ? line.substring(name.length()) : "";
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end));
      start = end + 1;
    }
    return lines;
  }
}
