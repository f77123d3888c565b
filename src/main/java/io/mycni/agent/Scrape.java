// One scrape: as much of HTTP/1.1 (RFC 9112) as whoever asks for metrics needs, and no more. A
// request has few bytes and little time; the connection ends with its answer.
package io.mycni.agent;

import io.mycni.metrics.Exposition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers one request. */
final class Scrape {
  /** How long a request may take to arrive, and as long again its answer to be taken. */
  static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);

  private static final int LARGEST_REQUEST = 8192;

  private final SocketChannel channel;
  private final Supplier<byte[]> metrics;

  Scrape(SocketChannel channel, Supplier<byte[]> metrics) {
    this.channel = channel;
    this.metrics = metrics;
  }

  void serve() {
    try (channel) {
      Optional<String> head = within(this::head);
      if (head.isPresent()) {
        byte[] answer = answer(head.get());
        within(() -> write(answer));
      }
    } catch (IOException goneOrTooSlow) {
      // It asks again, or nobody misses the answer.
    }
  }

  /** What takes its time on the channel. */
  private interface Talk<T> {
    T run() throws IOException;
  }

  /** Ends whoever waits for the channel, by closing it, when the time is over. */
  private <T> T within(Talk<T> talk) throws IOException {
    Thread guard =
        Thread.startVirtualThread(() -> {
          try {
            Thread.sleep(LONGEST_REQUEST);
            channel.close();
          } catch (InterruptedException | IOException inTime) {
            // Nobody waits any more.
          }
        });
    try {
      return talk.run();
    } finally {
      guard.interrupt();
    }
  }

  /** Returns the lines of the request up to the empty one; empty where it ends before. */
  private Optional<String> head() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LARGEST_REQUEST);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        return Optional.of(text.substring(0, end));
      }
    }
    return bytes.hasRemaining() ? Optional.empty() : Optional.of("");
  }

  private byte[] answer(String head) {
    String[] line = head.split("\r\n", 2)[0].split(" ", -1);
    if (line.length != 3 || !line[2].startsWith("HTTP/1.")) {
      return text("400 Bad Request", "", "this is no request of HTTP/1.1\n", true);
    }
    boolean body = !line[0].equals("HEAD");
    if (body && !line[0].equals("GET")) {
      return text("405 Method Not Allowed", "Allow: GET, HEAD\r\n", "GET it\n", true);
    }
    if (!line[1].split("\\?", 2)[0].equals("/metrics")) {
      return text("404 Not Found", "", "what there is is /metrics\n", body);
    }
    return whole(
        "200 OK", "Content-Type: " + Exposition.CONTENT_TYPE + "\r\n", metrics.get(), body);
  }

  private static byte[] text(String status, String headers, String words, boolean body) {
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    return whole(status, headers + "Content-Type: text/plain; charset=utf-8\r\n", bytes, body);
  }

  private static byte[] whole(String status, String headers, byte[] bytes, boolean body) {
    String head =
        "HTTP/1.1 "
            + status
            + "\r\n"
            + headers
            + "Content-Length: "
            + bytes.length
            + "\r\nConnection: close\r\n\r\n";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body ? bytes : new byte[0]);
    return all.toByteArray();
  }

  private int write(byte[] answer) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(answer);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return answer.length;
  }
}
