package io.mycni.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whatever comes through the agent's socket is a frame whose texts can be used, or is refused. */
class FrameFuzzTest {
  @FuzzTest
  void anyBytes(byte[] bytes) {
    read(bytes);
  }

  /** The length in front is right, so that what is in the frame is looked at. */
  @FuzzTest
  void anyFields(byte[] fields) {
    byte[] frame =
        ByteBuffer.allocate(Integer.BYTES + fields.length)
            .order(ByteOrder.nativeOrder())
            .putInt(fields.length)
            .put(fields)
            .array();
    read(frame);
  }

  private static void read(byte[] bytes) {
    Frame frame;
    try {
      frame = Frame.read(new ByteArrayInputStream(bytes));
    } catch (IOException refused) {
      return;
    }
    assertTrue(frame.process() >= 0 && frame.folder().isAbsolute());
    assertEquals(-1, frame.program().indexOf('\0'));
    frame
        .environment()
        .forEach((name, value) -> {
          assertTrue(!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0);
          assertEquals(-1, value.indexOf('\0'));
        });
  }
}
