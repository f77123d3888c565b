package io.mycni.interleave;

import java.util.Optional;

/** Says what happens at the points of a run. */
interface Chooser {
  /** Returns what happens; where nothing does, whoever is at work goes on, or the next. */
  Optional<Schedule.Deed> at(Step step);
}
