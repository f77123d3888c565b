package io.mycni.part;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Attachment;
import io.mycni.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Notes are believed as a whole or not at all, and whatever lies in their place holds nobody up.
 */
@Timeout(20)
class MadeNotesTest {
  private static final Attachment ONE = new Attachment("net", "a", "eth0");
  private static final MadeNote NOTE =
      new MadeNote(
          List.of("masquerade iptables", "spoofcheck on"),
          "host-local",
          "/data",
          List.of(IpAddress.parse("10.1.0.2").get(), IpAddress.parse("fd00::2").get()),
          "/run/netns/a",
          "4:4026532177",
          MadeNote.State.BEGUN);

  @TempDir Path folder;
  private MadeNotes notes;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    notes = new MadeNotes(folder);
    notes.write(ONE, NOTE);
    try (var files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
  }

  @Test
  void aNoteIsReadAsItWasWritten() {
    MadeNote read = notes.of(ONE).orElseThrow();
    assertEquals(NOTE, read);
    notes.forget(ONE);
    assertTrue(notes.of(ONE).isEmpty());
  }

  @Test
  void aNoteWithAnyLetterChangedIsNone() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertTrue(notes.of(ONE).isEmpty(), "the letter at " + i);
    }
  }

  @Test
  void aNoteThatWasCutOrLostALineIsNone() throws IOException {
    String whole = Files.readString(file);
    for (int length = 0; length < whole.length(); length++) {
      Files.writeString(file, whole.substring(0, length));
      assertTrue(notes.of(ONE).isEmpty(), "the first " + length);
    }
    for (String line : whole.lines().toList()) {
      Files.writeString(file, whole.replace(line + "\n", ""));
      assertTrue(notes.of(ONE).isEmpty(), "without " + line);
    }
  }

  @Test
  void aPipeInThePlaceOfANoteIsReplaced() throws Exception {
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    assertTrue(notes.of(ONE).isEmpty());
    notes.write(ONE, NOTE);
    assertTrue(notes.of(ONE).isPresent());
  }

  @Test
  void aLinkInThePlaceOfANoteIsNotFollowed() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    assertTrue(notes.of(ONE).isEmpty());
    String before = Files.readString(elsewhere);
    notes.write(ONE, new MadeNote(List.of(), "", "", List.of(), "", "", MadeNote.State.BEGUN));
    assertEquals(before, Files.readString(elsewhere));
  }

  @Test
  void aFolderInThePlaceOfANoteHoldsNobodyUp() throws IOException {
    Files.delete(file);
    Files.createDirectories(file.resolve("something"));
    assertTrue(notes.of(ONE).isEmpty());
    notes.write(ONE, NOTE);
    notes.forget(ONE);
    assertTrue(notes.of(ONE).isEmpty());
  }

  /** What a killed call has left of a note is no note, and is in nobody's way. */
  @Test
  void aNoteIsTheOldOneUntilTheNewOneIsWhole() throws IOException {
    Path draft = folder.resolve(file.getFileName() + ".new");
    Files.writeString(draft, Files.readString(file).substring(0, 9));
    assertEquals(NOTE, notes.of(ONE).orElseThrow());
    notes.finish(ONE, NOTE);
    assertEquals(NOTE.finish(), notes.of(ONE).orElseThrow());
    Files.createDirectories(draft.resolve("something"));
    notes.finish(ONE, NOTE);
    assertEquals(NOTE.finish(), notes.of(ONE).orElseThrow());
  }
}
