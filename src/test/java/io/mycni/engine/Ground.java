// The names and numbers of one network among several on a host: what stands for them in a case that
// is made up is replaced by them at its end.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.part.AttachmentNames;

/**
 * Where a network is.
 *
 * @param number which of several it is, from 0 on; they have nothing in common
 */
record Ground(int number) {
  String network() {
    return number == 0 ? "mynet" : "net-" + number + ".of_others";
  }

  private String link(String container) {
    return AttachmentNames.of(new Attachment(network(), container, "eth0")).hostLink();
  }

  /** Returns the text with the names of this network. */
  String fill(String text) {
    return text.replace("NETWORK", network())
        .replace("BRIDGE", "mybr" + number)
        .replace("NIC", "nic" + number)
        .replace("LAN", "lan" + number)
        .replace("LINK1", link("c1"))
        .replace("LINK2", link("c2"))
        .replace("OCTET", Integer.toString(number))
        .replace("MORE4", "10." + (48 + number))
        .replace("NET4", "10." + (16 + number))
        .replace("NET6", "fd" + (16 + number));
  }
}
