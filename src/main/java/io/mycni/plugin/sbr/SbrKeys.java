// The keys of the sbr plugin. What they mean together is said in SbrConfig.
package io.mycni.plugin.sbr;

import io.mycni.keys.FlagKey;
import io.mycni.keys.IntegerKey;
import io.mycni.keys.KeySet;
import io.mycni.keys.TextsKey;

/** The keys, in the order of the documentation. */
public final class SbrKeys {
  static final IntegerKey TABLE =
      new IntegerKey(
          "table",
          1,
          Integer.MAX_VALUE,
          "a free one from 100 on for each address",
          "5000",
          "the table of your own that the rules lead to; no route is moved then");
  static final TextsKey GATEWAYS =
      new TextsKey(
          "gateways",
          "those of the addresses",
          "[\"10.1.0.254\", \"fd00::fe\"]",
          "the gateway of each family");
  static final FlagKey SOURCE_HINTS =
      new FlagKey(
          "addSourceHints",
          "the routes to the addresses' own subnets stay in the table main, too, with the address as"
              + " their source");

  /** All of them. */
  public static final KeySet ALL = new KeySet("the sbr plugin", TABLE, GATEWAYS, SOURCE_HINTS);

  private SbrKeys() {}
}
