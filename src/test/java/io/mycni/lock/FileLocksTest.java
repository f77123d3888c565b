package io.mycni.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.process.Deadline;
import io.mycni.process.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two objects of one process stand for two processes: their locks shut each other out. */
class FileLocksTest {
  @TempDir private Path folder;
  private final FileLocks here = new FileLocks();
  private final FileLocks there = new FileLocks();

  private Path file() {
    return folder.resolve("lock");
  }

  private FileLocks.Held acquire(FileLocks locks, FileLocks.Mode mode) {
    try {
      return locks.acquire(file(), mode, Deadline.in(Duration.ofSeconds(30)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private CompletableFuture<FileLocks.Held> alone(FileLocks locks) {
    return CompletableFuture.supplyAsync(
        () -> acquire(locks, FileLocks.Mode.ALONE), task -> Thread.ofVirtual().start(task));
  }

  /** Sharers who never leave a gap: each waits for the next before it goes. */
  private CompletableFuture<Void> crowd(FileLocks locks, AtomicBoolean goOn) throws Exception {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> all =
        CompletableFuture.runAsync(
            () -> {
              FileLocks.Held held = acquire(locks, FileLocks.Mode.SHARED);
              first.complete(null);
              while (goOn.get()) {
                CompletableFuture<FileLocks.Held> next =
                    CompletableFuture.supplyAsync(
                        () -> acquire(locks, FileLocks.Mode.SHARED),
                        task -> Thread.ofVirtual().start(task));
                try {
                  held.close();
                  held = next.get(20, TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }
              held.close();
            },
            task -> Thread.ofVirtual().start(task));
    first.get(10, TimeUnit.SECONDS);
    return all;
  }

  private void aWriterIsServedAmongSharers(FileLocks sharers, FileLocks writer) throws Exception {
    AtomicBoolean goOn = new AtomicBoolean(true);
    List<CompletableFuture<Void>> crowds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      crowds.add(crowd(sharers, goOn));
    }
    try {
      alone(writer).get(5, TimeUnit.SECONDS).close();
    } finally {
      goOn.set(false);
    }
    for (CompletableFuture<Void> crowd : crowds) {
      crowd.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void whoeverWaitsToBeAloneIsNotOvertakenByThreadsThatShare() throws Exception {
    aWriterIsServedAmongSharers(here, here);
  }

  @Test
  void whoeverWaitsToBeAloneIsNotOvertakenByProcessesThatShare() throws Exception {
    aWriterIsServedAmongSharers(here, there);
  }

  @Test
  void sharersAreServedAmongProcessesThatWantToBeAlone() throws Exception {
    AtomicBoolean goOn = new AtomicBoolean(true);
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      FileLocks process = new FileLocks();
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                while (goOn.get()) {
                  acquire(process, FileLocks.Mode.ALONE).close();
                }
              },
              task -> Thread.ofVirtual().start(task)));
    }
    try {
      for (int i = 0; i < 10; i++) {
        long begun = System.nanoTime();
        acquire(there, FileLocks.Mode.SHARED).close();
        assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(2));
      }
    } finally {
      goOn.set(false);
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get(20, TimeUnit.SECONDS);
    }
  }

  /** The same, and comes back when it has a place among those who wait. */
  private CompletableFuture<FileLocks.Held> waiting(FileLocks locks) throws Exception {
    CompletableFuture<Void> waits = new CompletableFuture<>();
    FileLocks.Need need =
        () -> {
          waits.complete(null);
          return true;
        };
    Deadline deadline = Deadline.in(Duration.ofSeconds(30));
    CompletableFuture<FileLocks.Held> held =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return locks
                    .acquire(file(), LockRange.ALL, FileLocks.Mode.ALONE, deadline, need)
                    .orElseThrow();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            task -> Thread.ofVirtual().start(task));
    waits.get(20, TimeUnit.SECONDS);
    return held;
  }

  /** Who waits adds its number when it is served; the next comes when it is seen to wait. */
  private List<Integer> served(List<FileLocks> processes) throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    FileLocks.Held first = acquire(new FileLocks(), FileLocks.Mode.ALONE);
    for (int i = 0; i < processes.size(); i++) {
      int number = i;
      all.add(
          waiting(processes.get(i))
              .thenAccept(held -> {
                order.add(number);
                held.close();
              }));
    }
    first.close();
    for (CompletableFuture<Void> one : all) {
      one.get(20, TimeUnit.SECONDS);
    }
    return order;
  }

