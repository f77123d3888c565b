package io.mycni.plugin.macvlan;

import io.mycni.keys.Word;

/** Whom the interfaces on one master hear, ip-link(8). */
public enum MacvlanMode implements Word {
  /** Each other, directly. */
  BRIDGE("bridge"),
  /** Not each other, whatever the switch does. */
  PRIVATE("private"),
  /** Each other, where the switch sends their frames back. */
  VEPA("vepa"),
  /** There is only one, and its master is nothing but its cable. */
  PASSTHRU("passthru");

  private final String keyword;

  MacvlanMode(String keyword) {
    this.keyword = keyword;
  }

  @Override
  public String keyword() {
    return keyword;
  }
}
