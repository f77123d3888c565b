// The addresses of a container's interface with all that brings each about again.
package io.mycni.host;

import io.mycni.exec.Shell;
import java.util.List;
import java.util.Map;

/**
 * The question for the addresses of an interface in a namespace, of both families; none where the
 * interface or the namespace is known to be gone.
 *
 * @param netns the path of the namespace
 * @param device the interface
 */
public record InsideAddresses(String netns, String device)
    implements Question<List<AddressDetails>> {
  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<AddressDetails> ask(Shell shell) {
    if (NetnsIdentity.of(netns).isEmpty()) {
      return List.of();
    }
    List<String> question = List.of("-json", "-details", "address", "show");
    String what = "look at all addresses in " + netns;
    byte[] answer = shell.answerInside(what, netns, question).stdout();
    return IpDetails.read(device, answer, Map.of()).addresses();
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof InsideAddresses that
        && netns.equals(that.netns)
        && device.equals(that.device);
  }

  @Override
  public int hashCode() {
    return netns.hashCode() * 31 + device.hashCode();
  }
}
