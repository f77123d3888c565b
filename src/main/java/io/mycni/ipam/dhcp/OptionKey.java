// The key "option": which option of DHCP is meant.
package io.mycni.ipam.dhcp;

import io.mycni.keys.Key;
import io.mycni.keys.Section;
import java.util.OptionalInt;

/**
 * An option.
 *
 * @param byDefault what is taken when it is left out, in words
 */
record OptionKey(String byDefault) implements Key {
  /** Returns its number; 0 where there is none. */
  int read(Section section) {
    String text = section.string(name()).orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    OptionalInt number = DhcpOption.numbered(text);
    if (number.isEmpty()) {
      throw section.invalid(this, "is no option of DHCP", "write " + values());
    }
    return number.getAsInt();
  }

  @Override
  public String name() {
    return "option";
  }

  @Override
  public String values() {
    return "`\"1\"` to `\"254\"`, `subnet-mask`, `routers`, `host-name`, `user-class`,"
        + " `vendor-class-identifier` or `dhcp-client-identifier`";
  }

  @Override
  public String example() {
    return "\"host-name\"";
  }

  @Override
  public String meaning() {
    return "the option's number (RFC 2132), or its name";
  }
}
