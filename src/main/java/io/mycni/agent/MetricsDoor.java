// The agent's metrics for whoever scrapes them: a listening socket that is opened, kept and closed
// here. One scrape is Scrape's business; that a port cannot be had is told and tried again, as
// calls are served all the same.
package io.mycni.agent;

import io.mycni.watch.MetricsAddress;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Listens where metrics are told. */
final class MetricsDoor {
  /** One server scrapes, or two; those beyond are sent away. */
  private static final int MOST_AT_ONCE = 4;

  private static final int BACKLOG = 16;

  private final MetricsAddress address;
  private final Supplier<byte[]> text;
  private final Consumer<String> log;
  private final Optional<Doorway> doorway;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private Optional<ServerSocketChannel> open = Optional.empty();
  private boolean closed;
  private String said = "";

  /**
   * Makes a door that is not open yet.
   *
   * @param address where it is
   * @param text gives the metrics
   * @param log takes lines for the journal
   */
  MetricsDoor(MetricsAddress address, Supplier<byte[]> text, Consumer<String> log) {
    this.address = address;
    this.text = text;
    this.log = log;
    this.doorway = address.socket().map(Doorway::at);
  }

  /** Opens it where it is not open, or was taken away; to be called now and then. */
  synchronized void tend() {
    if (closed) {
      return;
    }
    String state = "metrics are told on " + address.text();
    try {
      if (!isThere()) {
        ServerSocketChannel server = listen();
        open = Optional.of(server);
        Thread.startVirtualThread(() -> accept(server));
        said = "";
      }
    } catch (IOException e) {
      open = Optional.empty();
      state = "no metrics are told on " + address.text() + ": " + e.getMessage();
    }
    if (!state.equals(said)) {
      log.accept(state);
    }
    said = state;
  }

  /** Tells whether metrics are told there at the moment. */
  synchronized boolean isOpen() {
    try {
      return isThere();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isThere() throws IOException {
    return open.isPresent() && open.get().isOpen() && (doorway.isEmpty() || doorway.get().isOurs());
  }

  private ServerSocketChannel listen() throws IOException {
    if (doorway.isPresent()) {
      return doorway.get().open();
    }
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(address.endpoint(), BACKLOG);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void accept(ServerSocketChannel server) {
    while (true) {
      try {
        SocketChannel channel = server.accept();
        if (!places.tryAcquire()) {
          channel.close();
          continue;
        }
        Thread.startVirtualThread(() -> {
          try {
            new Scrape(channel, text).serve();
          } catch (RuntimeException | Error e) {
            log.accept("a fault while telling metrics: " + e);
          } finally {
            places.release();
          }
        });
      } catch (ClosedChannelException closedOrMadeAnew) {
        return;
      } catch (IOException e) {
        // Too many open files, say.
        try {
          Thread.sleep(Scrape.LONGEST_REQUEST);
        } catch (InterruptedException stop) {
          return;
        }
      }
    }
  }

  /** Closes it, so that the next agent may have the address. */
  synchronized void close() {
    closed = true;
    try {
      if (doorway.isPresent()) {
        doorway.get().close();
      } else if (open.isPresent()) {
        open.get().close();
      }
    } catch (IOException e) {
      log.accept("while closing " + address.text() + ": " + e);
    }
  }
}
