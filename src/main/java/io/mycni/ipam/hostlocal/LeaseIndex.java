// What mycni remembers about a network's leases, so that it need not read them all:
//
//   /run/mycni/leases/HASH/synced   the state of the lease folder that the index is of, and a
//                                   checksum of each file that follows
//   /run/mycni/leases/HASH/00 … ff  leases by container: lines of ADDRESS CONTAINERID IFNAME
//
// HASH is of the lease folder's path. All this is a cache. It is believed as a whole or not at all:
// the folder must be as it was, and each file have its checksum; so an index that is old, cut, of
// another folder or edited costs time only. Where /run cannot be written, there is none.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The index of one network's leases; written only under the lock on them. */
final class LeaseIndex {
  static final int SHARDS = 256;
  private static final int SUM_LENGTH = 8;
  private static final String NO_IFNAME = "-";
  private static final String VERSION = "2";

  private final Path folder;

  /**
   * Makes the index of a folder of leases.
   *
   * @param root where indexes are kept
   * @param leases the folder of leases
   */
  LeaseIndex(Path root, Path leases) {
    this.folder = root.resolve(hash(leases.toAbsolutePath().toString()));
  }

  /** Returns where the index lies. */
  Path folder() {
    return folder;
  }

  /**
   * The state of the lease folder in which the index had every lease.
   *
   * @param stamp the folder's stamp
   * @param last the address that each range set had given last, as its file had it
   * @param sums the checksums of the files, one behind the other
   */
  record State(String stamp, List<String> last, String sums) {
    State {
      last = List.copyOf(last);
    }

    private String sum(int shard) {
      return sums.substring(shard * SUM_LENGTH, (shard + 1) * SUM_LENGTH);
    }
  }

  /** FNV-1a, 64 bits: enough to tell texts apart that nobody forges, and there in no time. */
  static String hash(String text) {
    return Long.toHexString(hashed(text));
  }

  private static long hashed(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static String sumOf(String text) {
    long hash = hashed(text);
    String sum = Integer.toHexString((int) (hash ^ hash >>> 32));
    return "0".repeat(SUM_LENGTH - sum.length()) + sum;
  }

  /** Returns the state; empty when there is none that is whole. */
  Optional<State> state() {
    String text = read(folder.resolve("synced")).orElse("");
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    if (!text.substring(end).equals(sumOf(text.substring(0, end)) + "\n")) {
      return Optional.empty();
    }
    String[] lines = text.substring(0, end).split("\n", -1);
    if (lines.length < 4 || !lines[0].equals(VERSION) || lines[2].length() != SHARDS * SUM_LENGTH) {
      return Optional.empty();
    }
    List<String> last = List.of(lines).subList(3, lines.length - 1);
    return Optional.of(new State(lines[1], last, lines[2]));
  }

  void setState(State state) {
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    text.append(state.stamp()).append('\n').append(state.sums()).append('\n');
    for (String last : state.last()) {
      text.append(oneLine(last)).append('\n');
    }
    text.append(sumOf(text.toString())).append('\n');
    write(folder.resolve("synced"), text.toString());
  }

  /** What a file holds that somebody wrote may be anything. */
  static String oneLine(String text) {
    return text.strip().replace('\n', ' ').replace('\r', ' ');
  }

  /** Returns a container's leases; empty when the index is not what the state says. */
  Optional<List<Lease>> of(State state, String containerId) {
    int shard = shardOf(containerId);
    String text = read(fileOf(shard)).orElse("");
    if (!sumOf(text).equals(state.sum(shard))) {
      return Optional.empty();
    }
    List<Lease> found = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      leaseIn(text.substring(start, end), containerId).ifPresent(found::add);
      start = end + 1;
    }
    return Optional.of(found);
  }

  private static Optional<Lease> leaseIn(String line, String containerId) {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (!line.substring(first + 1, second).equals(containerId)) {
      return Optional.empty();
    }
    String ifname = line.substring(second + 1);
    return IpAddress.parse(line.substring(0, first))
        .map(address -> new Lease(address, containerId, ifname.equals(NO_IFNAME) ? "" : ifname));
  }

  /**
   * Adds and removes leases of one container.
   *
   * @return the checksums then; empty when the index is not what the state says
   */
  Optional<String> change(State state, String containerId, List<Lease> added, List<Lease> removed) {
    int shard = shardOf(containerId);
    String text = read(fileOf(shard)).orElse("");
    if (!sumOf(text).equals(state.sum(shard))) {
      return Optional.empty();
    }
    for (Lease lease : removed) {
      String line = line(lease);
      int at = text.startsWith(line) ? 0 : text.indexOf("\n" + line) + 1;
      if (text.startsWith(line, at)) {
        text = text.substring(0, at) + text.substring(at + line.length());
      }
    }
    for (Lease lease : added) {
      text += line(lease);
    }
    write(fileOf(shard), text);
    String sums = state.sums();
    int at = shard * SUM_LENGTH;
    return Optional.of(sums.substring(0, at) + sumOf(text) + sums.substring(at + SUM_LENGTH));
  }

  /** Begins anew with these leases; what has its checksum already is not written again. */
  void replaceAll(List<Lease> leases, String stamp, List<String> last) {
    Optional<State> before = state();
    StringBuilder[] texts = new StringBuilder[SHARDS];
    for (Lease lease : leases) {
      int shard = shardOf(lease.containerId());
      if (texts[shard] == null) {
        texts[shard] = new StringBuilder();
      }
      // A file that was edited by hand may name a container that no line could tell.
      if (lease.containerId().indexOf(' ') < 0 && lease.containerId().indexOf('\n') < 0) {
        texts[shard].append(line(lease));
      }
    }
    StringBuilder sums = new StringBuilder(SHARDS * SUM_LENGTH);
    for (int shard = 0; shard < SHARDS; shard++) {
      String text = texts[shard] == null ? "" : texts[shard].toString();
      String sum = sumOf(text);
      boolean written =
          before.isPresent()
              && before.get().sum(shard).equals(sum)
              && (text.isEmpty() || sumOf(read(fileOf(shard)).orElse("")).equals(sum));
      if (!written) {
        write(fileOf(shard), text);
      }
      sums.append(sum);
    }
    setState(new State(stamp, last, sums.toString()));
  }

  /** An index that may lack something is worse than none. */
  void forget() {
    try {
      Files.deleteIfExists(folder.resolve("synced"));
    } catch (IOException e) {
      // On a file system that takes nothing any more the old state differs from the next stamp.
    }
  }

  /** Writes a file that is missing when it is empty; where that fails, nothing is believed. */
  private void write(Path file, String text) {
    try {
      if (text.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (NoSuchFileException noFolder) {
      try {
        Files.createDirectories(folder);
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        forget();
      }
    } catch (IOException e) {
      forget();
    }
  }

  static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String line(Lease lease) {
    String ifname = lease.ifname().isEmpty() ? NO_IFNAME : oneLine(lease.ifname());
    return lease.address() + " " + lease.containerId() + " " + ifname + "\n";
  }

  private Path fileOf(int shard) {
    return folder.resolve(shardName(shard));
  }

  /** Returns the number of the file that has a container's leases. */
  static int shardOf(String containerId) {
    int hash = containerId.hashCode();
    return (hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & 0xff;
  }

  static String shardName(int number) {
    String name = Integer.toHexString(number);
    return name.length() < 2 ? "0" + name : name;
  }
}
