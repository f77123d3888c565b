// A process of a world: a call of mycni, or of the reference.
package io.mycni.interleave;

/** One process. */
final class MachineProcess {
  private final int pid;
  private final String command;
  private boolean dead;

  MachineProcess(int pid, String command) {
    this.pid = pid;
    this.command = command;
  }

  int pid() {
    return pid;
  }

  boolean isDead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  @Override
  public String toString() {
    return command + " " + pid;
  }
}
