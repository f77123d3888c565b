// One question to the system bus: whether a service is there. It is asked by the bus's own protocol
// (the D-Bus specification: authentication EXTERNAL, Hello, NameHasOwner), as every tool that asks
// it would have to be started for it.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Talks to the daemon of the system bus. */
final class SystemBus {
  private static final Path SOCKET = Path.of("/run/dbus/system_bus_socket");
  private static final String BUS = "org.freedesktop.DBus";
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(200);

  /** No answer to these questions is longer. */
  private static final int MOST = 1 << 16;

  private static final int FIXED_HEADER = 16;
  private static final byte METHOD_RETURN = 2;
  private static final byte ERROR = 3;

  private final SocketChannel channel;
  private final long end = System.nanoTime() + LONGEST;
  private final ByteBuffer read = ByteBuffer.allocate(MOST).order(ByteOrder.LITTLE_ENDIAN);

  private SystemBus(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Tells whether somebody serves a name on the bus; nobody does where there is no bus.
   *
   * @throws CniException when the bus does not answer
   */
  static boolean knows(String name) {
    if (!Files.exists(SOCKET)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(SOCKET));
      } catch (IOException nobodyListens) {
        return false;
      }
      channel.configureBlocking(false);
      return new SystemBus(channel).hasOwner(name);
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "could not ask the system bus whether firewalld runs: " + e.getMessage(),
          "say which `backend` the firewall has: then nobody is asked",
          e);
    }
  }

  private boolean hasOwner(String name) throws IOException {
    write(text("\0AUTH EXTERNAL\r\nDATA\r\n"));
    String answer = line();
    if (answer.startsWith("DATA")) {
      answer = line();
    }
    if (!answer.startsWith("OK ")) {
      throw new IOException("it answers " + answer.strip() + " to the greeting");
    }
    write(text("BEGIN\r\n"));
    write(call(1, "Hello", ""));
    write(call(2, "NameHasOwner", name));
    answered();
    ByteBuffer has = answered();
    return has.getInt(has.limit() - Integer.BYTES) != 0;
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A call of the bus itself, with one text or none. */
  private static ByteBuffer call(int serial, String method, String argument) {
    ByteBuffer message = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    message.put((byte) 'l').put((byte) 1).put((byte) 0).put((byte) 1);
    message.putInt(argument.isEmpty() ? 0 : Integer.BYTES + argument.length() + 1);
    message.putInt(serial).putInt(0);
    field(message, 1, "o", "/org/freedesktop/DBus");
    field(message, 6, "s", BUS);
    field(message, 2, "s", BUS);
    field(message, 3, "s", method);
    if (!argument.isEmpty()) {
      align(message);
      message.put((byte) 8).put((byte) 1).put((byte) 'g').put((byte) 0);
      message.put((byte) 1).put((byte) 's').put((byte) 0);
    }
    message.putInt(FIXED_HEADER - Integer.BYTES, message.position() - FIXED_HEADER);
    align(message);
    if (!argument.isEmpty()) {
      string(message, argument);
    }
    return message.flip();
  }

  private static void field(ByteBuffer message, int code, String type, String value) {
    align(message);
    message.put((byte) code).put((byte) 1).put((byte) type.charAt(0)).put((byte) 0);
    string(message, value);
  }

  private static void string(ByteBuffer message, String value) {
    message.putInt(value.length()).put(value.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
  }

  private static void align(ByteBuffer message) {
    while (message.position() % Long.BYTES != 0) {
      message.put((byte) 0);
    }
  }

  /** Returns the next answer, whole; signals in between are passed over. */
  private ByteBuffer answered() throws IOException {
    while (true) {
      await(FIXED_HEADER);
      int fields = read.getInt(FIXED_HEADER - Integer.BYTES);
      int body = read.getInt(Integer.BYTES);
      int length = FIXED_HEADER + (fields + Long.BYTES - 1) / Long.BYTES * Long.BYTES + body;
      if (fields < 0 || body < 0 || length < 0 || length > MOST) {
        throw new IOException("its answer is none of D-Bus");
      }
      await(length);
      byte kind = read.get(1);
      ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      read.flip();
      read.get(message.array());
      read.compact();
      if (kind == ERROR) {
        throw new IOException("it refuses the question");
      }
      if (kind == METHOD_RETURN && body > 0) {
        return message;
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\n") < 0) {
      await(1);
      read.flip();
      line.append((char) read.get());
      read.compact();
    }
    return line.toString();
  }

  private void await(int bytes) throws IOException {
    while (read.position() < bytes) {
      int got = channel.read(read);
      if (got < 0) {
        throw new IOException("it has hung up");
      }
      if (got == 0) {
        pause();
      }
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        pause();
      }
    }
  }

  private void pause() throws IOException {
    if (System.nanoTime() - end > 0) {
      throw new IOException("it does not answer");
    }
    LockSupport.parkNanos(PAUSE);
  }
}
