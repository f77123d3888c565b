// The folder of one network's leases, as it lies on disk:
//
//   DATADIR/NETWORK/10.16.0.2            a lease: CONTAINERID\r\nIFNAME; IPv6 as fd00::2
//   DATADIR/NETWORK/last_reserved_ip.0   the address that range set 0 gave last
//   DATADIR/NETWORK/lock                 what LeaseLock locks
//
// How a single lease is read and written is LeaseFiles' business. The reference plugin reads every
// file below NETWORK as a lease, so nothing else may lie there.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.IpAddress;
import io.mycni.process.IoReason;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The folder of one network's leases: its names, its time, its lock file, its last addresses. */
final class LeaseDirectory {
  static final String LOCK = "lock";
  private static final String LAST = "last_reserved_ip.";
  private static final long LONGEST_NOTE = 4096;
  private static final int MOST_ATTEMPTS = 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Path dataDir;
  private final Path folder;

  LeaseDirectory(Path dataDir, String network) {
    this.dataDir = dataDir;
    this.folder = dataDir.resolve(network);
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
    try {
      return Files.readAttributes(folder, BasicFileAttributes.class).isDirectory();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (Files.isRegularFile(dataDir)) {
        return false;
      }
      throw failed("look at " + folder, e);
    }
  }

  /**
   * Returns the addresses that files are named by, in no order; a name in another form than the
   * reference plugin gives it ({@code FD00::02}) is none.
   */
  List<IpAddress> addresses() {
    List<IpAddress> addresses = new ArrayList<>();
    // File.list makes no object but the name, which counts with 60,000 of them.
    for (String name : names()) {
      IpAddress address = IpAddress.parse(name).orElse(null);
      // An IPv4 address has but one form that is read at all.
      if (address != null && (name.indexOf(':') < 0 || address.toString().equals(name))) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private String[] names() {
    String[] names = new File(folder.toString()).list();
    if (names == null && exists()) {
      throw failed("list " + folder, new IOException("the kernel gives no names"));
    }
    return names == null ? new String[0] : names;
  }

  private Path lastFile(int set) {
    return folder.resolve(LAST + set);
  }

  /** Returns what the file of a range set holds; empty when there is none that can be read. */
  Optional<String> lastReserved(int set) {
    Path file = lastFile(set);
    try {
      if (!isPlain(file)) {
        return Optional.empty();
      }
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read " + file, e);
    }
  }

  /** Notes what a range set gave last; what is no plain file is left, and there is no note. */
  void setLastReserved(int set, Optional<String> text) {
    Path file = lastFile(set);
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isPlain(file)) {
        return;
      }
      if (text.isPresent()) {
        Files.write(file, text.get().getBytes(StandardCharsets.UTF_8));
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed("write " + file, e);
    }
  }

  private static boolean isPlain(Path file) throws IOException {
    BasicFileAttributes there =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return there.isRegularFile() && there.size() <= LONGEST_NOTE;
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

  /**
   * Gives the folder a time that nobody else's change gives it, so that every change after this one
   * is seen. The kernel's own times will not do: they are alike for all that happens within a tick
   * of its clock, which is 4 ms or more.
   *
   * @return the new stamp; empty where the file system cannot keep such a time
   */
  Optional<String> restamp() {
    long millis = System.currentTimeMillis();
    long nanos = millis * NANOS_PER_MILLI + Math.floorMod(System.nanoTime(), NANOS_PER_MILLI);
    FileTime time = FileTime.from(nanos, TimeUnit.NANOSECONDS);
    try {
      Files.setLastModifiedTime(folder, time);
    } catch (IOException e) {
      return Optional.empty();
    }
    String stamp = stamp();
    return stamp.endsWith(" " + nanos) ? Optional.of(stamp) : Optional.empty();
  }

  /**
   * What was missing, and was made.
   *
   * @param folders the outermost first
   * @param lock whether the file that is locked was
   */
  record Made(List<Path> folders, boolean lock) {
    static final Made NOTHING = new Made(List.of(), false);

    Made {
      folders = List.copyOf(folders);
    }

    Made and(Made more) {
      List<Path> all = new ArrayList<>(folders);
      all.addAll(more.folders);
      return new Made(all, lock || more.lock);
    }
  }

  /**
   * Makes the file that is locked, and the folders in which it lies, as far as they are missing.
   */
  Made make() {
    Path lock = folder.resolve(LOCK);
    Made made = Made.NOTHING;
    for (int attempt = 1; !isLockFile(lock); attempt++) {
      String what = "make the folder " + folder;
      try {
        List<Path> missing = missingFolders();
        Files.createDirectories(folder);
        made = made.and(new Made(missing, false));
        what = "make " + lock;
        Files.createFile(lock);
        return made.and(new Made(List.of(), true));
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        // Others may make and undo the first lease of a network at the same time.
        if (attempt == MOST_ATTEMPTS) {
          throw failed(what, e);
        }
      } catch (IOException e) {
        throw failed(what, e);
      }
    }
    return made;
  }

  private List<Path> missingFolders() {
    List<Path> missing = new ArrayList<>();
    for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
      missing.addFirst(path);
    }
    return missing;
  }

  private static boolean isLockFile(Path lock) {
    try {
      BasicFileAttributes there =
          Files.readAttributes(lock, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!there.isRegularFile()) {
        throw new CniException(
            ErrorCode.IO_FAILURE,
            lock
                + " must be a plain file that can be locked, and is "
                + (there.isDirectory() ? "a folder" : "a link, a pipe or a device"),
            "remove it while no plugin is at work; the next call makes the file");
      }
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException e) {
      throw failed("look at " + lock, e);
    }
  }

  /**
   * Removes the lock file that a call had made, unless the folder has been used since. Those of
   * mycni who wait for it notice; the reference plugin would not.
   */
  void removeLockFile() {
    try {
      String[] names = names();
      if (names.length == 1 && names[0].equals(LOCK)) {
        Files.deleteIfExists(folder.resolve(LOCK));
      }
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
        "could not " + what + ": " + IoReason.of(e),
        "check ipam.dataDir: the file system must be there, writable and not full",
        e);
  }
}
