// The agent's socket as a file: that it is there, that it is this agent's, and that it is the only
// one's; made here, or given by a service manager that listens already. Who comes in by it is
// Visit's business.
package io.mycni.agent;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A socket at a path, and a lock beside it that its agent holds as long as it lives, by which a
 * launcher sees that there is one (is_there in agent.c). A folder that is wiped takes both away;
 * {@link #open} makes them anew. Not safe for several threads.
 */
final class Doorway implements AutoCloseable {
  private static final int BACKLOG = 512;
  private static final int STICKY = 01000;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> AS_OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private final Path socket;
  private final Path lock;
  private Optional<Lock> held = Optional.empty();
  private Identity made = Identity.NOTHING;

  /** Of a service manager, whose it stays: that it is never closed here has its reason in Java. */
  private Optional<ServerSocketChannel> given;

  private Optional<ServerSocketChannel> own = Optional.empty();
  private boolean opened;

  private Doorway(Path socket, Optional<ServerSocketChannel> given) {
    this.socket = socket.toAbsolutePath();
    this.lock = this.socket.resolveSibling(this.socket.getFileName() + ".lock");
    this.given = given;
  }

  /** Which file it is; the time, because a disk gives the inode of a removed file to the next. */
  private record Identity(Object device, Object inode, Object time) {
    static final Identity NOTHING = new Identity("", "", "");

    static Identity of(Path file) throws IOException {
      try {
        Map<String, Object> attributes =
            Files.readAttributes(file, "unix:dev,ino,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new Identity(
            attributes.get("dev"), attributes.get("ino"), attributes.get("lastModifiedTime"));
      } catch (NoSuchFileException e) {
        return NOTHING;
      }
    }
  }

  /** A lock, held as long as its channel is open. */
  private record Lock(Identity file, FileChannel channel) {}

  /** Makes a doorway that is not open yet. */
  static Doorway at(Path socket) {
    return new Doorway(socket, Optional.empty());
  }

  /**
   * Takes the socket that a service manager listens on, if standard input is one
   * (systemd.socket(5), with StandardInput=socket).
   *
   * @throws IOException when it is a socket of another kind
   */
  static Optional<Doorway> onStandardInput() throws IOException {
    if (!(System.inheritedChannel() instanceof ServerSocketChannel channel)) {
      return Optional.empty();
    }
    if (channel.getLocalAddress() instanceof UnixDomainSocketAddress address
        && address.getPath().isAbsolute()) {
      return Optional.of(new Doorway(address.getPath(), Optional.of(channel)));
    }
    throw new IOException(
        "standard input is a listening socket, but not a Unix socket with an absolute path: "
            + channel.getLocalAddress());
  }

  Path socket() {
    return socket;
  }

  /** Tells whether somebody else listens on the socket, too, and starts the next agent. */
  boolean isGiven() {
    return given.isPresent();
  }

  /** Tells whether the socket is there, and is the one that was made here. */
  boolean isOurs() throws IOException {
    return !made.equals(Identity.NOTHING) && Identity.of(socket).equals(made);
  }

  /**
   * Opens what accepts callers: the socket that was given, the first time; later, and where none
   * was, one is made, with its folder if that is missing. What was open here before is closed.
   *
   * @throws IOException when another agent serves there, or the socket cannot be made
   */
  ServerSocketChannel open() throws IOException {
    if (given.isPresent() && !opened) {
      opened = true;
      takeOver();
      return given.get();
    }
    ServerSocketChannel server = make();
    if (own.isPresent()) {
      own.get().close();
    }
    own = Optional.of(server);
    given = Optional.empty();
    return server;
  }

  /** Callers come by this socket, whoever has the lock. */
  private void takeOver() throws IOException {
    try {
      held = Optional.of(take());
    } catch (IOException anotherHasItOrTheFolderIsGone) {
      held = Optional.empty();
    }
    made = Identity.of(socket);
  }

  private ServerSocketChannel make() throws IOException {
    Path folder = Files.createDirectories(socket.getParent());
    requireSafe(folder);
    if (held.isEmpty() || !Identity.of(lock).equals(held.get().file())) {
      Lock taken = take();
      release();
      held = Optional.of(taken);
    }
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      removeUnlessSomebodyServes();
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      Files.setPosixFilePermissions(socket, OWNER_ONLY);
      made = Identity.of(socket);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** The launcher would not trust such a place (is_safe_place in agent.c). */
  private static void requireSafe(Path folder) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    boolean sticky = ((int) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
    if (!sticky
        && (permissions.contains(PosixFilePermission.GROUP_WRITE)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE))) {
      throw new IOException(
          "others may write to " + folder + ", so no caller would trust a socket there");
    }
  }

  private Lock take() throws IOException {
    FileChannel channel =
        FileChannel.open(
            lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), AS_OWNER_ONLY);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException anotherAgentOfThisProcess) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new IOException("an agent serves on " + socket + " already");
    }
    return new Lock(Identity.of(lock), channel);
  }

  private void removeUnlessSomebodyServes() throws IOException {
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new IOException("an agent serves on " + socket + " already");
    } catch (ConnectException nobodyThere) {
      Files.deleteIfExists(socket);
    }
  }

  /**
   * Removes the socket, if it is the one that was made here. The lock's file stays, for others. A
   * socket that was given stays, too, and open: Java closes the standard streams with it.
   */
  @Override
  public void close() throws IOException {
    try {
      if (own.isPresent()) {
        own.get().close();
        if (isOurs()) {
          Files.deleteIfExists(socket);
        }
      }
    } finally {
      release();
    }
  }

  private void release() throws IOException {
    if (held.isPresent()) {
      held.get().channel().close();
      held = Optional.empty();
    }
  }
}
