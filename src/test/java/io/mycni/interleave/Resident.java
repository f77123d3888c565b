// An agent: a process that serves several calls, which share its memory and end with it.
package io.mycni.interleave;

import io.mycni.lock.FileLocks;
import io.mycni.process.JoinedTools;

/**
 * An agent.
 *
 * @param process which its calls belong to
 * @param locks the file locks of all of them
 * @param tools what does together what several want
 */
record Resident(MachineProcess process, FileLocks locks, JoinedTools tools) {
  Resident(MachineProcess process) {
    this(process, new FileLocks(Pauses.OF_WORKERS), new JoinedTools(Pauses.OF_WORKERS));
  }
}
