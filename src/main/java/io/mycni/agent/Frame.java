// What the launcher sends; src/main/c/agent.h describes it. Text that Java could not give on as it
// is, is refused here, before anything has happened; the launcher then serves the call itself.
package io.mycni.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A request of the launcher.
 *
 * @param process its process ID, as it says
 * @param program the name that it was started by
 * @param folder its working folder, absolute
 * @param input what it read on standard input
 * @param environment its environment
 */
record Frame(
    int process, String program, Path folder, byte[] input, Map<String, String> environment) {
  /** The launcher passes 4 MiB of input at most; with the environment there is room to spare. */
  private static final int LARGEST = 12 << 20;

  private static final int MOST_DIGITS = 9;
  private static final int MOST_REMARKS = 1 << 20;

  /** A request that is not to be served here, while another way may do. */
  static final class Unfit extends IOException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }

  /** Nobody wants anything: a caller who only looked, or was served in another way meanwhile. */
  static final class Left extends IOException {
    private static final long serialVersionUID = 1L;

    Left() {
      super("the caller left without a word");
    }
  }

  /**
   * Reads a frame.
   *
   * @throws Left when the stream ends before it
   * @throws Unfit when a text in it cannot be taken as it is
   * @throws IOException when the stream ends early, or holds no frame
   */
  static Frame read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(Integer.BYTES);
    if (head.length == 0) {
      throw new Left();
    }
    if (head.length < Integer.BYTES) {
      throw new EOFException("the frame ended early");
    }
    int length = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder()).getInt();
    if (length < 0 || length > LARGEST) {
      throw new Unfit("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    // Grows with what arrives: a length alone takes no memory.
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the frame ended early");
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int process = number(text(fields));
    String program = text(fields);
    Path folder = folder(text(fields));
    byte[] input = field(fields);
    Map<String, String> environment = new HashMap<>();
    while (fields.hasRemaining()) {
      String entry = text(fields);
      int sign = entry.indexOf('=');
      if (sign > 0) {
        environment.putIfAbsent(entry.substring(0, sign), entry.substring(sign + 1));
      }
    }
    return new Frame(process, program, folder, input, environment);
  }

  private static int number(String text) throws Unfit {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      throw new Unfit("a process ID of " + text.length() + " digits");
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new Unfit("a process ID that is no number");
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static Path folder(String text) throws Unfit {
    try {
      Path folder = Path.of(text);
      if (folder.isAbsolute()) {
        return folder;
      }
    } catch (InvalidPathException e) {
      throw new Unfit("a working folder that Java cannot name here: " + e.getReason());
    }
    throw new Unfit("a working folder that is not absolute");
  }

  /** Only UTF-8, and no NUL, so that it can go on into paths, names and environments unchanged. */
  private static String text(ByteBuffer fields) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(field(fields))).toString();
    } catch (CharacterCodingException e) {
      throw new Unfit("a text that is not UTF-8");
    }
    if (text.indexOf('\0') >= 0) {
      throw new Unfit("a text with a NUL");
    }
    return text;
  }

  private static byte[] field(ByteBuffer fields) throws IOException {
    if (fields.remaining() < Integer.BYTES) {
      throw new Unfit("a frame with a field that is cut");
    }
    int length = fields.getInt();
    if (length < 0 || length > fields.remaining()) {
      throw new Unfit("a frame with a field longer than itself");
    }
    byte[] bytes = new byte[length];
    fields.get(bytes);
    return bytes;
  }

  /** Writes the result of a call; remarks without end, of another plugin say, are cut. */
  static byte[] result(int status, byte[] out, byte[] err) {
    int remarks = Math.min(err.length, MOST_REMARKS);
    return ByteBuffer.allocate(3 * Integer.BYTES + out.length + remarks)
        .order(ByteOrder.nativeOrder())
        .putInt(status)
        .putInt(out.length)
        .put(out)
        .putInt(remarks)
        .put(err, 0, remarks)
        .array();
  }
}
