// The key "request": what the server is asked for.
package io.mycni.ipam.dhcp;

import io.mycni.keys.FlagKey;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import java.util.ArrayList;
import java.util.List;

/** Options that are wanted. */
final class RequestKey implements Key {
  private static final OptionKey OPTION = new OptionKey("none");
  private static final FlagKey SKIP_DEFAULT =
      new FlagKey("skipDefault", "whether those are not asked for that usually are");

  /** Those of which the result or the interface has something. */
  private static final List<Integer> USUAL =
      List.of(
          DhcpOption.SUBNET_MASK,
          DhcpOption.ROUTERS,
          DhcpOption.NAME_SERVERS,
          DhcpOption.DOMAIN,
          DhcpOption.MTU,
          DhcpOption.STATIC_ROUTES,
          DhcpOption.SEARCH,
          DhcpOption.CLASSLESS_ROUTES);

  /** Returns the numbers of the options, each once. */
  List<Integer> read(Section ipam) {
    List<Integer> requested = new ArrayList<>();
    boolean skip = false;
    for (Section item : ipam.sections(name())) {
      int option = OPTION.read(item);
      skip |= SKIP_DEFAULT.read(item);
      if (option != 0 && !requested.contains(option)) {
        requested.add(option);
      }
    }
    for (Integer usual : USUAL) {
      if (!skip && !requested.contains(usual)) {
        requested.add(usual);
      }
    }
    return requested;
  }

  @Override
  public String name() {
    return "request";
  }

  @Override
  public String values() {
    return "a list of objects";
  }

  @Override
  public String byDefault() {
    return "1, 3, 6, 15, 26, 33, 119 and 121";
  }

  @Override
  public String example() {
    return "[{\"option\": \"42\"}]";
  }

  @Override
  public String meaning() {
    return "options that the server is asked for besides";
  }

  @Override
  public KeySet inside() {
    return new KeySet("a requested option", OPTION, SKIP_DEFAULT);
  }
}
