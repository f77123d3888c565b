// The rules by which a container chooses among its tables of routes, ip-rule(8).
package io.mycni.host;

import io.mycni.exec.Shell;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The question for the rules of both families in a namespace; none where it is known to be gone.
 *
 * @param netns the path of the namespace
 */
public record RoutingRules(String netns) implements Question<List<RoutingRules.Rule>> {
  private static final String EVERYTHING = "all";

  /**
   * A rule.
   *
   * @param family its family
   * @param priority rules of lower numbers come first
   * @param source whose packets it is about; empty for all
   * @param table the table's number
   * @param plain whether it asks for nothing else than the source
   */
  public record Rule(
      IpFamily family, int priority, Optional<Cidr> source, int table, boolean plain) {
    /** Tells whether it is about the packets of one address, whatever else. */
    public boolean isFrom(IpAddress address) {
      return source.isPresent() && source.get().equals(Cidr.host(address));
    }
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Rule> ask(Shell shell) {
    List<Rule> rules = new ArrayList<>();
    for (IpFamily family : HostFacts.forwarding().keySet()) {
      if (NetnsIdentity.of(netns).isEmpty()) {
        return List.of();
      }
      List<String> question = List.of("-json", "-N", family.ipFlag(), "rule", "show");
      String what = "look at the rules of " + family + " in " + netns;
      byte[] answer = shell.answerInside(what, netns, question).stdout();
      for (JsonNode item : ToolJson.ofIp(answer)) {
        rules.add(rule(family, item));
      }
    }
    return rules;
  }

  static Rule rule(IpFamily family, JsonNode item) {
    String from = item.path("src").asString(EVERYTHING);
    int length = item.path("srclen").asInt(family.bits());
    Optional<Cidr> source =
        from.equals(EVERYTHING) ? Optional.empty() : Cidr.parse(from + "/" + length);
    boolean plain = true;
    for (String key : item.propertyNames()) {
      plain &= List.of("priority", "src", "srclen", "table", "protocol").contains(key);
    }
    return new Rule(
        family,
        item.path("priority").asInt(0),
        source,
        IpJson.number(item.path("table"), 0),
        plain);
  }

  // Written out: the equality that the compiler would make is slow at its first use.

  @Override
  public boolean equals(Object other) {
    return other instanceof RoutingRules that && netns.equals(that.netns);
  }

  @Override
  public int hashCode() {
    return netns.hashCode();
  }
}
