// The key "provide": what the server is told.
package io.mycni.ipam.dhcp;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.keys.TextKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Options that are sent with each request. */
final class ProvideKey implements Key {
  /** The length of an option is one byte, RFC 2132 section 2. */
  private static final int LONGEST = 255;

  private static final OptionKey OPTION = new OptionKey("required");
  private static final TextKey VALUE =
      new TextKey("value", "none", "web", "its value, sent byte for byte");
  private static final TextKey FROM_ARG =
      new TextKey(
          "fromArg",
          "none",
          "K8S_POD_NAME",
          "the name in CNI_ARGS whose value is sent; it counts more than `value`");

  /**
   * Returns what is sent; what has no value by now is not.
   *
   * @throws CniException naming the first key that is wrong
   */
  List<DhcpConfig.Provided> read(Section ipam, CniArgs args) {
    List<DhcpConfig.Provided> provided = new ArrayList<>();
    for (Section item : ipam.sections(name())) {
      int option = OPTION.read(item);
      if (option == 0) {
        throw item.invalid(OPTION, "is missing", "say which option it is");
      }
      if (option == DhcpConfig.MESSAGE_TYPE || option == DhcpConfig.REQUESTED) {
        throw item.invalid(
            OPTION, "is what the client says by itself", "use request for what is asked for");
      }
      String value = VALUE.read(item);
      Key place = VALUE;
      String argument = FROM_ARG.read(item);
      if (!argument.isEmpty() && args.get(argument).isPresent()) {
        value = args.get(argument).get();
        place = FROM_ARG;
      }
      if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
        throw item.invalid(
            place, "has a value of more than " + LONGEST + " bytes", "no option takes more");
      }
      if (!value.isEmpty()) {
        provided.add(new DhcpConfig.Provided(option, value));
      }
    }
    return provided;
  }

  @Override
  public String name() {
    return "provide";
  }

  @Override
  public String values() {
    return "a list of objects";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public String example() {
    return "[{\"option\": \"host-name\", \"fromArg\": \"K8S_POD_NAME\"}]";
  }

  @Override
  public String meaning() {
    return "options that are told to the server with each request";
  }

  @Override
  public KeySet inside() {
    return new KeySet("a provided option", OPTION, VALUE, FROM_ARG);
  }
}
