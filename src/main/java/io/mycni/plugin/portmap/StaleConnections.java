// Connections of UDP that the kernel remembers from before a port was published, or while it was:
// their packets go on where they went, whatever the rules say by now. TCP ends its own.
package io.mycni.plugin.portmap;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.PortQuestion;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import io.mycni.plan.ToolCall;
import java.util.ArrayList;
import java.util.List;

/**
 * That nothing is remembered of some UDP ports of the host.
 *
 * @param families the families of the container's addresses
 * @param ports the ports, at least one
 * @param question asks for what is installed
 */
record StaleConnections(List<IpFamily> families, List<Integer> ports, PortQuestion question)
    implements Part {
  /** Copies the lists. */
  StaleConnections {
    families = List.copyOf(families);
    ports = List.copyOf(ports);
  }

  @Override
  public HostQuery asks() {
    return HostQuery.question(question);
  }

  /** Once the rules are there, so that what is remembered anew goes by them. */
  @Override
  public Moment moment() {
    return Moment.AFTER;
  }

  @Override
  public List<Step> make(HostState host) {
    return host.answer(question).conntrack() ? forget(families, ports) : List.of();
  }

  static List<Step> forget(List<IpFamily> families, List<Integer> ports) {
    List<Command> commands = new ArrayList<>();
    StringBuilder list = new StringBuilder();
    for (int port : ports) {
      list.append(list.isEmpty() ? "" : ", ").append(port);
      for (IpFamily family : families) {
        commands.add(new ToolCall.Conntrack(family, "udp", port));
      }
    }
    return commands.isEmpty()
        ? List.of()
        : List.of(new Step.Remove("forget what came to UDP port " + list + " before", commands));
  }

  @Override
  public List<Difference> differences(HostState host) {
    return List.of();
  }

  @Override
  public List<String> notes(HostState host) {
    return host.answer(question).conntrack() ? List.of() : List.of(notForgotten());
  }

  static String notForgotten() {
    return "conntrack is not installed: a client that has sent to a UDP port before may go on"
        + " talking to whoever had it, until it pauses for some minutes (package 'conntrack')";
  }
}
