// The key "mac": the hardware address of the container's interface.
package io.mycni.keys;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.net.MacAddress;
import java.util.Optional;

/**
 * A hardware address that is chosen.
 *
 * @param byDefault what is taken when nobody chooses, in words
 * @param sources who may choose
 */
public record MacKey(String byDefault, Sources sources) implements Key {
  private static final String SAMPLE = "02:11:22:33:44:55";

  /**
   * Returns the address that counts.
   *
   * @throws CniException when it is none, or one that no interface can have
   */
  public Optional<MacAddress> read(Section network, CniArgs args) {
    Optional<GivenText> given = sources.text(name(), network, args);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Optional<MacAddress> mac = MacAddress.parse(given.get().text());
    if (mac.isEmpty()) {
      throw given.get().invalid("no MAC address", "write six octets in hex, such as " + SAMPLE);
    }
    if (mac.get().isMulticast()) {
      throw CniException.at(
          given.get().place(),
          ErrorCode.INVALID_CONFIGURATION,
          "the MAC address " + mac.get() + " was asked for, which names a group of stations",
          "the second digit must be even, such as " + SAMPLE);
    }
    return mac;
  }

  @Override
  public String name() {
    return "mac";
  }

  @Override
  public String values() {
    return "a MAC address";
  }

  @Override
  public String example() {
    return '"' + SAMPLE + '"';
  }

  @Override
  public String meaning() {
    return "the hardware address of the container's interface";
  }
}
