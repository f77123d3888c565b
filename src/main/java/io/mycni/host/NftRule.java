// One rule of nftables as it was found.
package io.mycni.host;

/**
 * A rule.
 *
 * @param family the family of its table
 * @param table its table
 * @param chain its chain
 * @param handle the number by which it can be deleted
 * @param comment its comment; empty when it has none
 * @param match what it matches and does, as JSON text of nft's; empty when it was not asked for
 */
public record NftRule(
    String family, String table, String chain, int handle, String comment, String match) {
  /** Returns the statement that deletes it, nft(8). */
  public String deletion() {
    return "delete rule " + family + " " + table + " " + chain + " handle " + handle;
  }
}
