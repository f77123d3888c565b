// The lock under which the calls of one attachment follow each other, in and between processes:
// whatever an ADD has to undo is undone before a DEL, or another ADD, begins.
//
//   /run/mycni/attachments.lock   one byte of it, which need not be there, for each attachment;
//                                 those of one network lie side by side, so that a GC has one range
//   /run/mycni/calls/KEY          there while an ADD or a DEL is at work. Where the next call
//                                 finds it, the one before was killed, and what it had started may
//                                 still be running (Orphans). A line in it is a tool that worked
//                                 for the call and was started before it
//
// What a container's interfaces share is chosen under a byte of its namespace, which comes next.
// Each role has bytes of its own, as a bridge may call host-local for the same attachment. This is
// the first lock of a call; then come the host's (HostLock) and that of the leases.
package io.mycni.lock;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.Deadline;
import io.mycni.process.IoReason;
import io.mycni.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Hands the lock out. */
public final class AttachmentLock {
  /**
   * The variable by which other plugins are known that a call has started, as tools are by {@link
   * Tools#TOOL_OF}; the value of both is {@link #key}.
   */
  public static final String PLUGIN_OF = "MYCNI_PLUGIN_OF";

  private static final Path FOLDER = Path.of("/run/mycni");
  private static final Path FILE = FOLDER.resolve("attachments.lock");
  private static final Path CALLS = FOLDER.resolve("calls");
  private static final int ATTACHMENT_BITS = 32;
  private static final long NETWORKS = 1L << 28;

  private final FileLocks locks;
  private final Deadline deadline;

  /** Makes a lock that is waited for until {@code deadline} at most. */
  public AttachmentLock(FileLocks locks, Deadline deadline) {
    this.locks = locks;
    this.deadline = deadline;
  }

  /**
   * Waits until no other call of an attachment is at work, nor anything that a killed one has left.
   *
   * @param role the type of the plugin that serves the call
   * @throws CniException with {@link ErrorCode#TRY_AGAIN} when that takes too long, naming the
   *     process that is at work
   */
  public FileLocks.Held change(String role, Attachment attachment) {
    FileLocks.Held held = acquire(bytes(role, attachment), FileLocks.Mode.ALONE);
    if (held == FileLocks.NONE) {
      return held;
    }
    String key = key(role, attachment);
    Path note = CALLS.resolve(key);
    boolean noted = false;
    try {
      if (!note(note)) {
        Orphans.end(note, key, locks);
        Files.write(note, new byte[0]);
      }
      noted = true;
      return new Noted(held, note);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      if (!noted) {
        held.close();
      }
    }
  }

  /** Waits like {@link #change}, to look at an attachment together with others who only look. */
  public FileLocks.Held look(String role, Attachment attachment) {
    return acquire(bytes(role, attachment), FileLocks.Mode.SHARED);
  }

  /**
   * Waits until no call of any attachment of a network is at work, nor anything that killed ones
   * have left: nobody else would come for an attachment that is collected.
   */
  public FileLocks.Held changeAll(String role, String network) {
    LockRange range = bytes(role, network);
    FileLocks.Held held = acquire(range, FileLocks.Mode.ALONE);
    if (held == FileLocks.NONE) {
      return held;
    }
    boolean ended = false;
    try {
      endKilled(range);
      ended = true;
      return held;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      if (!ended) {
        held.close();
      }
    }
  }

  /** Whoever holds the range alone knows that each note in it is of a call that was killed. */
  private void endKilled(LockRange range) throws IOException {
    for (Path note : notes()) {
      String key = note.getFileName().toString();
      if (isIn(key, range)) {
        Orphans.end(note, key, locks);
        Files.deleteIfExists(note);
      }
    }
  }

  private static List<Path> notes() throws IOException {
    List<Path> notes = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(CALLS)) {
      for (Path each : all) {
        notes.add(each);
      }
    } catch (NoSuchFileException none) {
      // No call was made since the kernel started.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return notes;
  }

  private static boolean isIn(String key, LockRange range) {
    try {
      long number = Long.parseLong(key, 16);
      return number >= range.start() && number - range.start() < range.length();
    } catch (NumberFormatException notOurs) {
      return false;
    }
  }

  /**
   * Waits until no other call is at work that chooses something in a container's namespace which
   * all its interfaces share, a table of routes say. Whoever takes it holds that of its attachment.
   *
   * @param namespace which namespace it is, as its identity says
   */
  public FileLocks.Held namespace(String namespace) {
    return acquire(new LockRange(bytes("namespace", namespace).start(), 1), FileLocks.Mode.ALONE);
  }

  /** Returns the name under which the processes of an attachment's calls are known. */
  public static String key(String role, Attachment attachment) {
    return Long.toHexString(bytes(role, attachment).start());
  }

  /**
   * Notes a tool that works for a call which did not start it; see {@link
   * io.mycni.process.ToolNotes}. Where there is no note of the call, there is none of its tools.
   */
  public static boolean noteTool(String key, String process) {
    try {
      byte[] line = (process + "\n").getBytes(StandardCharsets.US_ASCII);
      Files.write(CALLS.resolve(key), line, StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private FileLocks.Held acquire(LockRange bytes, FileLocks.Mode mode) {
    try {
      return locks.acquire(FILE, bytes, mode, deadline);
    } catch (AccessDeniedException e) {
      // Whoever may not write there cannot change a network either; leases have their own lock.
      return FileLocks.NONE;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Makes the note of a call; tells whether there was none of an earlier one. */
  private static boolean note(Path note) throws IOException {
    try {
      Files.createFile(note);
      return true;
    } catch (NoSuchFileException noFolder) {
      Files.createDirectories(CALLS);
      Files.createFile(note);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static CniException failed(IOException e) {
    return new CniException(
        ErrorCode.IO_FAILURE,
        "the locks in " + FOLDER + " cannot be used: " + IoReason.of(e),
        "mycni needs to write to " + FOLDER + "; is /run mounted, and is this root?",
        e);
  }

  private static LockRange bytes(String role, String network) {
    long start = Long.remainderUnsigned(hash(role, network), NETWORKS) << ATTACHMENT_BITS;
    return new LockRange(start, 1L << ATTACHMENT_BITS);
  }

  private static LockRange bytes(String role, Attachment attachment) {
    long within = hash(attachment.containerId(), attachment.ifname()) >>> ATTACHMENT_BITS;
    return new LockRange(bytes(role, attachment.network()).start() + within, 1);
  }

  /** FNV-1a, 64 bits. Two attachments of one number would wait for each other, no more. */
  private static long hash(String first, String second) {
    return hash(hash(0xcbf29ce484222325L, first) * 0x100000001b3L, second);
  }

  private static long hash(long begun, String text) {
    long hash = begun;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash ^ hash >>> ATTACHMENT_BITS;
  }

  /** The lock with the note of the call, which goes first. */
  private static final class Noted implements FileLocks.Held {
    private final FileLocks.Held held;
    private final Path note;

    Noted(FileLocks.Held held, Path note) {
      this.held = held;
      this.note = note;
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(note);
      } catch (IOException e) {
        // The next call will look for what is not there, which takes it a moment.
      } finally {
        held.close();
      }
    }
  }
}
