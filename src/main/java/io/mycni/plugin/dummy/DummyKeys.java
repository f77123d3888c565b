// The keys of the dummy plugin.
package io.mycni.plugin.dummy;

import io.mycni.keys.KeySet;
import io.mycni.keys.SharedKeys;

/** The keys, in the order of the documentation. */
public final class DummyKeys {
  /** All of them. */
  public static final KeySet ALL =
      new KeySet("the dummy plugin", SharedKeys.DNS, SharedKeys.REQUIRED_IPAM);

  private DummyKeys() {}
}
