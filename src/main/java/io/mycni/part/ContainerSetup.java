// What happens to the interface inside the container's namespace: settings, addresses, up, in that
// order. Nothing of it needs an undo, as all of it goes with the interface. Its routes are
// ContainerRoutes' business.
package io.mycni.part;

import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.keys.MtuKey;
import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The container's side of an attachment.
 *
 * @param subject whose
 * @param mtu the interface's MTU in bytes; 0 leaves it to the kernel
 * @param layer3 whether the network has addresses at all
 * @param duplicateDetection whether addresses are used only when nobody else has them
 * @param staysDown whether the interface is left down
 * @param subnetRoutes whether the kernel makes the route to each address's subnet
 * @param believesRouters whether it is left to the kernel what the interface believes of what
 *     routers advertise
 * @param arrival how the interface comes into the container
 */
public record ContainerSetup(
    Subject subject,
    int mtu,
    boolean layer3,
    boolean duplicateDetection,
    boolean staysDown,
    boolean subnetRoutes,
    boolean believesRouters,
    Arrival arrival)
    implements Part {
  /** A side as most networks have it. */
  public static ContainerSetup of(Subject subject, int mtu, boolean layer3) {
    Arrival ready = Arrival.ready(subject);
    return new ContainerSetup(subject, mtu, layer3, false, false, true, false, ready);
  }

  /** The same where nobody of the subnet is on the link but the gateway. */
  public ContainerSetup withoutSubnetRoutes() {
    return new ContainerSetup(
        subject, mtu, layer3, duplicateDetection, staysDown, false, believesRouters, arrival);
  }

  @Override
  public HostQuery asks() {
    return HostQuery.facts();
  }

  @Override
  public HostQuery asksToCompare() {
    return HostQuery.linksInside(subject.netns()).and(routers(subject.ifname()).asks());
  }

  private RouterAdvertisements routers(String device) {
    return new RouterAdvertisements(subject.inside(), device);
  }

  @Override
  public List<Step> make(HostState host) {
    refuseMissingFamilies(host);
    List<Change> changes = new ArrayList<>();
    settings(changes);
    changes.addAll(arrival.first());
    addresses(changes);
    if (!staysDown) {
      changes.add(inside("link set dev " + subject.ifname() + " up"));
    }
    return List.of(new Step.Create(describe(), changes));
  }

  private void addresses(List<Change> changes) {
    for (Cidr address : subject.given().addresses()) {
      String words = addressAdd(address, subject.ifname(), !duplicateDetection);
      changes.add(inside(words + (subnetRoutes ? "" : " noprefixroute")));
    }
  }

  @Override
  public List<Part> late() {
    return List.of(new LateAddresses(this));
  }

  /** The steps that give addresses to an interface that is set up without any. */
  List<Step> makeLate(HostState host) {
    refuseMissingFamilies(host);
    List<Change> changes = new ArrayList<>();
    settingsOfAddresses(subject.ifname(), changes);
    addresses(changes);
    return List.of(new Step.Create(describe(), changes));
  }

  private String describe() {
    StringBuilder text = new StringBuilder("set up ").append(subject.ifname());
    text.append(" in the container");
    String link = " with ";
    for (Cidr address : subject.given().addresses()) {
      text.append(link).append(address);
      link = " and ";
    }
    return text.toString();
  }

  private void refuseMissingFamilies(HostState host) {
    for (Cidr address : subject.given().addresses()) {
      if (!host.has(address.family())) {
        throw MissingFamily.refusing(address);
      }
      if (address.family() == IpFamily.V6 && mtu != 0 && mtu < MtuKey.LEAST_OF_IPV6) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "mtu is "
                + mtu
                + ", and the address "
                + address
                + " needs "
                + MtuKey.LEAST_OF_IPV6
                + " at least",
            "IPv6 does not work below that (RFC 8200 section 5); raise mtu");
      }
    }
  }

  private void settings(List<Change> changes) {
    if (!believesRouters) {
      changes.add(routers(arrival.name()).refuse());
    }
    if (!layer3) {
      return;
    }
    setting(IpFamily.V6, arrival.name(), "accept_dad", duplicateDetection ? "1" : "0", changes);
    if (duplicateDetection) {
      setting(IpFamily.V6, arrival.name(), "enhanced_dad", "1", changes);
    }
    settingsOfAddresses(arrival.name(), changes);
    // Neighbours learn at once that an address has moved to another hardware address.
    setting(IpFamily.V4, arrival.name(), "arp_notify", "1", changes);
  }

  private void settingsOfAddresses(String device, List<Change> changes) {
    if (subject.given().has(IpFamily.V6)) {
      // Some runtimes switch IPv6 off in every new namespace.
      setting(IpFamily.V6, device, "disable_ipv6", "0", changes);
      setting(IpFamily.V6, device, "ndisc_notify", "1", changes);
    }
  }

  private void setting(
      IpFamily family, String device, String name, String value, List<Change> changes) {
    String key = key(family, device, name);
    changes.add(Change.of(new Command.Sysctl(subject.inside(), key, value, true)));
  }

  private static String key(IpFamily family, String device, String name) {
    String tree = family == IpFamily.V4 ? "net/ipv4/conf/" : "net/ipv6/conf/";
    return tree + device + "/" + name;
  }

  private Change inside(String words) {
    return Change.of(Command.Ip.in(subject.inside(), words));
  }

  /** Returns the words that add an address; broadcast as the kernel's other users have it. */
  public static String addressAdd(Cidr address, String device, boolean noDad) {
    String words = "address add " + address;
    if (address.family() == IpFamily.V4) {
      words += address.prefix() <= 30 ? " broadcast +" : "";
    } else if (noDad) {
      words += " nodad";
    }
    return words + " dev " + device;
  }

  @Override
  public List<Difference> differences(HostState host) {
    String ifname = subject.ifname();
    Optional<Link> link = host.insideLink(ifname);
    if (subject.netns().isEmpty()) {
      return List.of();
    }
    if (link.isEmpty()) {
      return List.of(
          Difference.broken("the interface " + ifname + " is gone from " + subject.netns()));
    }
    List<Difference> differences = new ArrayList<>();
    if (!link.get().up() && !staysDown) {
      differences.add(Difference.broken("the interface " + ifname + " is down"));
    }
    int there = link.get().mtu();
    if (mtu != 0 && there != mtu && there != subject.toldMtu(ifname)) {
      differences.add(Difference.broken(Comparison.mtuText(link.get(), mtu)));
    }
    for (Cidr address : subject.given().addresses()) {
      if (!link.get().addresses().contains(address)) {
        differences.add(Difference.broken("the address " + address + " is gone from " + ifname));
      }
    }
    boolean tuned = subject.isTuned(routers(subject.ifname()).key());
    if (!believesRouters && !tuned && subject.isMadeHere()) {
      differences.addAll(routers(subject.ifname()).differences("the interface " + ifname, host));
    }
    return differences;
  }

  @Override
  public List<Step> mend(HostState host) {
    return List.of(
        new Step.Create(
            "let " + subject.ifname() + " believe no router advertisements",
            List.of(routers(subject.ifname()).refuse())));
  }

  /** The addresses are said to be on the interface, which another part has told. */
  @Override
  public CniResult tell(CniResult answer, HostState host) {
    int place = 0;
    List<CniInterface> interfaces = answer.interfaces();
    for (int i = 0; i < interfaces.size(); i++) {
      boolean ours =
          interfaces.get(i).name().equals(subject.ifname())
              && interfaces.get(i).sandbox().equals(subject.netns());
      place = ours ? i : place;
    }
    List<CniIp> ips = new ArrayList<>();
    for (CniIp ip : subject.given().ips()) {
      ips.add(ip.on(place));
    }
    return new CniResult(interfaces, ips, subject.given().routes(), subject.given().dns());
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }
}
