// By which link a container is reached, read from a file of /proc; who listens is Listeners.
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The question how a container is reached.
 *
 * @param container the container's IPv4 address; empty where it has none
 */
public record PortQuestion(Optional<IpAddress> container) implements Question<PortFacts> {
  private static final Path ROUTES = Path.of("/proc/net/route");
  private static final int RTF_UP = 0x1;
  private static final int RTF_REJECT = 0x200;

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public PortFacts ask(Shell shell) {
    Optional<String> link = container.isPresent() ? link(container.get()) : Optional.empty();
    boolean localnet =
        link.isPresent()
            && !SettingReader.read(HostFacts.localnetKey(link.get())).orElse("0").equals("0");
    boolean conntrack = shell.tools().find("conntrack").isPresent();
    return new PortFacts(link, localnet, conntrack);
  }

  /** The kernel prints addresses as words of 32 bits, each in the order of the processor. */
  static IpAddress address(String digits) {
    long first = word(digits, 0);
    if (digits.length() == 8) {
      return new IpAddress(IpFamily.V4, 0, first);
    }
    long high = first << 32 | word(digits, 1);
    return new IpAddress(IpFamily.V6, high, word(digits, 2) << 32 | word(digits, 3));
  }

  private static long word(String digits, int place) {
    int word = Integer.parseUnsignedInt(digits, place * 8, place * 8 + 8, 16);
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return (little ? Integer.reverseBytes(word) : word) & 0xffffffffL;
  }

  private static Optional<String> link(IpAddress address) {
    Optional<Way> best = Optional.empty();
    try {
      for (String line : ProcText.lines(ROUTES)) {
        Optional<Way> way = way(line);
        boolean leads = way.isPresent() && way.get().to().contains(address);
        if (leads && (best.isEmpty() || best.get().to().prefix() < way.get().to().prefix())) {
          best = way;
        }
      }
    } catch (NoSuchFileException kernelHasNoIpv4) {
      return Optional.empty();
    } catch (IOException e) {
      throw HostFacts.unreadable(ROUTES, e);
    }
    return best.isPresent() ? Optional.of(best.get().link()) : Optional.empty();
  }

  /**
   * A route of the table main.
   *
   * @param to where it leads
   * @param link over which link
   */
  record Way(Cidr to, String link) {}

  /**
   * Reads name, destination, gateway, flags, …, mask; empty for the default route, and headings.
   */
  static Optional<Way> way(String line) {
    String[] words = line.split("\t");
    if (words.length < 8 || words[1].length() != 8) {
      return Optional.empty();
    }
    int flags = Integer.parseInt(words[3], 16);
    int prefix = Long.bitCount(word(words[7], 0));
    if (prefix == 0 || (flags & RTF_UP) == 0 || (flags & RTF_REJECT) != 0) {
      return Optional.empty();
    }
    return Optional.of(new Way(new Cidr(address(words[1]), prefix), words[0]));
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof PortQuestion that && container.equals(that.container);
  }

  @Override
  public int hashCode() {
    return container.hashCode();
  }
}
