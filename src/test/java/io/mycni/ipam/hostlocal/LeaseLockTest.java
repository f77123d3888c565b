package io.mycni.ipam.hostlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.lock.FileLocks;
import io.mycni.process.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseLockTest {
  @TempDir private Path folder;
  private final FileLocks locks = new FileLocks();

  private LeaseDirectory directory() {
    LeaseDirectory directory = new LeaseDirectory(folder, "net");
    directory.make();
    return directory;
  }

  private LeaseLock acquire(FileLocks of, int seconds) {
    return LeaseLock.acquire(directory(), of, Deadline.in(Duration.ofSeconds(seconds)));
  }

  /** Holds the lock as a Go program does, until it is destroyed. */
  private Process flock(Path lock) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "needs flock(1)");
    Process holder =
        new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo held; exec sleep 60")
            .start();
    assertEquals("held", holder.inputReader().readLine());
    return holder;
  }

  @Test
  void aLockThatIsNotGivenUpIsWaitedForWithALimitAndItsHolderNamed() {
    LeaseDirectory directory = directory();
    try (LeaseLock _ = acquire(new FileLocks(), 60)) {
      CniException e = assertThrows(CniException.class, () -> acquire(locks, 1).close());
      assertEquals(11, e.code());
      String own = "by process " + ProcessHandle.current().pid() + " (";
      assertTrue(e.getMessage().contains(own), e.getMessage());
    }
  }

  @Test
  void aLockOfTheReferenceIsSeenWhenItIsLookedForAndNotWaitedFor() throws Exception {
    LeaseDirectory directory = directory();
    directory.make();
    Process holder = flock(folder.resolve("net/lock"));
    try (LeaseLock lock = acquire(locks, 60)) {
      assertTrue(lock.referenceIsSeen());
      // What flock(1) started holds the lock, too, until it has ended.
      for (ProcessHandle child : holder.descendants().toList()) {
        child.destroy();
        child.onExit().get(10, TimeUnit.SECONDS);
      }
      holder.destroy();
      holder.waitFor();
      assertTrue(!lock.referenceIsSeen());
    } finally {
      holder.descendants().forEach(ProcessHandle::destroy);
      holder.destroy();
    }
  }

  @Test
  void threadsTakeTurns() throws Exception {
    LeaseDirectory directory = directory();
    int[] inside = {0, 0};
    CompletableFuture<?>[] all = new CompletableFuture<?>[8];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          CompletableFuture.runAsync(() -> {
            for (int n = 0; n < 50; n++) {
              try (LeaseLock _ = acquire(locks, 60)) {
                inside[0]++;
                assertEquals(1, inside[0]);
                inside[1]++;
                inside[0]--;
              }
            }
          });
    }
    CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
    assertEquals(400, inside[1]);
  }

  @Test
  void aLockFileThatIsRemovedMeanwhileIsMadeAgain() throws Exception {
    LeaseDirectory directory = directory();
    try (LeaseLock first = acquire(locks, 60)) {
      directory.removeLockFile();
      assertTrue(!first.referenceIsSeen());
    }
    acquire(locks, 60).close();
    assertTrue(Files.exists(folder.resolve("net/lock")));
  }
}
