// What happens to a call in the middle, and at which point: the n-th time that a thread of the
// plugin, or of a tool that it has started, enters a system call.
//
//   kill=link:1                  SIGKILL of whoever is there: plugin, launcher or tool
//   kill-agent=rename:2          SIGKILL of the agent that serves the call
//   error=write:7:ENOSPC         the kernel refuses
//   stop=link:1:add-c            it stops there until another call has ended, or waits for it
//   hold=link:1:add-c            the same, but it never goes on: killed when the other has ended
//   tool=ip:2:fails              the second start of a tool, which fails
//   room=data:1:blocks           no more than so many pages or files, in data or run
package io.mycni.torture;

/**
 * A deed.
 *
 * @param kind what is done
 * @param at a system call, a tool, or a place
 * @param count the how manieth time it comes there
 * @param how a word more, where there is one
 */
record Deed(String kind, String at, int count, String how) {
  static Deed read(String word) {
    int equals = word.indexOf('=');
    String[] parts = word.substring(equals + 1).split(":");
    return new Deed(
        word.substring(0, equals),
        parts[0],
        Integer.parseInt(parts[1]),
        parts.length > 2 ? parts[2] : "");
  }

  /** Whether it may be the answer that cannot be written. */
  boolean isRefusedWriting() {
    return kind.equals("error") && at.equals("write");
  }

  @Override
  public String toString() {
    return kind + "=" + at + ":" + count + (how.isEmpty() ? "" : ":" + how);
  }
}
