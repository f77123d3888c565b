package io.mycni.interleave;

import java.util.List;

/** What calls work on in a run. */
interface World {
  /** Returns what a word of a scenario stands for. */
  Worker.Call call(String word);

  /** Returns what is called at the end, until nothing is left. */
  List<String> finish();

  /** Returns what there is of a container's attachment. */
  List<String> leftOf(String container);

  /** Says what is there though all was removed. */
  void requireNothingLeft();
}
