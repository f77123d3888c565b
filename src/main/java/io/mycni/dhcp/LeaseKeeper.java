package io.mycni.dhcp;

import io.mycni.process.Places;

/** Keeps leases as long as their containers live, which only a process that stays can. */
public interface LeaseKeeper {
  /** Takes notice that there is a lease to be kept. */
  void keep();

  /** Returns the places of the calls, as taking a lease takes its time. */
  Places places();
}
