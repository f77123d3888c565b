// A key whose value is an IP address.
package io.mycni.keys;

import io.mycni.net.IpAddress;
import java.util.Optional;

/**
 * An address.
 *
 * @param name the key
 * @param byDefault what is taken when it is left out, in words
 * @param sample a value
 * @param meaning what it does, in words
 */
public record AddressKey(String name, String byDefault, String sample, String meaning)
    implements Key {
  /** Returns the address; an empty text counts as none, as with the reference. */
  public Optional<IpAddress> find(Section section) {
    String text = section.string(name).orElse("");
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isEmpty() && !text.isEmpty()) {
      throw section.invalid(this, "is no IP address", "write it as 10.1.0.1 or fd00::1");
    }
    return address;
  }

  @Override
  public String values() {
    return "an address";
  }

  @Override
  public String example() {
    return '"' + sample + '"';
  }
}
