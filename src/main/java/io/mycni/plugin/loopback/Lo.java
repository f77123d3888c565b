// The interface lo of a container. It is there with its namespace, and its addresses come from the
// kernel when it comes up (devinet.c and addrconf.c of Linux); so they are foreseen, not given.
package io.mycni.plugin.loopback;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.part.TargetNamespace;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * That lo is up.
 *
 * @param subject whose; whatever CNI_IFNAME says, the interface is lo
 */
record Lo(Subject subject) implements Part {
  static final String NAME = "lo";

  private static final Cidr V4 = Cidr.of("127.0.0.1/8");
  private static final Cidr V6 = Cidr.of("::1/128");
  private static final String WITHOUT_IPV6 = "net/ipv6/conf/lo/disable_ipv6";

  @Override
  public HostQuery asks() {
    return HostQuery.linksInside(subject.netns())
        .and(HostQuery.settingInside(subject.netns(), WITHOUT_IPV6));
  }

  /** Files do not tell whether it is up, and so which addresses it will have. */
  @Override
  public boolean needsCloseLook(HostState quick) {
    return true;
  }

  @Override
  public boolean isInside() {
    return true;
  }

  @Override
  public List<Step> make(HostState host) {
    String netns = subject.netns();
    if (host.insideGone()) {
      throw TargetNamespace.gone(netns);
    }
    if (host.insideLink(NAME).isEmpty()) {
      throw Conflict.of("there is no lo in " + netns, "was it renamed?");
    }
    return List.of(
        host.insideLink(NAME).get().up()
            ? new Step.Present("lo, which is up in " + netns)
            : new Step.Create(
                "bring up lo in " + netns,
                List.of(
                    Change.of(
                        Command.Ip.in(subject.inside(), "link set dev lo up"),
                        Command.Ip.in(subject.inside(), "link set dev lo down")))));
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>();
    if (subject.netns().isEmpty()) {
      return differences;
    }
    Optional<Link> lo = host.insideLink(NAME);
    if (lo.isEmpty()) {
      differences.add(Difference.broken("there is no lo in " + subject.netns()));
    } else if (!lo.get().up()) {
      differences.add(Difference.wiped("the interface lo is down"));
    } else {
      for (Cidr address : told(lo.get())) {
        if (!lo.get().addresses().contains(address)) {
          String add = "address add " + address + " dev lo";
          differences.add(
              Difference.broken(
                  "the address " + address + " is gone from lo",
                  Command.Ip.in(subject.inside(), add).typed()));
        }
      }
    }
    return differences;
  }

  /**
   * The addresses that the ADD has told, as far as they are the kernel's. Where it has told none,
   * as behind another plugin, the kernel has given one unless somebody else's was there.
   */
  private List<Cidr> told(Link lo) {
    List<Cidr> told = new ArrayList<>();
    Optional<CniResult> result = subject.previous();
    if (result.isPresent() && result.get().macOf(NAME).isPresent()) {
      for (CniIp ip : result.get().ipsOf(NAME)) {
        if (ip.address().equals(V4) || ip.address().equals(V6)) {
          told.add(ip.address());
        }
      }
    } else if (!hasV4(lo)) {
      told.add(V4);
    }
    return told;
  }

  private static boolean hasV4(Link lo) {
    boolean v4 = false;
    for (Cidr address : lo.addresses()) {
      v4 |= address.family() == IpFamily.V4;
    }
    return v4;
  }

  /** What a plugin before it has told is passed on as it is, as by the reference. */
  @Override
  public CniResult tell(CniResult answer, HostState host) {
    if (subject.previous().isPresent()) {
      return answer;
    }
    List<CniIp> ips = new ArrayList<>();
    for (Cidr address : addresses(host)) {
      ips.add(new CniIp(address, Optional.empty(), OptionalInt.of(0)));
    }
    Optional<MacAddress> none = MacAddress.parse("00:00:00:00:00:00");
    CniInterface lo = new CniInterface(NAME, none, 0, subject.netns());
    return new CniResult(List.of(lo), ips, answer.routes(), answer.dns());
  }

  /**
   * Of each family the address that the kernel has given, or will give; others on lo are somebody
   * else's. It gives no IPv4 address where there is one.
   */
  private List<Cidr> addresses(HostState host) {
    Link lo = host.insideLink(NAME).orElseThrow();
    List<Cidr> addresses = new ArrayList<>();
    if (lo.addresses().contains(V4) || !lo.up() && !hasV4(lo)) {
      addresses.add(V4);
    }
    boolean ipv6 = host.settingInside(WITHOUT_IPV6).orElse("1").equals("0");
    if (lo.addresses().contains(V6) || !lo.up() && ipv6) {
      addresses.add(V6);
    }
    return addresses;
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }
}
