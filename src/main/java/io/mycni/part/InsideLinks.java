// Names of interfaces in the container's namespace.
package io.mycni.part;

import io.mycni.host.HostState;

/** Looks whether a name is free in the container. */
public final class InsideLinks {
  private InsideLinks() {}

  /**
   * Refuses to go on where the interface's name is taken in the container.
   *
   * @param what the reference's words for the name, by which people search
   * @throws io.mycni.cni.CniException when it is taken, or the namespace is gone
   */
  public static void requireFree(Subject subject, HostState host, String what) {
    if (host.insideGone()) {
      throw TargetNamespace.gone(subject.netns());
    }
    if (host.insideLink(subject.ifname()).isPresent()) {
      throw Conflict.of(
          what
              + " (\""
              + subject.ifname()
              + "\") already exists: there is such an interface in "
              + subject.netns()
              + "; it was left alone",
          "use another CNI_IFNAME, or DEL the attachment that has it");
    }
  }
}
