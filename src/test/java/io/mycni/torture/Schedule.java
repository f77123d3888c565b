// One schedule as a line of words, by which it can be played again:
//
//   CHAIN BY VERB/MEMBER DEED THEN     bridge+portmap direct ADD/1 kill=link:1 del
//
// BY is who serves: direct, agent, or reference. DEED is what is done to the call at which point;
// THEN what the runtime does after a call that did not succeed: del, gc, or add (again).
package io.mycni.torture;

/**
 * A schedule.
 *
 * @param chain the network
 * @param by who serves
 * @param verb ADD, DEL, GC or CHECK
 * @param member which plugin of the chain it happens to
 * @param deed what happens
 * @param then what comes after it
 */
record Schedule(String chain, String by, String verb, int member, Deed deed, String then) {
  static Schedule read(String line) {
    String[] words = line.strip().split(" +");
    if (words.length != 5) {
      throw new IllegalArgumentException("a schedule has five words: " + line);
    }
    int slash = words[2].indexOf('/');
    return new Schedule(
        words[0],
        words[1],
        words[2].substring(0, slash),
        Integer.parseInt(words[2].substring(slash + 1)),
        Deed.read(words[3]),
        words[4]);
  }

  boolean ours() {
    return !by.equals("reference");
  }

  @Override
  public String toString() {
    return chain + " " + by + " " + verb + "/" + member + " " + deed + " " + then;
  }
}
