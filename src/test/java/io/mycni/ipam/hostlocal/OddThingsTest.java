package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.process.Deadline;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever lies in a folder of leases, the network goes on. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddThingsTest {
  @TempDir private Path folder;
  private Leases leases;

  @BeforeEach
  void begin() throws IOException {
    leases = new Leases(folder);
    Files.createDirectories(leases.file("x").getParent());
  }

  /** What may have the name of a lease, of the last address or of the lock. */
  enum Odd {
    DANGLING_LINK {
      @Override
      void make(Path file) throws IOException {
        Files.createSymbolicLink(file, Path.of("/nonexistent/nowhere"));
      }
    },
    LINK_TO_A_FILE {
      @Override
      void make(Path file) throws IOException {
        Path target = file.resolveSibling("target");
        Files.writeString(target, "mine\r\neth0");
        Files.createSymbolicLink(file, target);
      }
    },
    LINK_TO_ITSELF {
      @Override
      void make(Path file) throws IOException {
        Files.createSymbolicLink(file, file);
      }
    },
    FOLDER {
      @Override
      void make(Path file) throws IOException {
        Files.createDirectories(file.resolve("more"));
      }
    },
    PIPE {
      @Override
      void make(Path file) throws IOException {
        new ProcessBuilder("mkfifo", file.toString()).start().onExit().join();
        assertTrue(Files.exists(file));
      }
    },
    SOCKET {
      @Override
      void make(Path file) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
          server.bind(UnixDomainSocketAddress.of(file));
        }
      }
    },
    HUGE_FILE {
      @Override
      void make(Path file) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
          out.setLength(1L << 40);
        }
      }
    },
    BLANK_FILE {
      @Override
      void make(Path file) throws IOException {
        Files.writeString(file, " \n\n");
      }
    },
    RUBBISH {
      @Override
      void make(Path file) throws IOException {
        Files.write(file, new byte[] {0, -1, '\n', '\n', -2, 0, ' '});
      }
    };

    abstract void make(Path file) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Odd.class)
  void aNameThatSomethingElseHasIsPassedOverByAllVerbs(Odd odd) throws IOException {
    leases.keys = "\"subnet\":\"10.1.0.0/29\"";
    odd.make(leases.file("10.1.0.2"));
    assertEquals("10.1.0.3", leases.take("mine"));
    assertThrows(CniException.class, () -> leases.take("mine"));
    leases.of("mine").check(List.of());
    leases.of("mine").status();
    LeaseList.of(folder.resolve("data"), "net");
    leases.of("mine").holdings();
    leases.of("mine").release(List.of());
    assertFalse(Files.exists(leases.file("10.1.0.3")));

    for (String container : List.of("a", "b", "c", "d")) {
      leases.take(container);
    }
    CniException e = assertThrows(CniException.class, () -> leases.take("e"));
    assertTrue(e.getMessage().contains("no IP addresses available in range set"), e.getMessage());
    leases.of("").collect(Set.of());
    assertFalse(Files.exists(leases.file("10.1.0.4")));
    assertTrue(
        odd == Odd.RUBBISH || Files.exists(leases.file("10.1.0.2"), LinkOption.NOFOLLOW_LINKS),
        "what is no lease is not ours to remove");
  }

  @ParameterizedTest
  @EnumSource(Odd.class)
  void anOddLastAddressOnlyCostsTheTurn(Odd odd) throws IOException {
    odd.make(leases.file("last_reserved_ip.0"));
    assertEquals("10.1.0.2", leases.take("mine"));
    assertEquals("10.1.0.3", leases.take("other"));
    leases.of("mine").release(List.of());
    assertFalse(Files.exists(leases.file("10.1.0.2")));
    HostLocal failing = leases.of("third");
    failing.take();
    failing.takeBack();
  }

  @ParameterizedTest
  @EnumSource(
      value = Odd.class,
      names = {"DANGLING_LINK", "LINK_TO_A_FILE", "LINK_TO_ITSELF", "FOLDER", "PIPE", "SOCKET"})
  void aLockThatIsNoPlainFileIsSaid(Odd odd) throws IOException {
    odd.make(leases.file("lock"));
    CniException e = assertThrows(CniException.class, () -> leases.take("mine"));
    assertEquals(5, e.code());
    assertTrue(
        e.getMessage().contains("net/lock must be a plain file that can be locked"),
        e.getMessage());
    e = assertThrows(CniException.class, () -> leases.of("mine").release(List.of()));
    assertEquals(5, e.code());
  }

  @Test
  void aRequestedAddressWhoseNameIsAFolderIsRefusedWithThat() throws IOException {
    leases.keys = "\"subnet\":\"10.1.0.0/24\"},\"args\":{\"cni\":{\"ips\":[\"10.1.0.9\"]}";
    Odd.FOLDER.make(leases.file("10.1.0.9"));
    CniException e = assertThrows(CniException.class, () -> leases.take("mine"));
    assertTrue(e.getMessage().contains("held by a folder, which is no lease"), e.getMessage());
  }

  @Test
  void aNameInAnotherFormIsNoAddress() throws IOException {
    leases.keys = "\"subnet\":\"fd00::/120\"";
    leases.foreign("FD00::0002", "other");
    leases.foreign("fd00:0:0:0:0:0:0:3", "other");
    leases.foreign("::ffff:10.1.0.2", "other");
    assertEquals("fd00::2", leases.take("mine"));
    assertEquals("fd00::3", leases.take("second"));
    assertEquals(2, LeaseList.of(folder.resolve("data"), "net").size());
  }

  @Test
  void whenTimeIsOverTheSearchEndsAndTheLockIsFree() throws IOException {
    leases.keys = "\"subnet\":\"10.1.0.0/16\"";
    for (int i = 2; i < 1000; i++) {
      Files.createDirectory(leases.file("10.1." + i / 256 + "." + i % 256));
    }
    leases.deadline = Deadline.in(Duration.ZERO);
    CniException e = assertThrows(CniException.class, () -> leases.take("mine"));
    assertEquals(11, e.code());
    leases.deadline = Deadline.in(Duration.ofSeconds(20));
    assertEquals("10.1.3.232", leases.take("mine"));
  }

  @Test
  void aFileInThePlaceOfTheFolderHoldsNothingToRelease() throws IOException {
    Files.delete(leases.file("x").getParent());
    Files.writeString(leases.file("x").getParent(), "");
    leases.of("mine").release(List.of());
    CniException e = assertThrows(CniException.class, () -> leases.take("mine"));
    assertEquals(5, e.code());
  }
}
