// The story of the agent: accept callers, serve each on a thread of its own, drain when stopped.
// One caller is Visit's business.
package io.mycni.agent;

import io.mycni.exec.FileLocks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Serves calls on a Unix socket. */
public final class Agent {
  /** How many callers there may be at once; those beyond are sent away, and serve themselves. */
  private static final int MOST_CALLERS = 512;

  private static final int BACKLOG = 512;
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(235);

  private final Path socket;
  private final Consumer<String> log;
  private final Semaphore callers = new Semaphore(MOST_CALLERS);
  private final Host host;
  private final ServerSocketChannel server;
  private volatile boolean stopping;

  private Agent(Path socket, ServerSocketChannel server, Consumer<String> log) throws IOException {
    this.socket = socket;
    this.server = server;
    this.log = log;
    this.host =
        new Host(identity("net"), identity("mnt"), new FileLocks(), Running.ofThisMachine());
  }

  /**
   * What all visits share.
   *
   * @param networkNamespace device and inode of the agent's own
   * @param mountNamespace device and inode of the agent's own
   * @param fileLocks the file locks of this process
   * @param running how many calls may run side by side
   */
  record Host(
      String networkNamespace, String mountNamespace, FileLocks fileLocks, Semaphore running) {}

  /** Calls wait for the kernel more than for a processor, so more of them run than there are. */
  private static final class Running {
    private static final int CALLS_PER_PROCESSOR = 4;

    static Semaphore ofThisMachine() {
      int processors = Runtime.getRuntime().availableProcessors();
      return new Semaphore(CALLS_PER_PROCESSOR * processors, true);
    }
  }

  /**
   * Opens the socket.
   *
   * @param socket its path; its folder is made if it is missing
   * @param log takes lines for the journal
   * @throws IOException when another agent serves there, or the socket cannot be made
   */
  public static Agent open(Path socket, Consumer<String> log) throws IOException {
    Files.createDirectories(socket.toAbsolutePath().getParent());
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    if (Files.exists(socket)) {
      try (SocketChannel _ = SocketChannel.open(address)) {
        throw new IOException("an agent serves on " + socket + " already");
      } catch (java.net.ConnectException nobodyThere) {
        Files.delete(socket);
      }
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(address, BACKLOG);
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    return new Agent(socket, server, log);
  }

  private static String identity(String namespace) throws IOException {
    Path file = Path.of("/proc/self/ns", namespace);
    return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
  }

  /** Serves until {@link #stop} is called. */
  public void serve() throws IOException {
    log.accept("serving on " + socket);
    while (true) {
      SocketChannel channel;
      try {
        channel = server.accept();
      } catch (ClosedChannelException stopped) {
        return;
      }
      if (!callers.tryAcquire()) {
        channel.close();
        continue;
      }
      Thread.ofVirtual()
          .start(() -> {
            try {
              new Visit(channel, host, log, () -> stopping).serve();
            } finally {
              callers.release();
            }
          });
    }
  }

  /** Accepts nobody any more and waits for those who are being served. */
  public void stop() {
    stopping = true;
    try {
      server.close();
      Files.deleteIfExists(socket);
      callers.tryAcquire(MOST_CALLERS, LONGEST_DRAIN.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      log.accept("while stopping: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
