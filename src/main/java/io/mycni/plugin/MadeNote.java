// What an ADD made of its own decision, so that the DEL need not decide it anew: the configuration
// may have been changed since. Where it is kept is MadeNotes' business.
package io.mycni.plugin;

import io.mycni.cni.Attachment;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A note about one attachment.
 *
 * @param masquerade by what its addresses are masqueraded; empty when they are not
 * @param spoofCheck whether there are rules against foreign source addresses
 * @param ipamType the IPAM plugin that gave the addresses; empty when none did
 * @param dataDir where the leases lie, for host-local; else empty
 * @param addresses its addresses
 */
public record MadeNote(
    Optional<MasqueradeBackend> masquerade,
    boolean spoofCheck,
    String ipamType,
    String dataDir,
    List<IpAddress> addresses) {
  private static final String FIRST = "mycni attachment 2";
  private static final String LAST = "end ";
  private static final int DIGITS = 16;

  /** Copies the list. */
  public MadeNote {
    addresses = List.copyOf(addresses);
  }

  /** Tells whether the addresses are masqueraded by that backend. */
  public boolean isMasqueradedBy(MasqueradeBackend backend) {
    return masquerade.isPresent() && masquerade.get() == backend;
  }

  /** Writes the note: a line for each thing, and a last line with a hash of all before it. */
  String text(Attachment attachment) {
    StringBuilder text = new StringBuilder(FIRST);
    text.append("\nof ").append(attachment);
    text.append("\nmasquerade ").append(masquerade.isEmpty() ? "" : masquerade.get().keyword());
    text.append("\nspoofcheck ").append(spoofCheck);
    text.append("\nipam ").append(ipamType);
    text.append("\ndatadir ").append(dataDir);
    for (IpAddress address : addresses) {
      text.append("\naddress ").append(address);
    }
    text.append('\n');
    return text + LAST + hash(text.toString()) + "\n";
  }

  /**
   * Reads a note; empty when a single letter of it is not as it was written, or when it is of
   * another version or another attachment.
   */
  static Optional<MadeNote> parse(String text, Attachment attachment) {
    List<String> lines = lines(text);
    int end = text.lastIndexOf(LAST);
    boolean whole =
        lines.size() >= 7
            && end >= 0
            && lines.get(0).equals(FIRST)
            && lines.get(1).equals("of " + attachment)
            && lines.getLast().equals(LAST + hash(text.substring(0, end)));
    if (!whole) {
      return Optional.empty();
    }
    Optional<MasqueradeBackend> masquerade =
        MasqueradeBackend.of(value(lines.get(2), "masquerade "));
    List<IpAddress> addresses = new ArrayList<>();
    for (String line : lines.subList(6, lines.size() - 1)) {
      Optional<IpAddress> address = IpAddress.parse(value(line, "address "));
      if (address.isEmpty()) {
        return Optional.empty();
      }
      addresses.add(address.get());
    }
    return Optional.of(
        new MadeNote(
            masquerade,
            value(lines.get(3), "spoofcheck ").equals("true"),
            value(lines.get(4), "ipam "),
            value(lines.get(5), "datadir "),
            addresses));
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
    int end = text.indexOf('\n');
    while (end >= 0) {
      lines.add(text.substring(start, end));
      start = end + 1;
      end = text.indexOf('\n', start);
    }
    return lines;
  }
}
