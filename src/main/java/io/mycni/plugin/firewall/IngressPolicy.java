package io.mycni.plugin.firewall;

import io.mycni.keys.Word;

/** Whose packets do not come to the containers on a bridge, whatever else lets them through. */
enum IngressPolicy implements Word {
  /** Nobody's. */
  OPEN("open"),
  /** Those of containers on other bridges that have such a policy, too. */
  SAME_BRIDGE("same-bridge"),
  /** Those, and those of the other containers on the bridge. */
  ISOLATED("isolated");

  private final String keyword;

  IngressPolicy(String keyword) {
    this.keyword = keyword;
  }

  @Override
  public String keyword() {
    return keyword;
  }
}
