// What comes from an address of the interface is routed by a table of its own: a rule, and the
// interface's routes there instead of in the table main.
package io.mycni.plugin.sbr;

import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.InsideRoutes;
import io.mycni.host.Route;
import io.mycni.host.RoutingRules;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.part.InsideLinks;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables for the sources of packets.
 *
 * @param subject whose
 */
record SourceTables(Subject subject, SbrConfig config) implements Part {
  @Override
  public HostQuery asks() {
    if (subject.netns().isEmpty()) {
      return HostQuery.NOTHING;
    }
    return HostQuery.linksInside(subject.netns())
        .and(HostQuery.question(rules()))
        .and(HostQuery.question(routes()));
  }

  private RoutingRules rules() {
    return new RoutingRules(subject.netns());
  }

  private InsideRoutes routes() {
    return new InsideRoutes(subject.netns());
  }

  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  private Division division(HostState host) {
    return new Division(subject, config, host.answer(rules()), host.answer(routes()));
  }

  @Override
  public List<Step> make(HostState host) {
    InsideLinks.require(subject, host, "sbr");
    if (subject.given().ips().isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "No IP addresses supplied on interface: " + subject.ifname(),
          "sbr routes by addresses, and the result before it has none of this interface");
    }
    Division division = division(host);
    List<Step> steps = new ArrayList<>();
    List<Change> ofIpv6 = new ArrayList<>();
    for (Source source : division.sources()) {
      List<Change> changes = new ArrayList<>();
      for (Source.Way way : source.routes()) {
        changes.add(change("route add " + way.words(), "route delete " + way.words()));
      }
      if (!hasRule(source, host)) {
        // One process makes all that is not of IPv6's rules, so those are made together.
        (source.address().family() == IpFamily.V4 ? changes : ofIpv6).add(rule(source));
      }
      if (!changes.isEmpty()) {
        String what = "route what comes from " + source.address() + " by the table ";
        steps.add(new Step.Create(what + source.table(), changes));
      }
    }
    leave(division, steps);
    if (!ofIpv6.isEmpty()) {
      steps.add(new Step.Create("lead what comes from the IPv6 addresses to its table", ofIpv6));
    }
    if (steps.isEmpty()) {
      steps.add(new Step.Present("the rules of " + subject.ifname()));
    }
    return steps;
  }

  private void leave(Division division, List<Step> steps) {
    List<Change> changes = new ArrayList<>();
    for (Source.Way hint : Division.hints(subject, config)) {
      if (!division.stays(hint)) {
        changes.add(change("route add " + hint.words(), "route delete " + hint.words()));
      }
    }
    for (InsideRoutes.Found route : division.leaving()) {
      String words = route.details().words();
      changes.add(change("route delete " + words, "route prepend " + words));
    }
    if (!changes.isEmpty()) {
      String what = "take the routes of " + subject.ifname() + " out of the table main";
      steps.add(new Step.Create(what, changes));
    }
  }

  private Change change(String run, String undo) {
    return Change.of(Command.Ip.in(subject.inside(), run), Command.Ip.in(subject.inside(), undo));
  }

  private Change rule(Source source) {
    return Change.of(source.rule(subject.inside(), "add"), source.rule(subject.inside(), "delete"));
  }

  private boolean hasRule(Source source, HostState host) {
    for (RoutingRules.Rule rule : host.answer(rules())) {
      if (rule.plain() && rule.isFrom(source.address()) && rule.table() == source.table()) {
        return true;
      }
    }
    return false;
  }

  /** Without a note, which tables they are is told by the rules alone. */
  private List<Source> made(HostState host) {
    List<Source> made = Source.in(subject.note(), subject.given().ips());
    if (!made.isEmpty()) {
      return made;
    }
    for (CniIp ip : subject.given().ips()) {
      int table = config.table().orElse(0);
      for (RoutingRules.Rule rule : host.answer(rules())) {
        boolean own = config.table().isEmpty() && rule.isFrom(ip.address().address());
        table = own ? rule.table() : table;
      }
      made.add(new Source(ip.address().address(), table, List.of()));
    }
    return made;
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (subject.netns().isEmpty()) {
      return differences;
    }
    for (Source source : made(host)) {
      if (!hasRule(source, host)) {
        String text =
            "the rule that leads what comes from "
                + source.address()
                + " to "
                + (source.table() == 0 ? "its table" : "the table " + source.table())
                + " is gone";
        differences.add(source.table() == 0 ? Difference.broken(text) : Difference.wiped(text));
      }
      for (Source.Way way : source.routes()) {
        if (!isThere(way, source.table(), host)) {
          differences.add(
              Difference.wiped(
                  "the route to "
                      + way.destination()
                      + " is gone from the table "
                      + source.table()));
        }
      }
    }
    for (Source.Way hint : Division.hints(subject, config)) {
      if (!isThere(hint, Route.MAIN, host)) {
        differences.add(
            Difference.wiped(
                "the route to " + hint.destination() + " is gone from the table main"));
      }
    }
    return differences;
  }

  private boolean isThere(Source.Way way, int table, HostState host) {
    for (InsideRoutes.Found found : host.answer(routes())) {
      if (found.table() == table
          && found.isBy(subject.ifname())
          && found.destination().equals(way.destination())
          && found.gateway().equals(way.gateway())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Step> mend(HostState host) {
    List<Change> changes = new ArrayList<>();
    List<Change> ofIpv6 = new ArrayList<>();
    for (Source source : made(host)) {
      for (Source.Way way : source.routes()) {
        if (!isThere(way, source.table(), host)) {
          changes.add(change("route add " + way.words(), "route delete " + way.words()));
        }
      }
      if (source.table() != 0 && !hasRule(source, host)) {
        (source.address().family() == IpFamily.V4 ? changes : ofIpv6).add(rule(source));
      }
    }
    for (Source.Way hint : Division.hints(subject, config)) {
      if (!isThere(hint, Route.MAIN, host)) {
        changes.add(change("route add " + hint.words(), "route delete " + hint.words()));
      }
    }
    changes.addAll(ofIpv6);
    return List.of(
        new Step.Create("put the rules and routes of " + subject.ifname() + " back", changes));
  }

  @Override
  public String remembers(HostState host) {
    return Source.line(division(host).sources());
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }
}
