// What somebody may break by hand of an attachment, generated from the plan by which it was made:
// for each change, what takes away or twists the thing that it made.
package io.mycni.engine;

import static java.util.stream.Collectors.joining;

import io.mycni.host.NftRule;
import io.mycni.host.Route;
import io.mycni.host.TableRules;
import io.mycni.net.Cidr;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plan.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A breakage.
 *
 * @param commands what somebody types
 */
record Breakage(List<Command> commands) {
  private static final String OTHER_MAC = "02:00:00:00:00:99";
  private static final int OTHER_MTU = 1333;
  private static final int OTHER_QUEUE = 33;
  private static final int OTHER_VLAN = 4000;

  /**
   * Returns all that can be broken.
   *
   * @param add the plan that was carried out
   * @param host the host as it was afterwards
   */
  static Set<Breakage> all(Plan add, PaperHost host) {
    Set<Breakage> all = new LinkedHashSet<>();
    for (Step step : add.steps()) {
      for (Change change : step.changes()) {
        switch (change.run()) {
          case Command.Ip ip -> {
            ip(ip, all);
            routeOf(ip, host, all);
          }
          case Command.Ip6 ip -> rule(ip, all);
          case Command.IpInContext ip -> ip(Command.Ip.in(ip.where(), ip.line()), all);
          case Command.Bridge bridge -> bridge(bridge, all);
          case Command.Sysctl setting -> {
            // What the kernel does not have cannot be set to something else.
            if (host.hasFamilyOf(setting)) {
              all.add(of(flipped(setting)));
            }
          }
          case Command.Iptables rule -> iptables(rule, host, all);
          case ToolCall.Firewalld told -> all.add(of(unbound(told)));
          case Command.Nft nft -> nft(nft.statement(), host, all);
          case ToolCall.Conntrack forgotten -> {}
          case Command.Tc tc -> tc(List.of(tc.line().split(" ")), all);
          default -> throw new IllegalArgumentException("how is this broken? " + change.run());
        }
      }
    }
    PaperNames names = PaperNames.after(add);
    Set<Breakage> renamed = new LinkedHashSet<>();
    for (Breakage breakage : all) {
      renamed.add(new Breakage(breakage.commands.stream().map(names::now).toList()));
    }
    return renamed;
  }

  void on(PaperHost host) {
    commands.forEach(host::apply);
  }

  @Override
  public String toString() {
    return commands.stream().map(Command::typed).collect(joining("; "));
  }

  private static Breakage of(Command... commands) {
    return new Breakage(List.of(commands));
  }

  private static Command flipped(Command.Sysctl setting) {
    String other = setting.value().equals("0") ? "1" : "0";
    return new Command.Sysctl(setting.where(), setting.key(), other, false);
  }

  private static void ip(Command.Ip ip, Set<Breakage> all) {
    List<String> words = ip.words();
    String line = ip.line();
    switch (words.get(0) + " " + words.get(1)) {
      case "link add" -> link(ip, all);
      case "tuntap add" -> {
        String gone = "link delete dev " + PaperLink.after(words, "dev");
        all.add(of(Command.Ip.in(ip.where(), gone)));
      }
      case "link set" -> {
        String device = "link set dev " + PaperLink.after(words, "dev");
        for (String part :
            List.of("up", "down", "promisc on", "allmulticast on", "hairpin on", "isolated on")) {
          if ((line + " ").contains(" " + part + " ")) {
            all.add(of(Command.Ip.in(ip.where(), device + " " + opposite(part))));
          }
        }
        if (words.contains("alias")) {
          all.add(of(Command.Ip.in(ip.where(), device + " alias \"\"")));
          all.add(of(Command.Ip.in(ip.where(), device + " alias somebody-elses")));
        }
        if (words.contains("addrgenmode")) {
          all.add(of(Command.Ip.in(ip.where(), device + " addrgenmode eui64")));
        }
        if (words.contains("master")) {
          all.add(of(Command.Ip.in(ip.where(), device + " nomaster")));
        }
        twist(ip.where(), device, words, all);
      }
      case "address add", "address replace" -> {
        String gone = "address delete " + words.get(2) + " dev " + PaperLink.after(words, "dev");
        all.add(of(Command.Ip.in(ip.where(), gone)));
      }
      case "route prepend", "route add", "route append", "route replace" -> {
        String gone = "route delete " + String.join(" ", words.subList(2, words.size()));
        all.add(of(Command.Ip.in(ip.where(), gone)));
      }
      case "rule add" -> rule(new Command.Ip6(ip.where(), line), all);
      case "address delete", "route delete", "link delete" -> {}
      default -> throw new IllegalArgumentException("how is this broken? ip " + line);
    }
  }

