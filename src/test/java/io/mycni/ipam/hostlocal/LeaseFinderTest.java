package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.ipam.hostlocal.LeaseFiles.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A DEL leaves no lease, an ADD gives no second one, whatever the index says. */
class LeaseFinderTest {
  @TempDir private Path folder;
  private Leases leases;

  @BeforeEach
  void begin() {
    leases = new Leases(folder);
  }

  private void isGone(String... addresses) {
    for (String address : addresses) {
      assertFalse(Files.exists(leases.file(address)), address + " was left");
    }
  }

  private void dualStack() {
    leases.keys = "\"ranges\":[[{\"subnet\":\"10.1.0.0/16\"}],[{\"subnet\":\"fd00::/64\"}]]";
  }

  @Test
  void bothLeasesOfADualStackAttachmentOfAnotherProgramGo() throws IOException {
    dualStack();
    leases.take("first");
    leases.foreign("10.1.0.3", "theirs");
    Files.writeString(leases.file("last_reserved_ip.0"), "10.1.0.3");
    leases.foreign("fd00::77", "theirs");
    leases.of("theirs").release(List.of());
    isGone("10.1.0.3", "fd00::77");
  }

  @Test
  void aLeaseOutOfTurnGoesAsWellAsTheOneInTurn() throws IOException {
    leases.take("first");
    leases.foreign("10.1.0.77", "theirs");
    leases.foreign("10.1.0.3", "theirs");
    Files.writeString(leases.file("last_reserved_ip.0"), "10.1.0.3");
    leases.take("second");
    leases.of("theirs").release(List.of());
    isGone("10.1.0.3", "10.1.0.77");
  }

  @Test
  void aLeaseThatWasMadeWhileMycniChangedTheFolderGoes() throws IOException {
    leases.take("first");
    LeaseFiles files = leases.in(Gap.BEFORE_LINKING, () -> leases.foreign("10.1.0.77", "theirs"));
    Leases.take(leases.of("second", files));
    leases.of("theirs").release(List.of());
    isGone("10.1.0.77");
  }

  @Test
  void aSecondLeaseThatAnotherProgramGaveToOurAttachmentGoes() throws IOException {
    leases.take("mine");
    leases.foreign("10.1.0.77", "mine");
    leases.of("mine").release(List.of());
    isGone("10.1.0.2", "10.1.0.77");
  }

  @Test
  void whatAnotherProgramDoesWithinTheSameTickOfTheClockIsSeen() throws IOException {
    for (int i = 0; i < 40; i++) {
      leases.take("mine" + i);
      leases.foreign("10.1.0." + (150 + i), "theirs" + i);
      String container = "theirs" + i;
      CniException e = assertThrows(CniException.class, () -> leases.take(container));
      assertTrue(e.getMessage().contains("duplicate allocation is not allowed"), e.getMessage());
    }
  }

  @Test
  void leasesOfOurOwnAreTakenAndGivenBackWithoutReadingAll() throws IOException {
    for (int i = 10; i < 250; i++) {
      leases.foreign("10.1.0." + i, "c" + i);
    }
    leases.take("first");
    Leases.Watched add = leases.watched();
    Leases.take(leases.of("mine", add));
    Leases.Watched del = leases.watched();
    leases.of("mine", del).release(List.of());
    isGone("10.1.0.3");
    assertTrue(add.looks < 10, add.looks + " looks");
    assertTrue(del.looks < 10, del.looks + " looks");
  }

  /** Ways in which an index can be wrong. */
  enum Damage {
    GONE {
      @Override
      void to(Path file, String before) throws IOException {
        Files.delete(file);
      }
    },
    EMPTIED {
      @Override
      void to(Path file, String before) throws IOException {
        Files.writeString(file, "");
      }
    },
    CUT {
      @Override
      void to(Path file, String before) throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));
      }
    },
    LAST_WORD_CUT {
      @Override
      void to(Path file, String before) throws IOException {
        String text = Files.readString(file);
        int end = text.lastIndexOf(' ', text.length() - 3);
        Files.writeString(file, end < 0 ? "" : text.substring(0, end + 1) + "\n");
      }
    },
    EDITED {
      @Override
      void to(Path file, String before) throws IOException {
        Files.writeString(file, Files.readString(file).replace("mine", "mind"));
      }
    },
    OLD {
      @Override
      void to(Path file, String before) throws IOException {
        Files.writeString(file, before);
      }
    },
    RUBBISH {
      @Override
      void to(Path file, String before) throws IOException {
        Files.writeString(file, "rubbish\n\n \0 \n  \n");
      }
    };

    abstract void to(Path file, String before) throws IOException;
  }

  private List<Path> indexFiles() throws IOException {
    try (Stream<Path> all = Files.list(leases.index())) {
      return all.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDamagedIndexCostsTimeOnly(Damage damage) throws IOException {
    dualStack();
    leases.take("first");
    leases.take("mine");
    List<Path> files = indexFiles();
    assertTrue(files.size() >= 5, files.toString());
    for (Path file : files) {
      leases.of("mine").release(List.of());
      String before = Files.exists(file) ? Files.readString(file) : "";
      List<String> mine =
          leases.of("mine").take().ips().stream()
              .map(ip -> ip.address().address().toString())
              .toList();
      if (Files.exists(file)) {
        damage.to(file, before);
      }
      assertThrows(
          CniException.class, () -> leases.take("mine"), "a second one by " + file.getFileName());
      if (Files.exists(file)) {
        damage.to(file, before);
      }
      leases.of("mine").release(List.of());
      isGone(mine.toArray(String[]::new));
    }
    leases.of("first").release(List.of());
    isGone("10.1.0.2", "fd00::2");
  }

  @Test
  void theIndexOfAnotherFolderCostsTimeOnly() throws IOException {
    leases.take("mine");
    List<Path> files = indexFiles();
    Leases others = new Leases(folder.resolve("other"));
    others.take("first");
    others.take("mine");
    for (Path file : files) {
      Path theirs = others.index().resolve(file.getFileName());
      Files.deleteIfExists(file);
      if (Files.exists(theirs)) {
        Files.copy(theirs, file);
      }
    }
    assertThrows(CniException.class, () -> leases.take("mine"));
    leases.of("mine").release(List.of());
    isGone("10.1.0.2");
  }
}
