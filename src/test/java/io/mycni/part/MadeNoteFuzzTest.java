package io.mycni.part;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mycni.cni.Attachment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whatever a note holds it is one, or none; one that is read is written as it was. */
class MadeNoteFuzzTest {
  private static final Attachment C1 = new Attachment("mynet", "c1", "eth0");

  @FuzzTest
  void anyText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    MadeNote.ownerOf(text);
    MadeNote.parse(text, C1);
  }

  /** The sum at the end is right, so that what is in the note is looked at. */
  @FuzzTest
  void anyLinesWithTheirSum(byte[] bytes) {
    String lines = new String(bytes, StandardCharsets.UTF_8);
    Optional<MadeNote> note = MadeNote.parse(MadeNote.withSum(lines), C1);
    if (note.isPresent()) {
      note.get().valueOf(MadeNote.SETTINGS);
      note.get().masquerade();
      Optional<MadeNote> again = MadeNote.parse(note.get().text(C1), C1);
      assertEquals(note.get().isWritable() ? note : again, again);
    }
  }
}
