package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mycni.cni.CniException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whatever lies in a folder of leases, an address that somebody may hold is not given again. */
class LeaseFileFuzzTest {
  @FuzzTest
  void anyLease(byte[] bytes) throws IOException {
    with("10.1.0.2", bytes);
  }

  @FuzzTest
  void anyNoteOfTheLastAddress(byte[] bytes) throws IOException {
    with("last_reserved_ip.0", bytes);
  }

  @FuzzTest
  void anyIndex(byte[] bytes) throws IOException {
    Path folder = Files.createTempDirectory("leases");
    try {
      Leases leases = new Leases(folder);
      String first = leases.take("c1");
      for (String file : List.of("synced", LeaseIndex.shardName(LeaseIndex.shardOf("c1")))) {
        Files.write(leases.index().resolve(file), bytes);
        String other = leases.take("c" + file.length());
        assertNotEquals(first, other);
        leases.of("c1").held();
      }
    } finally {
      remove(folder);
    }
  }

  private static void with(String name, byte[] bytes) throws IOException {
    Path folder = Files.createTempDirectory("leases");
    try {
      Leases leases = new Leases(folder);
      Files.createDirectories(leases.file("x").getParent());
      Files.write(leases.file(name), bytes);
      try {
        String given = leases.take("c1");
        if (bytes.length > 0) {
          assertNotEquals(name, given);
        }
        leases.of("c1").held();
        leases.of("c1").holdings();
        leases.of("c1").release(List.of());
      } catch (CniException e) {
        // c1 may be who the file names.
        if (e.code() == 199) {
          throw e;
        }
      }
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
