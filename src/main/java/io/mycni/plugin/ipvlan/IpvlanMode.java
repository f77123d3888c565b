package io.mycni.plugin.ipvlan;

import io.mycni.keys.Word;

/** What the master does with what the container sends, Documentation/networking/ipvlan.rst. */
public enum IpvlanMode implements Word {
  /** It sends frames; the container finds its neighbours itself. */
  L2("l2"),
  /** It routes packets by the host's tables; there are no neighbours, and no broadcasts. */
  L3("l3"),
  /** The same, and packets pass the host's packet filter. */
  L3S("l3s");

  private final String keyword;

  IpvlanMode(String keyword) {
    this.keyword = keyword;
  }

  @Override
  public String keyword() {
    return keyword;
  }
}
