// What a plugin needs to serve one call, put together in one place so that tests can put together
// other things.
package io.mycni.plugin;

import io.mycni.exec.Executor;
import io.mycni.exec.Journal;
import io.mycni.exec.Shell;
import io.mycni.host.HostLook;
import io.mycni.host.HostReader;
import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.lock.HostLock;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The services of one call.
 *
 * @param shell runs tools
 * @param host reads the host
 * @param executor carries plans out
 * @param lock guards what attachments share
 * @param attachments lets the calls of one attachment follow each other
 * @param fileLocks the file locks of this process
 * @param folder the caller's working folder, in which relative paths begin
 * @param notes takes remarks for people; they go to standard error
 */
public record Services(
    Shell shell,
    HostLook host,
    Executor executor,
    HostLock lock,
    AttachmentLock attachments,
    FileLocks fileLocks,
    Path folder,
    Consumer<String> notes) {
  /** Runtimes give up after four minutes. */
  private static final int LONGEST_CALL = 200;

  /**
   * How long a call may take, its undo not included: the seconds of {@code MYCNI_TIME}, for callers
   * that give up earlier, and 200 where that is no such number.
   */
  public static Duration timeOfCall(Map<String, String> environment) {
    int seconds = LONGEST_CALL;
    String wanted = environment.get("MYCNI_TIME");
    if (wanted != null) {
      try {
        seconds = Math.clamp(Integer.parseInt(wanted), 1, LONGEST_CALL);
      } catch (NumberFormatException noNumber) {
        // Not worth a failure: the call takes no longer than it would without.
      }
    }
    return Duration.ofSeconds(seconds);
  }

  /** Returns the same services with another look at the host. */
  public Services with(HostLook other) {
    return new Services(shell, other, executor, lock, attachments, fileLocks, folder, notes);
  }

  /**
   * Puts the services of a call together.
   *
   * @param environment the call's environment
   * @param runner what starts processes
   * @param fileLocks the file locks of this process
   * @param folder the caller's working folder
   * @param deadline the end of the call's time
   * @param notes takes remarks for people
   */
  public static Services of(
      Map<String, String> environment,
      Runner runner,
      FileLocks fileLocks,
      Path folder,
      Deadline deadline,
      Consumer<String> notes) {
    Shell shell = new Shell(runner, new Tools(environment), deadline, new Journal());
    return new Services(
        shell,
        new HostReader(shell),
        new Executor(shell),
        new HostLock(fileLocks, deadline),
        new AttachmentLock(fileLocks, deadline),
        fileLocks,
        folder,
        notes);
  }
}
