// Which commands must keep their order among each other, and which may run side by side.
package io.mycni.exec;

import io.mycni.net.IpFamily;
import io.mycni.plan.Command;

/**
 * A lane is run from its first command to its last; lanes run side by side. Links, addresses,
 * routes and their settings depend on each other; packet filter rules depend on none of them.
 */
enum Lane {
  LINKS,
  IPTABLES,
  IP6TABLES,
  NFT;

  static Lane of(Command command) {
    return switch (command.kind()) {
      case IP, BRIDGE, SYSCTL, DROP_UNUSED_BRIDGE -> LINKS;
      case IPTABLES -> ((Command.Iptables) command).family() == IpFamily.V4 ? IPTABLES : IP6TABLES;
      case NFT, DROP_UNUSED_TABLE, DROP_NOTED_RULES -> NFT;
    };
  }
}
