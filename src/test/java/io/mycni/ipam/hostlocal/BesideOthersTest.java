package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.ipam.hostlocal.LeaseFiles.Gap;
import io.mycni.ipam.hostlocal.Leases.Watched;
import io.mycni.lock.FileLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others change the folder in just those moments in which a call of ours is between two steps. */
class BesideOthersTest {
  @TempDir private Path folder;
  private Leases leases;

  @BeforeEach
  void begin() {
    leases = new Leases(folder);
  }

  private void replace(String address, String container) throws IOException {
    Files.delete(leases.file(address));
    leases.foreign(address, container);
  }

  private static void requireSight() throws IOException {
    Assumptions.assumeTrue(
        Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().equals("pid:[4026531836]"),
        "whether a writer is dead is known in the first PID namespace only");
  }

  private String takeWith(LeaseFiles files) {
    return Leases.take(leases.of("mine", files));
  }

  @Test
  void anAddressThatSomebodyTakesRightBeforeUsIsTheirs() throws IOException {
    String address =
        takeWith(leases.in(Gap.BEFORE_LINKING, () -> leases.foreign("10.1.0.2", "theirs")));
    assertEquals("10.1.0.3", address);
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));
    assertEquals(List.of(), leases.drafts());
  }

  @Test
  void aRequestedAddressThatSomebodyTakesRightBeforeUsIsRefused() throws IOException {
    leases.keys = "\"subnet\":\"10.1.0.0/24\"},\"args\":{\"cni\":{\"ips\":[\"10.1.0.9\"]}";
    LeaseFiles files = leases.in(Gap.BEFORE_LINKING, () -> leases.foreign("10.1.0.9", "theirs"));
    CniException e = assertThrows(CniException.class, () -> takeWith(files));
    assertTrue(e.getMessage().contains("held by container theirs"), e.getMessage());
    assertEquals("theirs\r\neth0", leases.text("10.1.0.9"));
  }

  @Test
  void theReferenceKeepsTheAddressWhoseFileItIsAboutToFill() throws IOException {
    leases.take("first");
    try (ReferenceSteps reference = new ReferenceSteps(folder.resolve("data/net"), "10.1.0.3")) {
      reference.makesTheFile();
      assertEquals("10.1.0.4", leases.take("mine"));
      reference.fillsIt();
      assertEquals("10.1.0.5", leases.take("other"));
      reference.unlocks();
    }
    assertEquals("theirs\r\neth0", leases.text("10.1.0.3"));
  }

  @Test
  void theReferenceKeepsAnAddressThatItTakesRightBeforeUs() throws IOException {
    leases.take("first");
    try (ReferenceSteps reference = new ReferenceSteps(folder.resolve("data/net"), "10.1.0.3")) {
      assertEquals("10.1.0.4", takeWith(leases.in(Gap.BEFORE_LINKING, reference::makesTheFile)));
      reference.fillsIt();
    }
    assertEquals("theirs\r\neth0", leases.text("10.1.0.3"));
    assertEquals("mine\r\neth0", leases.text("10.1.0.4"));
  }

  @Test
  void anEmptyFileOfADeadWriterIsTaken() throws IOException {
    requireSight();
    leases.take("first");
    try (ReferenceSteps reference = new ReferenceSteps(folder.resolve("data/net"), "10.1.0.3")) {
      reference.makesTheFile();
    }
    assertEquals("10.1.0.3", leases.take("mine"));
    assertEquals("mine\r\neth0", leases.text("10.1.0.3"));
    assertEquals(List.of(), leases.drafts());
  }

  @Test
  void anEmptyFileThatIsFilledRightBeforeUsIsTheirs() throws IOException {
    leases.take("first");
    Files.createFile(leases.file("10.1.0.3"));
    LeaseFiles files = leases.in(Gap.BEFORE_FILLING, () -> leases.foreign("10.1.0.3", "theirs"));
    assertEquals("10.1.0.4", takeWith(files));
    assertEquals("theirs\r\neth0", leases.text("10.1.0.3"));
  }

  @Test
  void anotherEmptyFileOfTheSameNameIsNotTheOneThatWasSeen() throws IOException {
    leases.take("first");
    Files.createFile(leases.file("10.1.0.3"));
    LeaseFiles files =
        leases.in(
            Gap.BEFORE_FILLING,
            () -> {
              Files.delete(leases.file("10.1.0.3"));
              Files.createFile(leases.file("10.1.0.3"));
            });
    assertEquals("10.1.0.4", takeWith(files));
    assertEquals("", leases.text("10.1.0.3"));
  }

  @Test
  void ofTwoWhoDoNotSeeEachOthersLockOneFillsAnEmptyFile() throws IOException {
    requireSight();
    leases.take("first");
    Files.createFile(leases.file("10.1.0.3"));
    String[] other = new String[1];
    LeaseFiles files =
        leases.in(
            Gap.BEFORE_FILLING,
            () -> {
              Files.delete(leases.file("lock"));
              other[0] = Leases.take(leases.of("other", leases.watched(), new FileLocks()));
            });
    assertEquals("10.1.0.3", takeWith(files));
    assertEquals("10.1.0.4", other[0]);
    assertEquals("mine\r\neth0", leases.text("10.1.0.3"));
    assertEquals("other\r\neth0", leases.text("10.1.0.4"));
  }

  @Test
  void twoWhoDoNotSeeEachOthersLockDoNotWriteOneDraft() throws IOException {
    leases.take("first");
    String[] other = new String[1];
    LeaseFiles files =
        leases.in(
            Gap.BEFORE_LINKING,
            () -> {
              Files.delete(leases.file("lock"));
              other[0] = Leases.take(leases.of("other", leases.watched(), new FileLocks()));
            });
    String mine = takeWith(files);
    assertNotEquals(mine, other[0]);
    assertEquals("mine\r\neth0", leases.text(mine));
    assertEquals("other\r\neth0", leases.text(other[0]));
  }

  @Test
  void aDraftThatWasTakenForALeftoverIsWrittenAgain() throws IOException {
    leases.take("first");
    LeaseFiles files =
        leases.in(
            Gap.BEFORE_LINKING,
            () -> Files.delete(folder.resolve("data").resolve(leases.drafts().getFirst())));
    assertEquals("10.1.0.3", takeWith(files));
    assertEquals("mine\r\neth0", leases.text("10.1.0.3"));
  }

  @Test
  void draftsOfProcessesThatAreGoneAreClearedAway() throws Exception {
    leases.take("first");
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String alive = ".mycni-" + ProcessHandle.current().pid() + "-1-1-1.new";
    Path data = folder.resolve("data");
    Files.createFile(data.resolve(".mycni-" + gone.pid() + "-1-1-1.new"));
    Files.createFile(data.resolve(alive));
    leases.take("mine");
    assertEquals(List.of(alive), leases.drafts());
  }

  @Test
  void aDelDoesNotRemoveALeaseThatSomebodyGotMeanwhile() throws IOException {
    leases.take("mine");
    LeaseFiles files = leases.in(Gap.BEFORE_MOVING_AWAY, () -> replace("10.1.0.2", "theirs"));
    leases.of("mine", files).release(List.of());
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));
    assertEquals(List.of(), leases.drafts());
  }

  @Test
  void aCollectionDoesNotRemoveALeaseThatSomebodyGotMeanwhile() throws IOException {
    leases.take("mine");
    LeaseFiles files = leases.in(Gap.BEFORE_MOVING_AWAY, () -> replace("10.1.0.2", "theirs"));
    leases.of("", files).collect(java.util.Set.of());
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));
  }

  @Test
  void whatCannotBePutBackIsSaidAndNotLost() throws IOException {
    leases.take("mine");
    Leases.Watched files = leases.in(Gap.BEFORE_MOVING_AWAY, () -> replace("10.1.0.2", "second"));
    leases.in(files, Gap.BEFORE_PUTTING_BACK, () -> leases.foreign("10.1.0.2", "third"));
    CniException e =
        assertThrows(CniException.class, () -> leases.of("mine", files).release(List.of()));
    assertTrue(e.getMessage().contains("of container second"), e.getMessage());
    assertEquals("third\r\neth0", leases.text("10.1.0.2"));
    Path kept = folder.resolve("data").resolve(leases.drafts().getFirst());
    assertEquals("second\r\neth0", Files.readString(kept));
  }

  @Test
  void anUndoDoesNotRemoveTheLeaseOfTheNextAddOfTheSameAttachment() throws IOException {
    HostLocal mine = leases.of("mine");
    Leases.take(mine);
    replace("10.1.0.2", "mine");
    Files.setLastModifiedTime(
        leases.file("10.1.0.2"), FileTime.from(Instant.now().minusSeconds(5)));
    mine.takeBack();
    assertEquals("mine\r\neth0", leases.text("10.1.0.2"));
  }

  @Test
  void anUndoEmptiesOnlyTheFileThatItFilled() throws IOException {
    requireSight();
    leases.foreign("10.1.0.9", "first");
    Files.createFile(leases.file("10.1.0.2"));
    HostLocal mine = leases.of("mine");
    assertEquals("10.1.0.2", Leases.take(mine));
    replace("10.1.0.2", "theirs");
    mine.takeBack();
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));

    HostLocal other = leases.of("other");
    Files.createFile(leases.file("10.1.0.3"));
    assertEquals("10.1.0.3", Leases.take(other));
    Files.delete(leases.file("10.1.0.3"));
    other.takeBack();
    assertFalse(Files.exists(leases.file("10.1.0.3")), "nothing is made that was not there");
  }

  @Test
  void anEmptyFileIsTakenAwayByHandOnlyWhenItsWriterIsDead() throws IOException {
    requireSight();
    leases.take("first");
    List<LeaseList.Item> empty;
    try (ReferenceSteps reference = new ReferenceSteps(folder.resolve("data/net"), "10.1.0.3")) {
      reference.makesTheFile();
      empty =
          LeaseList.of(folder.resolve("data"), "net").stream()
              .filter(item -> item.containerId().isEmpty())
              .toList();
      assertEquals(1, empty.size());
      assertEquals(
          List.of(), LeaseRemoval.of(folder.resolve("data"), "net", empty, new FileLocks()));
    }
    assertEquals(empty, LeaseRemoval.of(folder.resolve("data"), "net", empty, new FileLocks()));
    assertFalse(Files.exists(leases.file("10.1.0.3")));
  }

  /** What becomes of a process that is killed; nothing in the code catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private void releaseAndBeKilledAfterMovingAway(Watched files) {
    leases.in(
        files,
        Gap.AFTER_MOVING_AWAY,
        () -> {
          throw new Killed();
        });
    HostLocal mine = leases.of("mine", files);
    assertThrows(Killed.class, () -> mine.release(mine.held()));
  }

  @Test
  void aLeaseThatAKilledCallHadMovedAwayIsPutBack() throws IOException {
    leases.take("mine");
    releaseAndBeKilledAfterMovingAway(
        leases.in(Gap.BEFORE_MOVING_AWAY, () -> replace("10.1.0.2", "theirs")));
    assertFalse(Files.exists(leases.file("10.1.0.2")));
    leases.keys = "\"subnet\":\"10.1.0.0/24\"},\"args\":{\"cni\":{\"ips\":[\"10.1.0.2\"]}";
    CniException e = assertThrows(CniException.class, () -> leases.take("next"));
    assertTrue(e.getMessage().contains("held by container theirs"), e.getMessage());
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));
    assertEquals(List.of(), leases.drafts());
  }

  @Test
  void whatAKilledCallHadMovedAwayReplacesNobodysLease() throws IOException {
    leases.take("mine");
    releaseAndBeKilledAfterMovingAway(leases.watched());
    leases.foreign("10.1.0.2", "theirs");
    assertEquals("10.1.0.3", leases.take("next"));
    assertEquals("theirs\r\neth0", leases.text("10.1.0.2"));
    assertEquals(List.of(), leases.drafts());
  }

  @Test
  void aReleaseThatWasKilledIsDoneByTheNext() throws IOException {
    leases.take("mine");
    releaseAndBeKilledAfterMovingAway(leases.watched());
    HostLocal again = leases.of("mine");
    again.release(again.held());
    assertFalse(Files.exists(leases.file("10.1.0.2")));
    assertEquals(List.of(), leases.drafts());
  }
}
