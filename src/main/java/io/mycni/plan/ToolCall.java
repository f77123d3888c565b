// Commands whose tool reads nothing: each is a process, and its words are all that it is told.
package io.mycni.plan;

import io.mycni.net.IpFamily;

/** A command that is a process by itself. */
public sealed interface ToolCall extends Command.Line {
  @Override
  default boolean isByItself() {
    return true;
  }

  /**
   * The words of a {@code firewall-cmd}, firewall-cmd(1). Each is by itself: of several that it
   * gets at once it calls all done when one is.
   *
   * @param line the words, with single spaces between them
   */
  record Firewalld(String line) implements ToolCall {
    @Override
    public Tool tool() {
      return Tool.FIREWALL_CMD;
    }
  }

  /**
   * Has the kernel forget what came to a port, whatever became of it, conntrack(8).
   *
   * @param family the family of the connections
   * @param protocol their protocol, {@code udp} say
   * @param port the port that they were sent to
   */
  record Conntrack(IpFamily family, String protocol, int port) implements ToolCall {
    @Override
    public Tool tool() {
      return Tool.CONNTRACK;
    }

    @Override
    public String line() {
      return "--delete --family "
          + (family == IpFamily.V4 ? "ipv4" : "ipv6")
          + " --proto "
          + protocol
          + " --orig-port-dst "
          + port;
    }
  }
}
