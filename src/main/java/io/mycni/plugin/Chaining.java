// Where a plugin stands in a chain, and so what it works on.
package io.mycni.plugin;

/** What comes before a plugin. */
public enum Chaining {
  /**
   * It makes an attachment: an IPAM plugin gives it addresses, where the configuration has one, and
   * its answer is its own.
   */
  FIRST,
  /**
   * It works alone, and behind another plugin, too, whose result it passes on; no IPAM plugin is
   * asked.
   */
  ANYWHERE,
  /**
   * It works on what another plugin has made, and passes its result on, with whatever it changes;
   * no IPAM plugin is asked. An ADD without such a result is refused.
   */
  BEHIND;

  /** Tells whether the result of a plugin before it is passed on, with all that is in it. */
  public boolean passesOn() {
    return this != FIRST;
  }
}
