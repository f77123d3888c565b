// What a plugin asks of address management, whoever does it: mycni itself or another executable.
package io.mycni.ipam;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The address management of one attachment; each method fails with a {@link CniException}. */
public interface Addressing {
  /** Returns the IPAM plugin's type, for messages. */
  String type();

  /** Returns the folder of the leases; empty where they lie in no folder that mycni knows. */
  default String dataDir() {
    return "";
  }

  /**
   * Tells whether the container's interface has to be there, up, when addresses are taken and when
   * they are given back, as they come from somebody whom only the interface reaches.
   */
  default boolean needsLink() {
    return false;
  }

  /** Returns the families of which each ADD is given an address, as far as that is known before. */
  default Set<IpFamily> families() {
    return Set.of();
  }

  /** Takes addresses; its result has no interfaces. */
  CniResult take();

  /** Returns what {@link #take} would give, and changes nothing. */
  CniResult foresee();

  /** Takes back what {@link #take} took, so that everything is as before. */
  void takeBack();

  /** Returns shell commands that take these addresses by hand. */
  List<String> takingByHand(CniResult lease);

  /** Returns the addresses that this attachment holds; empty when that cannot be known. */
  List<IpAddress> held();

  /** Returns the addresses that other interfaces of the same container hold on this network. */
  List<IpAddress> heldByOtherInterfaces();

  /**
   * Gives this attachment's addresses back. It is no failure that there are none.
   *
   * @param hints addresses that it may hold
   */
  void release(List<IpAddress> hints);

  /** Returns shell commands that give these addresses back by hand. */
  List<String> releasingByHand(List<IpAddress> addresses);

  /** Fails when one of these addresses is not held by this attachment. */
  void check(List<IpAddress> expected);

  /** Fails when no address can be taken at present. */
  void status();

  /** Returns who holds which addresses on this network; empty when that is not known. */
  Map<Attachment, List<IpAddress>> holdings();

  /** Gives back the addresses of all attachments of the network but these. */
  void collect(Set<Attachment> valid);
}
