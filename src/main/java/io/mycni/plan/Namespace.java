// Where a command acts.
package io.mycni.plan;

/** A network namespace. */
public sealed interface Namespace {
  /** The namespace in which mycni runs. */
  Namespace HOST = new Host();

  /**
   * The path of the namespace in which mycni runs, as a word of commands that are done in another
   * one, from which nothing else leads back. It is written as a shell reads it, which puts its own
   * process there; so does mycni.
   */
  String HOST_PATH = "/proc/$$/ns/net";

  /** The namespace in which mycni runs. */
  record Host() implements Namespace {
    @Override
    public boolean equals(Object other) {
      return other instanceof Host;
    }

    @Override
    public int hashCode() {
      return 0;
    }

    @Override
    public String toString() {
      return "the host";
    }
  }

  /**
   * A container's namespace.
   *
   * @param path the path as the runtime gave it; it is opened as it is and never resolved, because
   *     {@code /proc/PID/fd/9} and {@code /proc/PID/ns/net} do not survive that
   */
  record Container(String path) implements Namespace {
    // Written out: the equality that the compiler would make is slow at its first use.

    @Override
    public boolean equals(Object other) {
      return other instanceof Container that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
      return path.hashCode();
    }

    @Override
    public String toString() {
      return path;
    }
  }
}
