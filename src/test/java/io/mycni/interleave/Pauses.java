// How a call waits here: another has the turn meanwhile.
package io.mycni.interleave;

import io.mycni.process.Places;
import java.time.Duration;

/** The waits of whichever worker has the turn. */
final class Pauses implements Places {
  static final Pauses OF_WORKERS = new Pauses();

  private Pauses() {}

  @Override
  public void leave() {}

  @Override
  public void comeBack() {}

  @Override
  public void pause(Duration most) {
    Worker.current().pause();
  }
}
