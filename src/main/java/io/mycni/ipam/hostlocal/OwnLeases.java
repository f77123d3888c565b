// What mycni's own ADDs took, one line for each attachment, so that its DEL need not read all
// leases to know that it has found every one:
//
//   /run/mycni/leases/HASH/own-00 … own-ff
//   CHECKSUM CONTAINERID IFNAME ADDRESS@TIME …
//
// TIME is when the lease file was written, in nanoseconds: it ties the line to the very files of
// that ADD. An attachment gets addresses once, so a line whose every lease is still there tells all
// that the attachment holds. A line that is missing, cut, edited or old is not believed; then
// everything is read.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The notes about mycni's own attachments; written only under the lock on the leases. */
final class OwnLeases {
  private final Path folder;
  private final LeaseFiles files;

  /**
   * Makes the notes.
   *
   * @param folder where they lie
   * @param files the leases, by which they are verified
   */
  OwnLeases(Path folder, LeaseFiles files) {
    this.folder = folder;
    this.files = files;
  }

  /** Notes all that an ADD has taken. */
  void add(String containerId, String ifname, List<Allocator.Taken> taken) {
    StringBuilder text = new StringBuilder(begin(containerId, ifname));
    for (Allocator.Taken each : taken) {
      text.append(each.lease().address()).append('@').append(each.mark().written()).append(' ');
    }
    String line = LeaseIndex.hash(text.toString()) + " " + text + "\n";
    try {
      append(line, containerId);
    } catch (NoSuchFileException noFolder) {
      try {
        Files.createDirectories(folder);
        append(line, containerId);
      } catch (IOException e) {
        // Without a note everything is read.
      }
    } catch (IOException e) {
      // As above.
    }
  }

  private void append(String line, String containerId) throws IOException {
    Files.write(
        fileOf(containerId),
        line.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * Returns every lease of an attachment, when mycni made it and all it took is still there; empty
   * when that is not certain.
   */
  Optional<List<Lease>> of(String containerId, String ifname) {
    String text = LeaseIndex.read(fileOf(containerId)).orElse("");
    String begin = " " + begin(containerId, ifname);
    int at = text.lastIndexOf(begin);
    if (at < 0) {
      return Optional.empty();
    }
    int start = text.lastIndexOf('\n', at) + 1;
    int end = text.indexOf('\n', at);
    String noted = end < 0 ? "" : text.substring(at + 1, end);
    if (!text.substring(start, at).equals(LeaseIndex.hash(noted))) {
      return Optional.empty();
    }
    return verified(noted.substring(begin.length() - 1), containerId, ifname);
  }

  private Optional<List<Lease>> verified(String noted, String containerId, String ifname) {
    List<Lease> leases = new ArrayList<>();
    for (int start = 0; start < noted.length(); ) {
      int end = noted.indexOf(' ', start);
      int sign = noted.indexOf('@', start);
      IpAddress address = IpAddress.of(noted.substring(start, sign));
      Lease lease = new Lease(address, containerId, ifname);
      boolean there =
          files.look(address) instanceof LeaseContent.Held held
              && held.lease().equals(lease)
              && noted.substring(sign + 1, end).equals(String.valueOf(held.mark().written()));
      if (!there) {
        return Optional.empty();
      }
      leases.add(lease);
      start = end + 1;
    }
    return leases.isEmpty() ? Optional.empty() : Optional.of(leases);
  }

  /** Forgets an attachment. */
  void remove(String containerId, String ifname) {
    Path file = fileOf(containerId);
    String text = LeaseIndex.read(file).orElse("");
    String begin = " " + begin(containerId, ifname);
    StringBuilder left = new StringBuilder(text.length());
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      String line = text.substring(start, end);
      // A checksum holds no space, so the first is where the note begins.
      if (newline >= 0 && !line.startsWith(begin, Math.max(line.indexOf(' '), 0))) {
        left.append(line);
      }
      start = end;
    }
    if (left.length() == text.length()) {
      return;
    }
    try {
      if (left.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.write(file, left.toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // A note of what is gone is not believed.
    }
  }

  private static String begin(String containerId, String ifname) {
    return containerId + " " + ifname + " ";
  }

  private Path fileOf(String containerId) {
    return folder.resolve("own-" + LeaseIndex.shardName(LeaseIndex.shardOf(containerId)));
  }
}
