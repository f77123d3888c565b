// Where a process stands and what it may: whom the agent may serve, by comparing. Everything is
// read from /proc, so it is the kernel's word and not the caller's.
package io.mycni.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The standing of a process (proc(5), namespaces(7), capabilities(7)).
 *
 * @param places its namespaces and its root folder: who has the same sees the same links, files and
 *     processes
 * @param capabilities the effective capabilities, one bit each
 */
record Standing(List<String> places, long capabilities) {
  private static final String RANDOM = "/dev/urandom";
  private static final String NAME_BEGINS = "mycni-";
  private static final int RANDOM_DIGITS = 9;
  private static final int DIGITS = 36;
  private static final String CAPABILITIES = "CapEff:";
  private static final int HEXADECIMAL = 16;

  /** Looks at this process, the agent. */
  static Standing ofThisProcess() throws IOException {
    Path self = Path.of("/proc/self");
    return new Standing(places(self), capabilities(self));
  }

  /**
   * Returns a name that nobody guesses, of 15 characters, by which a caller has to call itself.
   * Only the threads of a process can write its {@code comm}, so who does is that process. It comes
   * from the kernel, as Java's own source takes as long to be loaded as all else that starts an
   * agent.
   */
  static String freshName() throws IOException {
    byte[] random = new byte[RANDOM_DIGITS];
    try (FileInputStream in = new FileInputStream(RANDOM)) {
      if (in.readNBytes(random, 0, random.length) < random.length) {
        throw new IOException(RANDOM + " has ended");
      }
    }
    StringBuilder name = new StringBuilder(NAME_BEGINS);
    for (byte each : random) {
      name.append(Character.forDigit(Byte.toUnsignedInt(each) % DIGITS, DIGITS));
    }
    return name.toString();
  }

  /**
   * Tells whether a process could do by itself what the agent, which stands so, does for it. What a
   * caller of another world would have done to its own, the agent would do to the host's; and what
   * a caller has no power to do, nobody does for it.
   *
   * @param process its ID
   * @param name the name that it was given
   */
  boolean isSharedBy(int process, String name) {
    Path folder = Path.of("/proc", Integer.toString(process));
    try {
      // Looked at twice, so that all between is of the process that has the name.
      return isNamed(folder, name)
          && places(folder).equals(places)
          && (capabilities & ~capabilities(folder)) == 0
          && isNamed(folder, name);
    } catch (IOException goneOrNotToBeLookedInto) {
      return false;
    }
  }

  private static boolean isNamed(Path process, String name) throws IOException {
    return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
        .equals(name + "\n");
  }

  private static List<String> places(Path process) throws IOException {
    List<String> places = new ArrayList<>();
    for (String name : List.of("ns/net", "ns/mnt", "ns/user", "ns/pid", "root")) {
      places.add(link(process.resolve(name)).orElse(""));
    }
    return places;
  }

  /** A kernel without user namespaces has no file for them. */
  private static Optional<String> link(Path file) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(file).toString());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static long capabilities(Path process) throws IOException {
    String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
    for (String line : status.split("\n")) {
      if (line.startsWith(CAPABILITIES)) {
        return Long.parseUnsignedLong(line.substring(CAPABILITIES.length()).strip(), HEXADECIMAL);
      }
    }
    throw new IOException(process + "/status does not tell the capabilities");
  }
}
