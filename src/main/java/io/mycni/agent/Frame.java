// What the launcher sends; src/main/c/launcher.c writes it and describes it.
package io.mycni.agent;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A request of the launcher.
 *
 * @param program the name that the launcher was started by
 * @param folder its working folder
 * @param networkNamespace device and inode of its network namespace
 * @param mountNamespace device and inode of its mount namespace
 * @param input what it read on standard input
 * @param environment its environment
 */
record Frame(
    String program,
    String folder,
    String networkNamespace,
    String mountNamespace,
    byte[] input,
    Map<String, String> environment) {
  /** The launcher passes no larger input; with the environment there is room to spare. */
  private static final int LARGEST = 8 << 20;

  /**
   * Reads a frame.
   *
   * @throws IOException when the stream ends early, or holds no frame
   */
  static Frame read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[] head = new byte[Integer.BYTES];
    data.readFully(head);
    int length = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt();
    if (length < 0 || length > LARGEST) {
      throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    // Grows with what arrives: a length alone takes no memory.
    byte[] bytes = data.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the frame ended early");
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    String program = text(fields);
    String folder = text(fields);
    String networkNamespace = text(fields);
    String mountNamespace = text(fields);
    byte[] input = field(fields);
    Map<String, String> environment = new HashMap<>();
    while (fields.hasRemaining()) {
      String entry = text(fields);
      int sign = entry.indexOf('=');
      if (sign > 0) {
        environment.putIfAbsent(entry.substring(0, sign), entry.substring(sign + 1));
      }
    }
    return new Frame(program, folder, networkNamespace, mountNamespace, input, environment);
  }

  private static String text(ByteBuffer fields) throws IOException {
    return new String(field(fields), StandardCharsets.UTF_8);
  }

  private static byte[] field(ByteBuffer fields) throws IOException {
    if (fields.remaining() < Integer.BYTES) {
      throw new IOException("a frame with a field that is cut");
    }
    int length = fields.getInt();
    if (length < 0 || length > fields.remaining()) {
      throw new IOException("a frame with a field longer than itself");
    }
    byte[] bytes = new byte[length];
    fields.get(bytes);
    return bytes;
  }

  /** Writes the result of a call. */
  static byte[] result(int status, byte[] out, byte[] err) {
    return ByteBuffer.allocate(3 * Integer.BYTES + out.length + err.length)
        .order(ByteOrder.nativeOrder())
        .putInt(status)
        .putInt(out.length)
        .put(out)
        .putInt(err.length)
        .put(err)
        .array();
  }
}
