// The reference's host-local by its file protocol, which anyone can watch by strace(1): its lock is
// flock(2) of the file `lock`; an address is taken by an exclusive creation of its file, which is
// filled afterwards; then last_reserved_ip is written. A DEL reads all files and removes its own.
package io.mycni.interleave;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reference plugin, at work in the current worker.
 *
 * @param folder of the network's leases
 * @param prefix the addresses are PREFIX and a number from 2 to the last
 */
record Reference(Path folder, String prefix, int last) {
  /** Takes an address; fails when all are taken. */
  Optional<String> add(String container) throws IOException {
    Files.createDirectories(folder);
    lock();
    if (!filesOf(container).isEmpty()) {
      throw new IllegalStateException("duplicate allocation is not allowed");
    }
    Path note = folder.resolve("last_reserved_ip.0");
    int begin = 1;
    try {
      begin = Integer.parseInt(Files.readString(note).substring(prefix.length()));
    } catch (NoSuchFileException | RuntimeException none) {
      // It begins with the first.
    }
    for (int i = 1; i < last; i++) {
      String address = prefix + ((begin - 2 + i) % (last - 1) + 2);
      Path file = folder.resolve(address);
      try {
        Files.write(
            file,
            (container + "\r\neth0").getBytes(StandardCharsets.UTF_8),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException taken) {
        continue;
      }
      Files.writeString(note, address);
      return Optional.of(address);
    }
    throw new IllegalStateException("no IP addresses available");
  }

  /** Gives back what a container has; nothing is held afterwards. */
  Optional<String> del(String container) throws IOException {
    Files.createDirectories(folder);
    lock();
    for (Path file : filesOf(container)) {
      Files.deleteIfExists(file);
    }
    return Optional.empty();
  }

  /** It goes with the process. */
  private void lock() throws IOException {
    Worker worker = Worker.current();
    Path file = folder.resolve("lock");
    if (!Files.exists(file)) {
      Files.write(file, new byte[0], StandardOpenOption.CREATE);
    }
    Object inode = Machine.inode(PointPath.real(file));
    worker.point("flock");
    while (!worker.machine().locks().flock(worker.process(), inode)) {
      worker.pause();
    }
  }

  private List<Path> filesOf(String container) throws IOException {
    List<Path> found = new ArrayList<>();
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(all::add);
    }
    all.sort(null);
    for (Path file : all) {
      try {
        if (Files.readString(file).strip().equals(container + "\r\neth0")) {
          found.add(file);
        }
      } catch (NoSuchFileException gone) {
        // It was somebody else's.
      }
    }
    return found;
  }
}
