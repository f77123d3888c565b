// The files about one client:
//
//   /run/mycni/dhcp/KEY/order     what is wanted; without it the client is to end
//                       event     what the client has told last
//                       applied   the event whose lease the interface has
//                       kept      there when an ADD has answered with the lease
//                       log       what the client says
//
// KEY is of network, container and interface. All of it goes with the kernel's state, at a reboot.
package io.mycni.dhcp;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.lock.AttachmentLock;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one client.
 *
 * @param path where it is
 */
record LeaseFolder(Path path) {
  /** The folder of all of them. */
  static final Path ALL = Path.of("/run/mycni/dhcp");

  private static final int LARGEST = 1 << 20;
  private static final int LONGEST_LOG = 64 << 10;

  /** Returns the folder of an attachment, which need not be there. */
  static LeaseFolder of(Attachment attachment) {
    return new LeaseFolder(ALL.resolve(AttachmentLock.key("dhcp", attachment)));
  }

  /** Returns those that are there. */
  static List<LeaseFolder> all() {
    List<LeaseFolder> all = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(ALL)) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          all.add(new LeaseFolder(folder));
        }
      }
    } catch (NoSuchFileException none) {
      // No client has ever been started.
    } catch (IOException e) {
      throw failed(ALL, e);
    }
    return all;
  }

  String key() {
    return path.getFileName().toString();
  }

  Path log() {
    return path.resolve("log");
  }

  private Path order() {
    return path.resolve("order");
  }

  private Path kept() {
    return path.resolve("kept");
  }

  private Path event() {
    return path.resolve("event");
  }

  private Path applied() {
    return path.resolve("applied");
  }

  /** Returns what is wanted; empty when nothing is any more. */
  Optional<ClientOrder> wanted() {
    Optional<byte[]> text = read(order());
    Optional<ClientOrder> order =
        text.isPresent() ? ClientOrder.parse(text.get()) : Optional.empty();
    // One that lies in another's place is nobody's.
    return order.isPresent() && of(order.get().attachment()).equals(this)
        ? order
        : Optional.empty();
  }

  /** Begins anew: there is an order, and nothing that a client has told. */
  void begin(ClientOrder order) {
    try {
      Files.createDirectories(path);
      Files.deleteIfExists(kept());
      Files.deleteIfExists(event());
      Files.deleteIfExists(applied());
      Files.deleteIfExists(log());
      Files.write(order(), order.text());
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Notes that the ADD which ordered the client answers with its lease. */
  void keep() {
    try {
      Files.write(kept(), new byte[0]);
    } catch (IOException e) {
      throw failed(kept(), e);
    }
  }

  /** Tells whether the lease is to be looked after; until then an ADD is at work. */
  boolean isKept() {
    return Files.exists(kept());
  }

  /** Takes the order back, so that nobody starts the client again. */
  void cancel() {
    try {
      Files.deleteIfExists(order());
    } catch (IOException e) {
      throw failed(order(), e);
    }
  }

  /** Removes all of it. */
  void remove() {
    try {
      for (Path file :
          List.of(order(), kept(), event(), path.resolve("event.new"), applied(), log())) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Returns what the client has told last. */
  Optional<ServerEvent> told() {
    Optional<byte[]> text = read(event());
    return text.isPresent() ? ServerEvent.parse(text.get()) : Optional.empty();
  }

  /** Returns the event whose lease the interface has. */
  Optional<ServerEvent> onInterface() {
    Optional<byte[]> text = read(applied());
    return text.isPresent() ? ServerEvent.parse(text.get()) : Optional.empty();
  }

  /** Returns the lease that the interface has. */
  Optional<DhcpLease> lease(ClientOrder order) {
    Optional<ServerEvent> event = onInterface();
    return event.isPresent() ? DhcpLease.of(event.get(), order.priority()) : Optional.empty();
  }

  /** Notes that the interface has the lease that the client has told last. */
  void apply() {
    try {
      Files.copy(event(), applied(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(applied(), e);
    }
  }

  /** Notes that the interface has no lease. */
  void applyNothing() {
    try {
      Files.deleteIfExists(applied());
    } catch (IOException e) {
      throw failed(applied(), e);
    }
  }

  /** Returns the last line that the client has said. */
  String lastWords() {
    Optional<byte[]> text = read(log());
    String all = text.isEmpty() ? "" : new String(text.get(), StandardCharsets.UTF_8).strip();
    return all.substring(all.lastIndexOf('\n') + 1);
  }

  /** A client says a line whenever it renews a lease, for as long as its container lives. */
  void cutLog() {
    try {
      if (Files.size(log()) > LONGEST_LOG) {
        try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    } catch (IOException noLog) {
      // It is nothing but a help.
    }
  }

  private static Optional<byte[]> read(Path file) {
    try {
      BasicFileAttributes there =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return there.isRegularFile() && there.size() <= LARGEST
          ? Optional.of(Files.readAllBytes(file))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static CniException failed(Path file, IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "the state of a DHCP client cannot be read or written: " + IoReason.of(e),
        "is " + file.getParent() + " writable, and is this root?",
        e);
  }
}
