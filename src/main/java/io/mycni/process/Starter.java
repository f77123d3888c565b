// The small program by which a process that stays starts others: src/main/c/starter.h says why, and
// describes the frames. What becomes of each is in StartedTool.
package io.mycni.process;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts processes; safe to use from several threads. */
final class Starter implements AutoCloseable {
  private static final String GREETING = "mycni-starter 1\n";
  private static final int NUMBER = Integer.BYTES;

  private final Process process;
  private final DataInputStream in;
  private final OutputStream out;
  private final Map<Integer, StartedTool> started = new HashMap<>();
  private int lastNumber;
  private boolean lost;

  private Starter(Process process) {
    this.process = process;
    this.in = new DataInputStream(process.getInputStream());
    this.out = process.getOutputStream();
  }

  /**
   * Starts it.
   *
   * @param program the launcher
   * @throws IOException when it cannot be started, or is something else
   */
  static Starter open(Path program) throws IOException {
    String own = String.valueOf(ProcessHandle.current().pid());
    ProcessBuilder builder = new ProcessBuilder(program.toString(), "--starter", own);
    builder.environment().clear();
    builder.directory(new File("/"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Starter starter = new Starter(builder.start());
    byte[] greeting = starter.in.readNBytes(GREETING.length());
    if (!new String(greeting, StandardCharsets.US_ASCII).equals(GREETING)) {
      starter.process.destroyForcibly();
      throw new IOException(program + " starts no processes");
    }
    Thread.ofPlatform().name("starter").daemon().start(starter::listen);
    return starter;
  }

  /** Tells whether it can start anything. */
  synchronized boolean isThere() {
    return !lost;
  }

  /**
   * Starts a process that waits for its input, without waiting for it.
   *
   * @param namespace the path of the network namespace to enter; empty for the own
   */
  StartedTool start(
      List<String> command,
      Path folder,
      Optional<String> namespace,
      Map<String, String> variables) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    field(text, folder.toString());
    field(text, namespace.orElse(""));
    text.writeBytes(number(command.size()));
    for (String word : command) {
      field(text, word);
    }
    variables.forEach((name, value) -> field(text, name + "=" + value));
    return begin('S', text.toByteArray());
  }

  /** Starts a process that writes settings in a network namespace. */
  StartedTool write(Settings settings, String namespace) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    field(text, namespace);
    field(text, settings.keepGoing() ? "on" : "");
    for (String word : settings.pairs()) {
      field(text, word);
    }
    return begin('W', text.toByteArray());
  }

  /** Starts a process that prints settings of a network namespace, as {@link Settings} has it. */
  StartedTool read(List<String> keys, String namespace) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    field(text, namespace);
    field(text, "");
    for (String key : keys) {
      field(text, key);
    }
    return begin('R', text.toByteArray());
  }

  private StartedTool begin(char kind, byte[] text) {
    StartedTool tool;
    synchronized (this) {
      lastNumber++;
      tool = new StartedTool(this, lastNumber);
      started.put(lastNumber, tool);
    }
    send(kind, tool.number(), text);
    return tool;
  }

  /** Gives a process its whole input. */
  void feed(StartedTool tool, byte[] input) {
    send('I', tool.number(), input);
  }

  /** What cannot be said any more is told by the end of what is heard. */
  private void send(char kind, int number, byte[] text) {
    int rest = 1 + NUMBER + text.length;
    ByteBuffer frame = ByteBuffer.allocate(NUMBER + rest).order(ByteOrder.nativeOrder());
    frame.putInt(rest).put((byte) kind).putInt(number).put(text);
    try {
      synchronized (out) {
        out.write(frame.array());
        out.flush();
      }
    } catch (IOException e) {
      lose();
    }
  }

  private static void field(ByteArrayOutputStream text, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    text.writeBytes(number(bytes.length));
    text.writeBytes(bytes);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(NUMBER).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private void listen() {
    byte[] head = new byte[NUMBER + 1 + NUMBER];
    try {
      while (true) {
        in.readFully(head);
        ByteBuffer said = ByteBuffer.wrap(head).order(ByteOrder.nativeOrder());
        int length = said.getInt() - 1 - NUMBER;
        char kind = (char) said.get();
        int number = said.getInt();
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
          throw new EOFException();
        }
        tell(kind, number, text);
      }
    } catch (IOException | RuntimeException gone) {
      lose();
    }
  }

  private void tell(char kind, int number, byte[] text) {
    StartedTool tool;
    synchronized (this) {
      boolean last = kind == 'X' || kind == 'N' || kind == 'F';
      tool = last ? started.remove(number) : started.get(number);
    }
    if (tool == null) {
      return;
    }
    switch (kind) {
      case 'P' -> tool.runs(value(text));
      case 'O' -> tool.wrote(text);
      case 'E' -> tool.complained(text);
      case 'X' -> tool.ended(value(text));
      case 'N' -> tool.refused(Optional.empty());
      default -> tool.refused(Optional.of(new String(text, StandardCharsets.UTF_8)));
    }
  }

  private static int value(byte[] text) {
    return ByteBuffer.wrap(text).order(ByteOrder.nativeOrder()).getInt();
  }

  private void lose() {
    List<StartedTool> left;
    synchronized (this) {
      lost = true;
      left = List.copyOf(started.values());
      started.clear();
    }
    process.destroyForcibly();
    for (StartedTool tool : left) {
      tool.lost();
    }
  }

  /** Ends it, and with it what waits for input. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException gone) {
      // As it should be.
    }
  }
}
