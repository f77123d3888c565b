// Letting containers through by firewalld: their addresses are sources of a zone, until its next
// reload, as with the reference.
package io.mycni.plugin.firewall;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.host.Firewalld;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import io.mycni.plan.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plans what firewalld is told, firewall-cmd(1). */
final class FirewalldSources {
  private static final String NOT_RUNNING = "firewalld does not run, or firewall-cmd is missing";

  private FirewalldSources() {}

  /** What has to be seen; after a quick look nothing is taken to be bound. */
  static HostQuery asks() {
    return HostQuery.question(Firewalld.RUNS).and(HostQuery.question(Firewalld.ZONES));
  }

  private static Map<String, String> zones(HostState host) {
    return host.thorough() ? host.answer(Firewalld.ZONES) : Map.of();
  }

  static List<Step> add(List<IpAddress> addresses, String zone, HostState host) {
    if (!host.answer(Firewalld.RUNS)) {
      throw new CniException(
          ErrorCode.TOOL_MISSING,
          NOT_RUNNING + ", and the firewall's backend is firewalld",
          "systemctl start firewalld, or choose another `backend`");
    }
    List<Step> steps = new ArrayList<>();
    for (IpAddress address : addresses) {
      String source = Cidr.host(address).toString();
      String bound = zones(host).getOrDefault(source, "");
      if (!bound.isEmpty() && !bound.equals(zone)) {
        throw Conflict.of(
            "firewalld has bound "
                + source
                + " to the zone "
                + bound
                + ", and it should be in "
                + zone,
            "firewall-cmd --zone=" + bound + " --remove-source=" + source + ", if it may go");
      }
      String what = source + " to the zone " + zone + " of firewalld";
      steps.add(
          bound.equals(zone)
              ? new Step.Present("the source " + source + " in the zone " + zone + " of firewalld")
              : new Step.Create(
                  "bind " + what,
                  List.of(Change.of(told(zone, "add", source), told(zone, "remove", source)))));
    }
    return steps;
  }

  static List<Difference> differences(List<IpAddress> addresses, String zone, HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (!host.answer(Firewalld.RUNS)) {
      differences.add(Difference.broken(NOT_RUNNING, "systemctl start firewalld"));
      return differences;
    }
    for (IpAddress address : addresses) {
      String source = Cidr.host(address).toString();
      String bound = zones(host).getOrDefault(source, "");
      String text = "firewalld does not have " + source + " in the zone " + zone;
      if (bound.isEmpty()) {
        differences.add(Difference.wiped(text));
      } else if (!bound.equals(zone)) {
        differences.add(
            Difference.broken(
                text + ", but in " + bound,
                "firewall-cmd --zone=" + zone + " --change-source=" + source));
      }
    }
    return differences;
  }

  /** The removal of sources. */
  static List<Command> remove(List<IpAddress> addresses, String zone) {
    List<Command> commands = new ArrayList<>();
    for (IpAddress address : addresses) {
      commands.add(told(zone, "remove", Cidr.host(address).toString()));
    }
    return commands;
  }

  /** The removal of those that are there. */
  static List<Command> removeFound(List<IpAddress> addresses, String zone, HostState host) {
    List<IpAddress> bound = new ArrayList<>();
    for (IpAddress address : addresses) {
      String there = zones(host).getOrDefault(Cidr.host(address).toString(), "");
      if (there.equals(zone)) {
        bound.add(address);
      }
    }
    return remove(bound, zone);
  }

  private static Command told(String zone, String verb, String source) {
    return new ToolCall.Firewalld("--zone=" + zone + " --" + verb + "-source=" + source);
  }
}
