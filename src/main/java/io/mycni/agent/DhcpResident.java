// Looks after the leases of DHCP servers. What is done about each is LeaseWatch's business.
package io.mycni.agent;

import io.mycni.dhcp.LeaseWatch;
import io.mycni.process.ProcessRunner;
import io.mycni.process.Tools;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The resident in the place of the reference's DHCP daemon. */
final class DhcpResident implements Resident {
  /** A few files are looked at each time; what they tell is seldom urgent. */
  private static final long PAUSE_MS = 500;

  private final LeaseWatch watch;
  private boolean busy = true;

  DhcpResident(Consumer<String> log) {
    this.watch = new LeaseWatch(new Tools(System.getenv()), new ProcessRunner(Path.of("/")), log);
  }

  @Override
  public String name() {
    return "dhcp";
  }

  @Override
  public void run() throws InterruptedException {
    while (true) {
      sleepUntilNeeded();
      boolean any = watch.look();
      synchronized (this) {
        busy = any;
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private synchronized void sleepUntilNeeded() throws InterruptedException {
    while (!busy) {
      wait();
    }
  }

  /** Takes notice of a new lease. */
  synchronized void wake() {
    busy = true;
    notifyAll();
  }

  @Override
  public synchronized boolean isBusy() {
    return busy;
  }
}
