// Private names beside the folders of leases: files that are not yet, or no longer, in their place.
//
//   DATADIR/.mycni-PID-THREAD-TIME-NUMBER.new                not yet
//   DATADIR/.mycni-PID-THREAD-TIME-NUMBER-HASH-ADDRESS.old   no longer; HASH is of the path
//
// No two processes or threads ever share one, also when they do not see each other's locks. The
// reference plugin reads every file in a folder of leases, so there they lie only where nothing can
// be moved or linked from beside it: where the folder is a mount of its own, or a link to another
// file system. A crash leaves them: what was not yet is dropped then, and what is no longer may be
// somebody's lease, so it is put back.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Makes private names, moves files to and from them, and clears away those that a crash left. */
class Drafts {
  private static final Path PROC = Path.of("/proc");
  private static final String BEGIN = ".mycni-";
  private static final String NEW = ".new";
  private static final String OLD = ".old";

  private final Path leases;
  private Path folder;
  private String own = "";
  private int number;

  Drafts(Path dataDir, Path leases) {
    this.leases = leases;
    this.folder = dataDir;
  }

  /** Makes names in the folder of leases from now on; tells whether it did not do so before. */
  boolean moveInside() {
    if (isInside()) {
      return false;
    }
    folder = leases;
    sweep();
    return true;
  }

  private boolean isInside() {
    return folder.equals(leases);
  }

  /** Makes a hard link; tests have file systems that know none. */
  void link(Path name, Path file) throws IOException {
    Files.createLink(name, file);
  }

  /**
   * Gives a draft its real name.
   *
   * @return a path under which that very file is found
   * @throws FileAlreadyExistsException when that name is taken
   * @throws FileSystemException when there is no way from where the draft lies; perhaps there is
   *     one after {@link #moveInside}
   */
  Path place(Path draft, Path file) throws IOException {
    try {
      link(file, draft);
      return draft;
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException noWay) {
      if (!isInside()) {
        throw noWay;
      }
      writeNew(file, Files.readAllBytes(draft));
      return file;
    }
  }

  /** Puts back what {@link #moveAway} took, under a name that must be free. */
  void putBack(Path away, Path file) throws IOException {
    try {
      link(file, away);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException noLinks) {
      if (!Files.isRegularFile(away, LinkOption.NOFOLLOW_LINKS)) {
        throw noLinks;
      }
      writeNew(file, Files.readAllBytes(away));
    }
    drop(away);
  }

  /** Leaves nothing that is half written. */
  private static void writeNew(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      try {
        fill(channel, content);
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    }
  }

  /** Writes all or leaves the file empty. */
  static void fill(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      channel.truncate(0);
      throw e;
    }
  }

  /** Gives a file a private name beside its own. */
  Path pin(Path file) throws IOException {
    try {
      Path pin = next();
      link(pin, file);
      return pin;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException noWay) {
      if (!moveInside()) {
        throw noWay;
      }
      return pin(file);
    }
  }

  /** Takes a file's name away, and gives it a private one. */
  Path moveAway(Path file) throws IOException {
    try {
      return Files.move(
          file, next(endOf(file.getFileName().toString())), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException noWay) {
      if (!moveInside()) {
        throw noWay;
      }
      return Files.move(file, next(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Returns a name that nobody uses. */
  Path next() {
    return next(NEW);
  }

  private Path next(String end) {
    if (own.isEmpty()) {
      own =
          ownPid()
              + "-"
              + Long.toHexString(Thread.currentThread().threadId())
              + "-"
              + Long.toHexString(System.nanoTime())
              + "-";
    }
    return folder.resolve(BEGIN + own + Integer.toHexString(number++) + end);
  }

  /** By the link, as the JDK's class for processes costs a start-up more. */
  private static String ownPid() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self")).toString();
    } catch (IOException e) {
      return "0";
    }
  }

  /** Removes a name that has served; one that cannot be removed is left to {@link #sweep}. */
  void drop(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      // It is in nobody's way.
    }
  }

  private String endOf(String address) {
    return "-" + LeaseIndex.hash(leases.toString()) + "-" + address + OLD;
  }

  /**
   * Removes the names of processes that are gone, and puts back what one had moved away that was
   * killed before it knew whose that is. Called under the lock on the leases, under which alone
   * they are moved away.
   */
  void sweep() {
    String[] names = new File(folder.toString()).list();
    for (String name : names == null ? new String[0] : names) {
      if (name.startsWith(BEGIN) && name.endsWith(NEW) && isLeft(name)) {
        drop(folder.resolve(name));
      } else if (name.startsWith(BEGIN) && name.endsWith(OLD)) {
        restore(name);
      }
    }
  }

  private void restore(String name) {
    String address = name.substring(name.lastIndexOf('-') + 1, name.length() - OLD.length());
    if (!name.endsWith(endOf(address)) || IpAddress.parse(address).isEmpty()) {
      return;
    }
    Path away = folder.resolve(name);
    try {
      putBack(away, leases.resolve(address));
    } catch (NoSuchFileException gone) {
      // Then there is nothing to put back.
    } catch (FileAlreadyExistsException givenSince) {
      drop(away);
    } catch (IOException e) {
      throw LeaseDirectory.failed("put back the lease " + away, e);
    }
  }

  private static boolean isLeft(String name) {
    int end = name.indexOf('-', BEGIN.length());
    if (end < 0) {
      return false;
    }
    for (int i = BEGIN.length(); i < end; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    Path process = PROC.resolve(name.substring(BEGIN.length(), end));
    return Files.exists(PROC.resolve("self"), LinkOption.NOFOLLOW_LINKS)
        && Files.notExists(process, LinkOption.NOFOLLOW_LINKS);
  }
}
