// What an ADD does about the lease that it has taken.
package io.mycni.engine;

import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.ipam.Addressing;
import io.mycni.plan.Effect;
import io.mycni.plan.Step;
import java.util.List;

/** Leases as steps of a plan. */
final class Leasing {
  private Leasing() {}

  /**
   * Returns the steps by which a lease was taken, which are undone with the plan.
   *
   * @throws CniException when it has no address
   */
  static List<Step> steps(Addressing addressing, CniResult lease) {
    requireAddresses(addressing, lease);
    return steps(addressing, lease, addressing::takeBack);
  }

  /** Returns the steps by which a lease would be taken. */
  static List<Step> foreseen(Addressing addressing, CniResult lease) {
    return steps(addressing, lease, () -> {});
  }

  /** The first words are those of the reference, by which people search. */
  private static void requireAddresses(Addressing addressing, CniResult lease) {
    if (!addressing.type().isEmpty() && lease.ips().isEmpty()) {
      throw new CniException(
          ErrorCode.DELEGATE_FAILED,
          "IPAM plugin returned missing IP config: "
              + addressing.type()
              + " has answered without any address",
          "look at its part of the configuration; leave ipam out where no addresses are wanted");
    }
  }

  /** Takes back what was taken for a plan that was not begun. */
  static void takeBackAfter(RuntimeException e, Addressing addressing) {
    try {
      addressing.takeBack();
    } catch (CniException second) {
      e.addSuppressed(second);
    }
  }

  private static List<Step> steps(Addressing addressing, CniResult lease, Runnable undo) {
    if (addressing.type().isEmpty()) {
      return List.of();
    }
    StringBuilder addresses = new StringBuilder();
    lease
        .ips()
        .forEach(ip -> addresses.append(addresses.isEmpty() ? "" : " and ").append(ip.address()));
    String what = "lease " + addresses + " from " + addressing.type();
    String undone = "give " + addresses + " back to " + addressing.type();
    return List.of(
        new Step.Perform(what, undone, Effect.done(addressing.takingByHand(lease), undo)));
  }
}
