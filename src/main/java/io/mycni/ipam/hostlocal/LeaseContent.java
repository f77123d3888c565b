// What is there of an address's name in a folder of leases. Only plain files of a sane size are
// leases; whatever else has such a name is left alone, and keeps the address taken.
package io.mycni.ipam.hostlocal;

import io.mycni.net.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** What a lease file says, if it is one. */
sealed interface LeaseContent {
  /** A container ID comes from an environment variable, which Linux limits to 128 KiB. */
  int LARGEST = 132 * 1024;

  /** Nothing. */
  record Absent() implements LeaseContent {}

  /**
   * An empty file: its writer is at work, or died before it wrote.
   *
   * @param mark which file it is
   */
  record Empty(Mark mark) implements LeaseContent {}

  /**
   * A lease.
   *
   * @param lease the lease
   * @param mark which file it is in
   */
  record Held(Lease lease, Mark mark) implements LeaseContent {}

  /**
   * Something that is no lease.
   *
   * @param what {@code a folder}, say
   */
  record Odd(String what) implements LeaseContent {}

  /**
   * Tells one file from another that has its name later.
   *
   * @param inode device and inode
   * @param written when it was written, in nanoseconds since 1970
   */
  record Mark(Object inode, long written) {
    static Mark of(BasicFileAttributes file) {
      return new Mark(file.fileKey(), file.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    // No equality of records: the compiler's is linked at its first use, which costs a start-up.
    boolean isSame(Mark other) {
      return written == other.written && inode.equals(other.inode);
    }
  }

  /** Looks at a file that has, or had, an address's name. */
  static LeaseContent in(Path file, IpAddress address) {
    try {
      BasicFileAttributes there = attributes(file);
      if (!there.isRegularFile()) {
        return new Odd(there.isDirectory() ? "a folder" : "no plain file");
      }
      if (there.size() > LARGEST) {
        return new Odd("a file of " + there.size() + " bytes");
      }
      return there.size() == 0 ? new Empty(Mark.of(there)) : read(file, address, Mark.of(there));
    } catch (NoSuchFileException e) {
      return new Absent();
    } catch (IOException e) {
      throw LeaseDirectory.failed("read the lease " + file, e);
    }
  }

  private static LeaseContent read(Path file, IpAddress address, Mark mark) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(LARGEST + 1);
    }
    if (bytes.length == 0) {
      return new Empty(mark);
    }
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || bytes.length > LARGEST) {
      return new Odd("a file that names no container");
    }
    int end = text.indexOf('\n');
    String id = end < 0 ? text : text.substring(0, end).strip();
    String ifname = end < 0 ? "" : text.substring(end + 1).strip();
    return new Held(new Lease(address, id, ifname), mark);
  }

  static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
