// Names of interfaces in the container's namespace.
package io.mycni.part;

import io.mycni.host.HostState;
import io.mycni.host.Link;
import java.util.Optional;

/** Looks what a name stands for in the container. */
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

  /**
   * Returns the interface that a plugin before this one has made.
   *
   * @param type the plugin that works on it
   * @throws io.mycni.cni.CniException when it is not there, or the namespace is gone
   */
  public static Link require(Subject subject, HostState host, String type) {
    if (host.insideGone()) {
      throw TargetNamespace.gone(subject.netns());
    }
    Optional<Link> link = host.insideLink(subject.ifname());
    if (link.isEmpty()) {
      throw Conflict.of(
          "there is no interface " + subject.ifname() + " in " + subject.netns(),
          type + " works on the interface that a plugin before it in the chain has made");
    }
    return link.get();
  }
}
