// Calls on a host of a test's own.
package io.mycni.call;

import io.mycni.host.HostLook;
import io.mycni.lock.FileLocks;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.util.Optional;

/** Makes what serves them. */
public final class CallOnPaper {
  private CallOnPaper() {}

  /** Returns what serves calls by those tools, on the host that is looked at so. */
  public static CniCall of(Runner tools, FileLocks locks, HostLook look) {
    return new CniCall(tools, locks, Path.of("/"), Optional.empty(), Optional.of(look));
  }
}
