// Whether what ADDs write can be written: a file is made and removed, as only that tells of a file
// system that is full, out of inodes, mounted read-only or over its quota.
package io.mycni.doctor;

import io.mycni.node.NetworkLeases;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks about folders. */
final class StorageQuestions {
  private static final Path NOTES = Path.of("/run/mycni");
  private static final Path LEASES = Path.of("/var/lib/cni/networks");

  /** A file system may have room for a name, and none for what is in the file. */
  private static final int SOME_OCTETS = 4096;

  private StorageQuestions() {}

  /** Tries the folders of notes and of the leases; the folder of each network lies in these. */
  static List<Diagnosis> ask(List<NetworkLeases> leases) {
    Set<Path> folders = new LinkedHashSet<>(List.of(NOTES));
    leases.stream()
        .filter(each -> each.config().isPresent())
        .forEach(each -> folders.add(each.dataDir()));
    if (folders.size() == 1) {
      folders.add(LEASES);
    }
    List<Diagnosis> answers = new ArrayList<>();
    folders.forEach(folder -> answers.add(writable(folder)));
    return answers;
  }

  private static Diagnosis writable(Path folder) {
    Path there = folder;
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      Path trial = Files.createTempFile(there, ".mycni-doctor", ".tmp");
      try {
        Files.write(trial, new byte[SOME_OCTETS]);
      } finally {
        Files.delete(trial);
      }
      return Diagnosis.good(folder + " can be written");
    } catch (IOException e) {
      return Diagnosis.fail(
          "nothing can be written to " + folder + ": " + reason(e),
          "see `df "
              + there
              + "` and `df -i "
              + there
              + "`: room and inodes; is it mounted"
              + " read-only, are you root?");
    }
  }

  /** Without the name of the file, which was of no account. */
  private static String reason(IOException e) {
    String text = IoReason.of(e);
    int end = text.indexOf(".tmp: ");
    return end < 0 ? text : text.substring(end + ".tmp: ".length());
  }
}
