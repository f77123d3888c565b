package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.ipam.hostlocal.LeaseFiles.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases where files cannot be linked, or not from beside their folder. */
class OddFileSystemsTest {
  @TempDir private Path folder;
  private Leases leases;

  @BeforeEach
  void begin() {
    leases = new Leases(folder);
  }

  private List<String> names(Path of) {
    return Arrays.stream(of.toFile().list()).sorted().toList();
  }

  private void release(String container, LeaseFiles files) {
    HostLocal of = leases.of(container, files);
    of.release(of.held());
  }

  @Test
  void theFolderOfANetworkMayLieOnAnotherFileSystem() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
        "needs a second file system in " + memory);
    Path elsewhere = Files.createTempDirectory(memory, "mycni-leases");
    try {
      Files.createDirectories(folder.resolve("data"));
      Files.createSymbolicLink(folder.resolve("data/net"), elsewhere);
      assertEquals("10.1.0.2", leases.take("one"));
      assertEquals("10.1.0.3", leases.take("two"));
      release("one", leases.watched());
      assertFalse(Files.exists(elsewhere.resolve("10.1.0.2")));
      assertEquals("two\r\neth0", Files.readString(elsewhere.resolve("10.1.0.3")));
      HostLocal third = leases.of("three");
      assertEquals("10.1.0.4", Leases.take(third));
      third.takeBack();
      assertEquals(List.of("10.1.0.3", "last_reserved_ip.0", "lock"), names(elsewhere));
      assertEquals(List.of(), leases.drafts());
    } finally {
      for (String name : names(elsewhere)) {
        Files.delete(elsewhere.resolve(name));
      }
      Files.delete(elsewhere);
    }
  }

  @Test
  void whatACrashHasLeftThereGoes() throws IOException {
    leases.foreign(".mycni-999999999-1-2-3.new", "crashed");
    assertEquals("10.1.0.2", Leases.take(leases.of("one", leases.withoutLinks())));
    assertEquals(
        List.of("10.1.0.2", "last_reserved_ip.0", "lock"), names(folder.resolve("data/net")));
  }

  @Test
  void whereThereAreNoHardLinksAnAddressIsTakenByExclusiveCreation() throws IOException {
    assertEquals("10.1.0.2", Leases.take(leases.of("one", leases.withoutLinks())));
    assertEquals("one\r\neth0", leases.text("10.1.0.2"));
    LeaseFiles files =
        leases.in(
            leases.withoutLinks(), Gap.BEFORE_LINKING, () -> leases.foreign("10.1.0.3", "theirs"));
    assertEquals("10.1.0.4", Leases.take(leases.of("two", files)));
    assertEquals("theirs\r\neth0", leases.text("10.1.0.3"));
    release("one", leases.withoutLinks());
    assertFalse(Files.exists(leases.file("10.1.0.2")));
    assertEquals(List.of(), leases.drafts());
  }

  @Test
  void whereThereAreNoHardLinksALeaseThatWasNotMeantIsPutBack() throws IOException {
    Leases.take(leases.of("mine", leases.withoutLinks()));
    LeaseFiles files =
        leases.in(
            leases.withoutLinks(),
            Gap.BEFORE_MOVING_AWAY,
            () -> {
              Files.delete(leases.file("10.1.0.2"));
              leases.foreign("10.1.0.2", "theirs");
            });
    release("mine", files);
    assertTrue(Files.exists(leases.file("10.1.0.2")));
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));
    assertEquals(List.of(), leases.drafts());
  }
}