  /** The route that has come with an address of the host; of a single one nobody else is asked. */
  private static void routeOf(Command.Ip ip, PaperHost host, Set<Breakage> all) {
    List<String> words = ip.words();
    if (!(ip.where() instanceof Namespace.Host) || !words.get(0).equals("address")) {
      return;
    }
    String device = PaperLink.after(words, "dev");
    Cidr subnet = Cidr.of(words.get(2)).subnet();
    for (Route route : host.routes()) {
      if (subnet.prefix() < subnet.family().bits()
          && route.device().equals(device)
          && route.destination().equals(subnet)) {
        all.add(of(Command.Ip.host("route delete " + subnet + " dev " + device)));
      }
    }
  }

  private static void rule(Command.Ip6 ip, Set<Breakage> all) {
    all.add(of(new Command.Ip6(ip.where(), ip.line().replace("rule add", "rule delete"))));
  }

  private static String opposite(String part) {
    return switch (part) {
      case "up" -> "down";
      case "down" -> "up";
      case "promisc on", "allmulticast on" -> part.replace(" on", " off");
      default -> "type bridge_slave " + part.replace(" on", " off");
    };
  }

  /** Both ends of a veth pair. */
  private static void link(Command.Ip add, Set<Breakage> all) {
    List<String> words = add.words().subList(2, add.words().size());
    int peer = words.contains("peer") ? words.indexOf("peer") : words.size();
    end(add.where(), words.subList(0, peer), all);
    if (peer < words.size()) {
      end(add.where(), words.subList(peer, words.size()), all);
    }
  }

  private static void end(Namespace where, List<String> words, Set<Breakage> all) {
    String path = words.contains("netns") ? PaperLink.after(words, "netns") : "";
    Namespace there = path.isEmpty() ? where : new Namespace.Container(path);
    String name = PaperLink.after(words, "name");
    String device = "link set dev " + name;
    all.add(of(Command.Ip.in(there, "link delete dev " + name)));
    twist(there, device, words, all);
    child(where, there, words, all);
    if (words.contains("master")) {
      all.add(of(Command.Ip.in(there, device + " nomaster")));
    }
    if (words.contains("vlan_filtering")) {
      all.add(of(Command.Ip.in(there, device + " type bridge vlan_filtering 0")));
    }
  }

  /** What a link hangs on, and how. */
  private static void child(
      Namespace where, Namespace there, List<String> words, Set<Breakage> all) {
    if (words.contains("link")) {
      String parent = PaperLink.after(words, "link");
      all.add(of(Command.Ip.in(where, "link set dev " + parent + " down")));
      all.add(of(Command.Ip.in(where, "link delete dev " + parent)));
    }
    if (words.contains("mode")) {
      String mode = PaperLink.after(words, "mode").equals("private") ? "vepa" : "private";
      String type = PaperLink.after(words, "type");
      String device = "link set dev " + PaperLink.after(words, "name");
      all.add(of(Command.Ip.in(there, device + " type " + type + " mode " + mode)));
    }
  }

  private static void twist(Namespace where, String device, List<String> words, Set<Breakage> all) {
    if (words.contains("address")) {
      all.add(of(Command.Ip.in(where, device + " address " + OTHER_MAC)));
    }
    if (words.contains("mtu")) {
      all.add(of(Command.Ip.in(where, device + " mtu " + OTHER_MTU)));
    }
    if (words.contains("txqueuelen")) {
      all.add(of(Command.Ip.in(where, device + " txqueuelen " + OTHER_QUEUE)));
    }
  }

