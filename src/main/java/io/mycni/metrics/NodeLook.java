// What the node itself tells, whoever served its calls: leases, attachments, calls that served
// themselves. However often it is
// asked for, looking takes at most a tenth of one processor's time.
package io.mycni.metrics;

import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.dhcp.ServedLease;
import io.mycni.node.LeaseUse;
import io.mycni.part.MadeNotes;
import io.mycni.watch.DirectCalls;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the node; for several threads. */
public final class NodeLook {
  /** How much longer than a look took it counts. */
  private static final int REST = 9;

  private final NetworkFolder networks;
  private final MadeNotes notes;
  private final DirectCalls direct;
  private Optional<Found> last = Optional.empty();
  private long freshUntil;

  /**
   * Makes what looks.
   *
   * @param networks the folder of network configurations
   * @param notes the notes of attachments
   * @param direct the counts of calls that served themselves
   */
  public NodeLook(NetworkFolder networks, MadeNotes notes, DirectCalls direct) {
    this.networks = networks;
    this.notes = notes;
    this.direct = direct;
  }

  /**
   * What a look found.
   *
   * @param leases the addresses of each network
   * @param attachments how many each network has; empty where they could not be counted
   * @param dhcp leases of DHCP servers; empty where they could not be read
   * @param direct calls that served themselves; empty where they could not be read
   */
  record Found(
      LeaseUse.Found leases,
      Optional<Map<String, Integer>> attachments,
      Optional<List<ServedLease>> dhcp,
      Optional<List<DirectCalls.Line>> direct) {}

  synchronized Found found() {
    if (last.isEmpty() || System.nanoTime() - freshUntil >= 0) {
      long begun = System.nanoTime();
      last = Optional.of(new Found(LeaseUse.of(networks), attachments(), dhcp(), direct()));
      long ended = System.nanoTime();
      freshUntil = ended + REST * (ended - begun);
    }
    return last.get();
  }

  private Optional<Map<String, Integer>> attachments() {
    try {
      return Optional.of(notes.many());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<List<DirectCalls.Line>> direct() {
    try {
      return Optional.of(direct.lines());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<ServedLease>> dhcp() {
    try {
      return Optional.of(ServedLease.all());
    } catch (CniException e) {
      return Optional.empty();
    }
  }
}
