// The other end of a question to the agent: what `mycni agent status` sends. The frames are those
// of a call, see src/main/c/agent.h; whether somebody is there, service.AgentSocket sees.
package io.mycni.agent;

import io.mycni.cni.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Asks a running agent. */
public final class Question {
  /** In the environment of a frame: what is asked, where it is no call. */
  static final String ASK = "MYCNI_ASK";

  /** What is answered by metrics. */
  static final String METRICS = "metrics";

  private static final int GREETING = 15;
  private static final int RESULT = 'R';

  private Question() {}

  /**
   * Asks for the agent's report on itself.
   *
   * @throws IOException when there is no answer
   */
  public static JsonNode status(Path socket) throws IOException {
    return Json.readObject(ask(socket, "status"));
  }

  /**
   * Asks for the agent's metrics, in Prometheus' text format.
   *
   * @throws IOException when there is no answer
   */
  public static byte[] metrics(Path socket) throws IOException {
    return ask(socket, METRICS);
  }

  private static byte[] ask(Path socket, String question) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      InputStream in = Channels.newInputStream(channel);
      byte[] name = in.readNBytes(GREETING);
      Files.write(Path.of("/proc/self/comm"), name);
      ByteBuffer frame = ByteBuffer.wrap(frame(question));
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
      if (in.read() != RESULT) {
        throw new IOException(
            "it declines to answer: it sees other links or files than this process, or ends");
      }
      DataInputStream data = new DataInputStream(in);
      number(data);
      byte[] answer = new byte[number(data)];
      data.readFully(answer);
      return answer;
    }
  }

  private static int number(DataInputStream in) throws IOException {
    byte[] bytes = new byte[Integer.BYTES];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }

  private static byte[] frame(String question) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    String process = String.valueOf(ProcessHandle.current().pid());
    for (String field : List.of(process, "mycni", "/", "", ASK + "=" + question)) {
      byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
      fields.write(number(bytes.length));
      fields.write(bytes);
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(number(fields.size()));
    fields.writeTo(frame);
    return frame.toByteArray();
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }
}
