// The files of one network's leases, as they lie on disk:
//
//   DATADIR/NETWORK/10.16.0.2            a lease: CONTAINERID\r\nIFNAME; IPv6 as fd00::2
//   DATADIR/NETWORK/last_reserved_ip.0   the address that range set 0 gave last
//   DATADIR/NETWORK/lock                 what LeaseLock locks
//   DATADIR/.mycni-NETWORK.new           a lease that is being written; linked into place
//                                        when it is whole
//
// The reference plugin reads every file below NETWORK as a lease, so nothing else may lie there.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpAddress;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads and writes the lease files of one network. */
final class LeaseDirectory {
  static final String LOCK = "lock";
  private static final String LAST = "last_reserved_ip.";

  private final Path dataDir;
  private final Path folder;
  private final Path draft;

  LeaseDirectory(Path dataDir, String network) {
    this.dataDir = dataDir;
    this.folder = dataDir.resolve(network);
    this.draft = dataDir.resolve(".mycni-" + network + ".new");
  }

  Path dataDir() {
    return dataDir;
  }

  Path folder() {
    return folder;
  }

  Path fileOf(IpAddress address) {
    return folder.resolve(address.toString());
  }

  boolean exists() {
    return Files.isDirectory(folder);
  }

  /** What a lease file says. */
  sealed interface Content {}

  /** There is no such file. */
  record Absent() implements Content {}

  /** The file is there and empty: its writer is at work, or died before it wrote. */
  record Empty() implements Content {}

  /**
   * The address is held.
   *
   * @param lease by whom
   */
  record Held(Lease lease) implements Content {}

  Content read(IpAddress address) {
    try {
      byte[] bytes = Files.readAllBytes(fileOf(address));
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        return new Empty();
      }
      int end = text.indexOf('\n');
      String id = end < 0 ? text : text.substring(0, end).strip();
      String ifname = end < 0 ? "" : text.substring(end + 1).strip();
      return new Held(new Lease(address, id, ifname));
    } catch (NoSuchFileException e) {
      return new Absent();
    } catch (IOException e) {
      throw failed("read the lease " + fileOf(address), e);
    }
  }

  Optional<Lease> lease(IpAddress address) {
    return read(address) instanceof Held held ? Optional.of(held.lease()) : Optional.empty();
  }

  boolean isThere(IpAddress address) {
    return Files.exists(fileOf(address));
  }

  boolean isEmpty(IpAddress address) {
    try {
      return Files.size(fileOf(address)) == 0;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failed("look at the lease " + fileOf(address), e);
    }
  }

  /** Returns the addresses of all lease files, in no order. */
  List<IpAddress> addresses() {
    List<IpAddress> addresses = new ArrayList<>();
    // File.list makes no object but the name, which counts with 60,000 of them.
    String[] names = new File(folder.toString()).list();
    for (String name : names == null ? new String[0] : names) {
      IpAddress.parse(name).ifPresent(addresses::add);
    }
    return addresses;
  }

  /** Returns all leases. */
  List<Lease> all() {
    List<Lease> leases = new ArrayList<>();
    for (IpAddress address : addresses()) {
      lease(address).ifPresent(leases::add);
    }
    return leases;
  }

  /** Makes a lease file that is never seen without its content; false when the address is held. */
  boolean create(Lease lease) {
    try {
      write(lease);
      Files.createLink(fileOf(lease.address()), draft);
      Files.delete(draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      removeDraft();
      return false;
    } catch (IOException e) {
      removeDraft();
      throw failed("write the lease " + fileOf(lease.address()), e);
    }
  }

  /** Puts a lease in the place of an empty file. */
  void replace(Lease lease) {
    try {
      write(lease);
      Files.move(draft, fileOf(lease.address()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      removeDraft();
      throw failed("write the lease " + fileOf(lease.address()), e);
    }
  }

  private void write(Lease lease) throws IOException {
    // A draft may be left from a crash between link and delete: then it is a lease's second name,
    // and must not be written to.
    Files.deleteIfExists(draft);
    String text = lease.containerId() + "\r\n" + lease.ifname();
    Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
  }

  private void removeDraft() {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // The next writer deletes it.
    }
  }

  /** Makes an empty file again where a lease replaced one; the undo of {@link #replace}. */
  void makeEmpty(IpAddress address) {
    try {
      Files.write(fileOf(address), new byte[0]);
    } catch (IOException e) {
      throw failed("empty the lease " + fileOf(address), e);
    }
  }

  void delete(IpAddress address) {
    try {
      Files.deleteIfExists(fileOf(address));
    } catch (IOException e) {
      throw failed("remove the lease " + fileOf(address), e);
    }
  }

  private Path lastFile(int set) {
    return folder.resolve(LAST + set);
  }

  /** Returns what the file of a range set holds; empty when there is none. */
  Optional<String> lastReserved(int set) {
    try {
      return Optional.of(new String(Files.readAllBytes(lastFile(set)), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read " + lastFile(set), e);
    }
  }

  void setLastReserved(int set, Optional<String> text) {
    try {
      if (text.isPresent()) {
        Files.write(lastFile(set), text.get().getBytes(StandardCharsets.UTF_8));
      } else {
        Files.deleteIfExists(lastFile(set));
      }
    } catch (IOException e) {
      throw failed("write " + lastFile(set), e);
    }
  }

  /** Returns what changes whenever an entry is added or removed: device, inode and time. */
  String stamp() {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(folder, "unix:dev,ino,lastModifiedTime");
      return attributes.get("dev")
          + ":"
          + attributes.get("ino")
          + " "
          + ((FileTime) attributes.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw failed("look at " + folder, e);
    }
  }

  /** Makes the folder; returns those that were made, the outermost first. */
  List<Path> makeFolders() {
    List<Path> made = new ArrayList<>();
    for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
      made.addFirst(path);
    }
    try {
      Files.createDirectories(folder);
      return made;
    } catch (IOException e) {
      throw failed("make the folder " + folder, e);
    }
  }

  /** Makes the file that is locked; returns whether it was missing. */
  boolean makeLockFile() {
    Path lock = folder.resolve(LOCK);
    try {
      if (Files.exists(lock)) {
        return false;
      }
      Files.createFile(lock);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw failed("make " + lock, e);
    }
  }

  /** Removes the lock file that a call had made; those who wait for it notice. */
  void removeLockFile() {
    try {
      Files.deleteIfExists(folder.resolve(LOCK));
    } catch (IOException e) {
      throw failed("remove the lock in " + folder, e);
    }
  }

  /** Removes the folders that a call had made, if nobody has used them since. */
  void removeIfUnused(List<Path> made) {
    try {
      for (Path path : made.reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (DirectoryNotEmptyException inUse) {
      // Somebody else has begun to use it: then it stays.
    } catch (IOException e) {
      throw failed("remove " + folder, e);
    }
  }

  static CniException failed(String what, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "could not " + what + ": " + e,
        "check ipam.dataDir: the file system must be there, writable and not full",
        e);
  }
}
