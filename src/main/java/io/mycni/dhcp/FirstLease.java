// The wait of an ADD for the first lease of its client.
package io.mycni.dhcp;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.process.Deadline;
import io.mycni.process.Places;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until a client has told of a lease.
 *
 * @param folder where it tells
 * @param order what is wanted
 * @param deadline the end of the call's time
 * @param places where the call gives its place up meanwhile
 */
record FirstLease(LeaseFolder folder, ClientOrder order, Deadline deadline, Places places) {
  /** Ports of a bridge may need half a minute until anything passes them. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final long PAUSE_MS = 20;
  private static final int PAUSES_TO_ASK = 25;

  /**
   * Waits.
   *
   * @param client the client, which was just started
   * @throws CniException when there is none, or none that could be used
   */
  DhcpLease await(ProcessHandle client) {
    Deadline end = Deadline.in(deadline.left(LONGEST_WAIT));
    places.leave();
    try {
      for (int round = 1; ; round++) {
        Optional<ServerEvent> told = folder.told();
        if (told.isPresent() && told.get().hasLease()) {
          return DhcpLease.of(told.get(), order.priority())
              .orElseThrow(() ->
                  new CniException(
                      ErrorCode.DELEGATE_FAILED,
                      "the DHCP server gave no address that could be used: address '"
                          + shown(told.get().word("ip"))
                          + "', subnet mask '"
                          + shown(told.get().word("subnet"))
                          + "'",
                      "look at the server's configuration, and at request in ipam: without option"
                          + " 1 there is no mask"));
        }
        if (!client.isAlive()) {
          throw new CniException(
              ErrorCode.COMMAND_FAILED,
              "the DHCP client has ended: " + shown(folder.lastWords()),
              "is " + order.attachment().ifname() + " there, and up?");
        }
        if (end.isOver() || deadline.isCancelled()) {
          throw new CniException(
              ErrorCode.TRY_AGAIN,
              "no DHCP server has given "
                  + order.attachment().ifname()
                  + " an address in "
                  + LONGEST_WAIT.toSeconds()
                  + " seconds; the client's last words: "
                  + shown(folder.lastWords()),
              "is a server on that link, and has it addresses left? see its log");
        }
        if (round % PAUSES_TO_ASK == 0) {
          deadline.requireCaller();
        }
        Thread.sleep(PAUSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CniException(ErrorCode.TRY_AGAIN, "interrupted while waiting for DHCP", "");
    } finally {
      places.comeBack();
    }
  }

  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < 200; i++) {
      char c = text.charAt(i);
      shown.append(c < ' ' || c >= 127 ? '?' : c);
    }
    return shown.toString();
  }
}
