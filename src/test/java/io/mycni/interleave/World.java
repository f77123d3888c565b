package io.mycni.interleave;

import java.util.List;

/** What calls work on in a run. */
interface World {
  /** Returns what a word of a scenario stands for. */
  Worker.Call call(String word);

  /** Returns what looks at the end whether all is well. */
  List<String> checks();

  /** Returns what removes then all that is left. */
  List<String> removals();

  /** Returns what there is of a container's attachment. */
  List<String> leftOf(String container);

  /** Returns the other containers that have an address which was given to this one. */
  List<String> othersWith(String address, String container);

  /** Says what is there though all was removed. */
  void requireNothingLeft();
}
