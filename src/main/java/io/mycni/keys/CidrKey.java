// A key whose value is an address with a prefix length: a subnet, a destination.
package io.mycni.keys;

import io.mycni.net.Cidr;
import java.util.Optional;

/**
 * An address with a prefix length, which must be there.
 *
 * @param name the key
 * @param byDefault when it must be there, in words
 * @param sample a value
 * @param meaning what it does, in words
 */
public record CidrKey(String name, String byDefault, String sample, String meaning) implements Key {
  /** Returns the value; an empty text counts as none, as with the reference. */
  public Cidr read(Section section) {
    String text = section.string(name).orElse("");
    if (text.isEmpty()) {
      throw section.invalid(this, "is missing", "write it as " + sample);
    }
    Optional<Cidr> value = Cidr.parse(text);
    if (value.isEmpty()) {
      throw section.invalid(
          this,
          "is no ADDRESS/PREFIX: invalid CIDR address",
          "write it as 10.1.0.0/16 or fd00::/64");
    }
    return value.get();
  }

  @Override
  public String values() {
    return "ADDRESS/PREFIX";
  }

  @Override
  public String example() {
    return '"' + sample + '"';
  }
}