  @Test
  void processesThatWaitToBeAloneAreServedInTheOrderInWhichTheyCame() throws Exception {
    List<FileLocks> processes = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      processes.add(new FileLocks());
      order.add(i);
    }
    assertEquals(order, served(processes));
  }

  @Test
  void theThreadsThatWaitWhenTheirProcessHasItsTurnAreServedInIt() throws Exception {
    FileLocks other = new FileLocks();
    assertEquals(List.of(0, 2, 3, 1), served(List.of(here, there, here, here)));
    assertEquals(List.of(0, 1, 3, 2), served(List.of(other, here, there, here)));
  }

  @Test
  void whoComesAfterItsProcessHadItsTurnIsNotServedInIt() throws Exception {
    FileLocks.Held held = acquire(here, FileLocks.Mode.ALONE);
    CompletableFuture<FileLocks.Held> process = waiting(there);
    CompletableFuture<FileLocks.Held> thread = waiting(here);
    held.close();
    process.get(20, TimeUnit.SECONDS);
    assertFalse(thread.isDone());
    process.get().close();
    thread.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void whoGivesUpInTheLineKeepsNobodyBehindItBack() throws Exception {
    FileLocks.Held held = acquire(here, FileLocks.Mode.ALONE);
    assertThrows(
        CniException.class,
        () -> there.acquire(file(), FileLocks.Mode.ALONE, Deadline.in(Duration.ofMillis(50))));
    CompletableFuture<FileLocks.Held> before = waiting(there);
    CompletableFuture<FileLocks.Held> behind = waiting(new FileLocks());
    held.close();
    before.get(20, TimeUnit.SECONDS).close();
    behind.get(20, TimeUnit.SECONDS).close();
  }

  @Test
  void whoeverNeedsNoLockAnyMoreStopsWaitingAndKeepsNobodyBack() throws Exception {
    AtomicBoolean needed = new AtomicBoolean(true);
    try (FileLocks.Held _ = acquire(here, FileLocks.Mode.SHARED)) {
      CompletableFuture<Boolean> waits =
          CompletableFuture.supplyAsync(() -> {
            try {
              return there
                  .acquire(
                      file(),
                      LockRange.ALL,
                      FileLocks.Mode.ALONE,
                      Deadline.in(Duration.ofSeconds(20)),
                      needed::get)
                  .isPresent();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      Thread.sleep(100);
      needed.set(false);
      assertFalse(waits.get(2, TimeUnit.SECONDS));
      acquire(here, FileLocks.Mode.SHARED).close();
    }
  }

  @Test
  void aSharerBehindAWriterWaits() throws Exception {
    FileLocks.Held first = acquire(here, FileLocks.Mode.SHARED);
    CompletableFuture<FileLocks.Held> writer = alone(there);
    Thread.sleep(100);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(() -> {
          acquire(here, FileLocks.Mode.SHARED).close();
          order.add("sharer");
        });
    Thread.sleep(200);
    assertEquals(List.of(), order);
    first.close();
    FileLocks.Held held = writer.get(5, TimeUnit.SECONDS);
    order.add("writer");
    held.close();
    done.get(5, TimeUnit.SECONDS);
    assertEquals(List.of("writer", "sharer"), order);
  }

  @Test
  void sharersShareInAndBetweenProcesses() {
    FileLocks.Held one = acquire(here, FileLocks.Mode.SHARED);
    FileLocks.Held two = acquire(here, FileLocks.Mode.SHARED);
    one.close();
    // Still held by the second: a lock that closing took away would let the writer in.
    assertThrows(
        CniException.class,
        () -> there.acquire(file(), FileLocks.Mode.ALONE, Deadline.in(Duration.ofMillis(50))));
    two.close();
    acquire(there, FileLocks.Mode.ALONE).close();
  }

  @Test
  void partsOfAFileAreLocksOfTheirOwn() throws Exception {
    Deadline soon = Deadline.in(Duration.ofMillis(200));
    LockRange five = new LockRange(5, 1);
    try (FileLocks.Held _ = here.acquire(file(), five, FileLocks.Mode.ALONE, soon)) {
      here.acquire(file(), new LockRange(6, 1), FileLocks.Mode.ALONE, soon).close();
      there.acquire(file(), new LockRange(4, 1), FileLocks.Mode.ALONE, soon).close();
      for (FileLocks locks : List.of(here, there)) {
        Deadline now = Deadline.in(Duration.ofMillis(20));
        assertThrows(
            CniException.class,
            () -> locks.acquire(file(), new LockRange(0, 10), FileLocks.Mode.ALONE, now));
      }
    }
    there.acquire(file(), new LockRange(0, 10), FileLocks.Mode.ALONE, soon).close();
  }

  @Test
  void theHolderIsNamedWhereverItIs() {
    try (FileLocks.Held _ = acquire(here, FileLocks.Mode.ALONE)) {
      for (FileLocks locks : List.of(here, there)) {
        CniException e =
            assertThrows(
                CniException.class,
                () ->
                    locks.acquire(
                        file(), FileLocks.Mode.SHARED, Deadline.in(Duration.ofMillis(30))));
        assertEquals(11, e.code());
        String own = "by process " + ProcessHandle.current().pid() + " (";
        assertTrue(e.getMessage().contains(own), e.getMessage());
      }
    }
  }

  @Test
  void aWaitThatEndsInVainLeavesTheQueueAndTheLocksOfOthersAlone() throws Exception {
    try (FileLocks.Held _ = acquire(here, FileLocks.Mode.SHARED)) {
      assertThrows(
          CniException.class,
          () -> here.acquire(file(), FileLocks.Mode.ALONE, Deadline.in(Duration.ofMillis(30))));
      acquire(here, FileLocks.Mode.SHARED).close();
      assertThrows(
          CniException.class,
          () -> there.acquire(file(), FileLocks.Mode.ALONE, Deadline.in(Duration.ofMillis(30))));
    }
    acquire(there, FileLocks.Mode.ALONE).close();
  }

  @Test
  void afterTheFileWasRemovedItsSuccessorIsLocked() throws Exception {
    FileLocks.Held old = acquire(here, FileLocks.Mode.SHARED);
    Files.delete(file());
    FileLocks.Held held = acquire(here, FileLocks.Mode.SHARED);
    assertTrue(Files.exists(file()));
    old.close();
    assertThrows(
        CniException.class,
        () -> there.acquire(file(), FileLocks.Mode.ALONE, Deadline.in(Duration.ofMillis(50))));
    held.close();
    Files.delete(file());
    Files.delete(folder);
    acquire(there, FileLocks.Mode.ALONE).close();
    assertTrue(Files.exists(file()));
  }

  @Test
  void whoeverWaitsLongGivesItsPlaceUpAndTakesItAgain() throws Exception {
    AtomicInteger away = new AtomicInteger();
    AtomicInteger left = new AtomicInteger();
    FileLocks agent =
        new FileLocks(
            new Places() {
              @Override
              public void leave() {
                away.incrementAndGet();
                left.incrementAndGet();
              }

              @Override
              public void comeBack() {
                away.decrementAndGet();
              }
            });
    FileLocks.Held first = acquire(agent, FileLocks.Mode.ALONE);
    CompletableFuture<FileLocks.Held> second = alone(agent);
    Thread.sleep(600);
    assertEquals(1, away.get());
    first.close();
    second.get(5, TimeUnit.SECONDS).close();
    assertEquals(0, away.get());
    assertEquals(1, left.get());
    assertFalse(second.isCompletedExceptionally());
  }

  @Test
  void aThousandTurnsOfThreadsAndProcessesAreServedOneByOne() throws Exception {
    int[] inside = {0, 0};
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FileLocks locks = i % 2 == 0 ? here : there;
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 50; n++) {
                  try (FileLocks.Held _ = acquire(locks, FileLocks.Mode.ALONE)) {
                    inside[0]++;
                    assertEquals(1, inside[0]);
                    inside[1]++;
                    inside[0]--;
                  }
                }
              },
              task -> Thread.ofVirtual().start(task)));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(60, TimeUnit.SECONDS);
    }
    assertEquals(1000, inside[1]);
  }

  /** Whoever may read a file may lock it, and could keep everybody from what it guards. */
  @Test
  void aLockFileIsForItsUserAlone() throws IOException {
    try (FileLocks.Held _ = acquire(here, FileLocks.Mode.SHARED)) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }
  }
}