  private static void bridge(Command.Bridge bridge, Set<Breakage> all) {
    List<String> words = List.of(bridge.line().split(" "));
    String port = " dev " + PaperLink.after(words, "dev") + " vid ";
    String line =
        words.get(1).equals("add")
            ? "vlan delete" + port + PaperLink.after(words, "vid")
            : "vlan add" + port + OTHER_VLAN;
    all.add(of(new Command.Bridge(bridge.where(), line)));
  }

  private static void iptables(Command.Iptables made, PaperHost host, Set<Breakage> all) {
    String rule = made.rule();
    if (rule.startsWith("-A ")) {
      all.add(of(rule(made, "-D" + rule.substring(2))));
    } else if (rule.startsWith("-I ")) {
      String[] words = rule.split(" ", 4);
      all.add(of(rule(made, "-D " + words[1] + " " + words[3])));
    } else if (rule.startsWith("-N ")) {
      String chain = rule.substring(3);
      TableRules now = host.table(made.table(), made.family());
      List<Command> flush = new ArrayList<>();
      flush.add(rule(made, "-F " + chain));
      if (!now.rulesOf(chain).isEmpty()) {
        all.add(new Breakage(List.copyOf(flush)));
      }
      for (String jump : now.jumpsTo(chain)) {
        flush.add(rule(made, "-D" + jump.substring(2)));
      }
      flush.add(rule(made, "-X " + chain));
      all.add(new Breakage(List.copyOf(flush)));
    }
  }

  private static void tc(List<String> made, Set<Breakage> all) {
    String device = " dev " + PaperLink.after(made, "dev") + " ";
    switch (made.get(0) + " " + made.get(1)) {
      case "qdisc add" -> {
        boolean root = made.contains("root");
        all.add(of(new Command.Tc("qdisc delete" + device + (root ? "root" : "ingress"))));
        if (made.contains("tbf")) {
          String replace = "qdisc replace" + device + "root handle 1: ";
          all.add(of(new Command.Tc(replace + "netem")));
          all.add(of(new Command.Tc(replace + "tbf rate 80bit burst 10b limit 11b")));
        }
      }
      case "class add" -> {
        String which = device + "parent 1: classid " + PaperLink.after(made, "classid");
        all.add(of(new Command.Tc("class delete" + which)));
        if (made.contains("burst")) {
          all.add(of(new Command.Tc("class replace" + which + " htb rate 80bit burst 10b")));
        }
      }
      case "filter add" ->
          all.add(
              of(
                  new Command.Tc(
                      "filter delete" + device + "parent " + PaperLink.after(made, "parent"))));
      default -> throw new IllegalArgumentException("how is this broken? tc " + made);
    }
  }

  private static Command rule(Command.Iptables made, String rule) {
    return new Command.Iptables(made.family(), made.table(), rule);
  }

  private static Command unbound(ToolCall.Firewalld made) {
    return new ToolCall.Firewalld(made.line().replace("--add-", "--remove-"));
  }

  private static void nft(String made, PaperHost host, Set<Breakage> all) {
    String[] words = made.split(" ");
    String table = words[2] + " " + words[3];
    switch (words[0] + " " + words[1]) {
      case "add table" -> {
        all.add(of(new Command.Nft("delete table " + table)));
        all.add(of(new Command.Nft("flush ruleset")));
      }
      case "add chain" -> {
        boolean empty = host.nft().rulesOf(words[2], words[3], words[4]).isEmpty();
        if (!empty) {
          all.add(of(new Command.Nft("flush chain " + table + " " + words[4])));
        }
      }
      case "add rule" -> {
        for (NftRule rule : host.nft().rules()) {
          if (table.equals(rule.family() + " " + rule.table()) && rule.chain().equals(words[4])) {
            all.add(of(new Command.Nft(rule.deletion())));
          }
        }
      }
      default -> {}
    }
  }
}
