// What mycni remembers about a network's leases, so that it need not read them all:
//
//   /run/mycni/leases/HASH/synced   the state of the lease folder that the index reflects
//   /run/mycni/leases/HASH/00 … ff  leases by container: lines of ADDRESS CONTAINERID IFNAME
//
// HASH is of the lease folder's path. All this is a cache: every hit is verified by the lease file,
// and a missing or outdated index only costs time. Where /run cannot be written, there is none.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The index of one network's leases; written only under the lock on them. */
final class LeaseIndex {
  private static final int SHARDS = 256;
  private static final String NO_IFNAME = "-";

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

  /**
   * The state that the index reflects.
   *
   * @param stamp the folder's stamp
   * @param complete whether every lease was in the index then; otherwise those of other programs
   *     may be missing
   * @param last the address that each range set had given last, as its file had it
   */
  record State(String stamp, boolean complete, List<String> last) {
    State {
      last = List.copyOf(last);
    }
  }

  /** FNV-1a, 64 bits: enough to tell folders apart, and there in no time. */
  private static String hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return Long.toHexString(hash);
  }

  Optional<State> state() {
    try {
      String text =
          new String(Files.readAllBytes(folder.resolve("synced")), StandardCharsets.UTF_8);
      String[] lines = text.split("\n", -1);
      // The last line tells that the file is whole.
      if (lines.length < 4 || !lines[lines.length - 2].equals("end")) {
        return Optional.empty();
      }
      List<String> last = List.of(lines).subList(2, lines.length - 2);
      return Optional.of(new State(lines[0], lines[1].equals("complete"), last));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void setState(State state) {
    StringBuilder text = new StringBuilder(state.stamp()).append('\n');
    text.append(state.complete() ? "complete" : "partial").append('\n');
    for (String last : state.last()) {
      text.append(last.strip()).append('\n');
    }
    text.append("end\n");
    try {
      Files.write(folder.resolve("synced"), text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Without a state the index is not believed.
    }
  }

  /** Returns what the index has of a container; not verified. */
  List<Lease> of(String containerId) {
    List<Lease> found = new ArrayList<>();
    for (Lease lease : read(shard(containerId))) {
      if (lease.containerId().equals(containerId)) {
        found.add(lease);
      }
    }
    return found;
  }

  void add(Lease lease) {
    try {
      Files.write(
          shard(lease.containerId()),
          line(lease).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (NoSuchFileException noFolder) {
      if (makeFolder()) {
        add(lease);
      }
    } catch (IOException e) {
      forget();
    }
  }

  void remove(Lease lease) {
    List<Lease> left = new ArrayList<>();
    Path shard = shard(lease.containerId());
    for (Lease each : read(shard)) {
      if (!each.equals(lease)) {
        left.add(each);
      }
    }
    write(shard, left);
  }

  /** Begins anew with these leases. */
  void replaceAll(Iterable<Lease> leases) {
    if (!makeFolder()) {
      return;
    }
    Map<Path, List<Lease>> shards = new HashMap<>();
    for (int i = 0; i < SHARDS; i++) {
      shards.put(folder.resolve(shardName(i)), new ArrayList<>());
    }
    for (Lease lease : leases) {
      shards.get(shard(lease.containerId())).add(lease);
    }
    shards.forEach(this::write);
  }

  private void write(Path shard, List<Lease> leases) {
    StringBuilder text = new StringBuilder();
    leases.forEach(lease -> text.append(line(lease)));
    try {
      if (leases.isEmpty()) {
        Files.deleteIfExists(shard);
      } else {
        Files.write(shard, text.toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      forget();
    }
  }

  /** An index that may lack something is worse than none. */
  private void forget() {
    try {
      Files.deleteIfExists(folder.resolve("synced"));
    } catch (IOException e) {
      // On a file system that takes nothing any more the old state differs from the next stamp.
    }
  }

  private boolean makeFolder() {
    try {
      Files.createDirectories(folder);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Lease> read(Path shard) {
    String text;
    try {
      text = new String(Files.readAllBytes(shard), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return List.of();
    }
    List<Lease> leases = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int first = text.indexOf(' ', start);
      int second = text.indexOf(' ', first + 1);
      if (end < 0 || first < 0 || second < 0 || second > end) {
        break;
      }
      String ifname = text.substring(second + 1, end);
      String id = text.substring(first + 1, second);
      IpAddress.parse(text.substring(start, first))
          .ifPresent(address ->
              leases.add(new Lease(address, id, ifname.equals(NO_IFNAME) ? "" : ifname)));
      start = end + 1;
    }
    return leases;
  }

  private static String line(Lease lease) {
    String ifname = lease.ifname().isEmpty() ? NO_IFNAME : lease.ifname();
    return lease.address() + " " + lease.containerId() + " " + ifname + "\n";
  }

  private Path shard(String containerId) {
    int hash = containerId.hashCode();
    return folder.resolve(shardName((hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & 0xff));
  }

  private static String shardName(int number) {
    String name = Integer.toHexString(number);
    return name.length() < 2 ? "0" + name : name;
  }
}
