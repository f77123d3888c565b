// Where the notes about attachments are kept:
//
//   /run/mycni/made/HASH   one MadeNote; HASH is of network, container and interface, and for a
//                          plugin that works behind others of its type, too
//
// A note is written before anything is made, and goes when all of it is gone. It lies where the
// kernel's state ends, too: at a reboot. Where there is none (the reference made the attachment, or
// somebody emptied /run), a DEL has to look at everything; so a lost note costs only time. The same
// goes for one that is damaged, and for whatever else lies in its place: a pipe, a link, a folder.
package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The notes of a node. */
public final class MadeNotes {
  private static final int DIGITS = 32;

  /** More than the longest note, whose names come from the environment; in bytes. */
  private static final int LARGEST = 1 << 20;

  private final Path folder;
  private final String role;

  /** Makes the notes of what makes attachments that lie in that folder. */
  public MadeNotes(Path folder) {
    this(folder, "");
  }

  /**
   * Makes the notes that lie in that folder of those who work on one attachment.
   *
   * @param role who of them; empty for the one that makes it
   */
  public MadeNotes(Path folder, String role) {
    this.folder = folder;
    this.role = role;
  }

  /** Returns the notes of another who works on the same attachments. */
  public MadeNotes of(String other) {
    return new MadeNotes(folder, other);
  }

  /** Returns the note about an attachment; empty when there is none that can be read. */
  public Optional<MadeNote> of(Attachment attachment) {
    return MadeNote.parse(text(file(attachment)), attachment);
  }

  /** Returns all notes about attachments to a network. */
  public Map<Attachment, MadeNote> ofNetwork(String network) {
    Map<Attachment, MadeNote> found = all();
    found.keySet().removeIf(attachment -> !attachment.network().equals(network));
    return found;
  }

  /** Returns all notes. */
  public Map<Attachment, MadeNote> all() {
    Map<Attachment, MadeNote> found = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String text = text(file);
        Optional<Attachment> owner = MadeNote.ownerOf(text);
        if (owner.isPresent() && file(owner.get()).equals(file)) {
          MadeNote.parse(text, owner.get()).ifPresent(note -> found.put(owner.get(), note));
        }
      }
    } catch (IOException noFolder) {
      // There are no notes.
    }
    return found;
  }

  /** Returns the names of all notes, of whomever; empty where they cannot be looked at. */
  public Optional<Set<String>> names() {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.length() == DIGITS) {
          names.add(name);
        }
      }
      return Optional.of(names);
    } catch (NoSuchFileException none) {
      return Optional.of(names);
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
  }

  /** Returns the name of the note about an attachment. */
  public String name(Attachment attachment) {
    return file(attachment).getFileName().toString();
  }

  /**
   * Returns how many attachments of each network are noted.
   *
   * @throws IOException when the folder is there and cannot be read
   */
  public Map<String, Integer> many() throws IOException {
    Map<String, Integer> many = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Optional<Attachment> owner = MadeNote.ownerOf(text(file));
        if (owner.isPresent() && file(owner.get()).equals(file)) {
          many.merge(owner.get().network(), 1, Integer::sum);
        }
      }
    } catch (NoSuchFileException none) {
      // Nothing was made since the kernel started.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return many;
  }

  /** Returns what a file says; nothing where it can be no note. */
  private static String text(Path file) {
    try {
      BasicFileAttributes there = look(file);
      return there.isRegularFile() && there.size() <= LARGEST
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Writes the note about an attachment in the place of what was there. Where notes cannot be kept
   * there is none.
   *
   * @throws CniException when an older note can be neither replaced nor removed: it would mislead
   */
  public void write(Attachment attachment, MadeNote note) {
    byte[] bytes = note.text(attachment).getBytes(StandardCharsets.UTF_8);
    // A line break would be read as the end of a line.
    if (!note.isWritable() || !write(file(attachment), bytes)) {
      forget(attachment);
    }
  }

  /** Says in a note that is there that it is finished; when that fails, it stays as it is. */
  public void finish(Attachment attachment, MadeNote note) {
    MadeNote finished = note.finish();
    if (finished.isWritable()) {
      write(file(attachment), finished.text(attachment).getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean write(Path file, byte[] bytes) {
    try {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(file);
      }
      WholeFile.write(file, bytes);
      return true;
    } catch (NoSuchFileException noFolder) {
      try {
        Files.createDirectories(folder);
        WholeFile.write(file, bytes);
        return true;
      } catch (IOException e) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static BasicFileAttributes look(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Removes the note about an attachment, of which nothing is left.
   *
   * @throws CniException when it cannot be removed
   */
  public void forget(Attachment attachment) {
    try {
      WholeFile.remove(file(attachment));
    } catch (DirectoryNotEmptyException noNote) {
      // Somebody's folder misleads nobody: it is not read as a note.
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE,
          "the note " + file(attachment) + " cannot be removed",
          "is /run writable, and is this root?",
          e);
    }
  }

  private Path file(Attachment attachment) {
    return folder.resolve(
        Hashes.hex(Hashes.of("made " + (role.isEmpty() ? "" : role + " ") + attachment), DIGITS));
  }
}
