// The device in the container: how it comes in and what it has there. How it leaves the host is
// Leaving's business, how it comes back HostDeviceRemains'.
package io.mycni.plugin.hostdevice;

import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.Names;
import io.mycni.host.Device;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.part.Arrival;
import io.mycni.part.Conflict;
import io.mycni.part.ContainerRoutes;
import io.mycni.part.ContainerSetup;
import io.mycni.part.Difference;
import io.mycni.part.InsideLinks;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A device of the host. One that a program has by a driver of its own has no link: nothing is
 * moved, and the answer has nothing but addresses.
 *
 * @param subject whose
 * @param config what is wanted
 */
record HostDevice(Subject subject, HostDeviceConfig config) implements Part {
  private ContainerSetup setup(Arrival arrival) {
    // It hangs on a network that is not mycni's; what its routers say is the container's business.
    return new ContainerSetup(subject, 0, config.isLayer3(), false, false, true, true, arrival);
  }

  private ContainerSetup setup() {
    return setup(Arrival.ready(subject));
  }

  private ContainerRoutes routes() {
    return new ContainerRoutes(subject);
  }

  @Override
  public HostQuery asks() {
    return HostQuery.device(config.device())
        .and(HostQuery.linksInside(subject.netns()))
        .and(setup().asks());
  }

  @Override
  public HostQuery asksToCompare() {
    return setup().asksToCompare().and(routes().asksToCompare());
  }

  /** Addresses and routes stand on a link that has an address or is up. */
  @Override
  public List<String> inFull(HostState host) {
    Optional<Link> link = host.device().link();
    boolean has = link.isPresent() && (link.get().up() || !link.get().addresses().isEmpty());
    return has ? List.of(link.get().name()) : List.of();
  }

  @Override
  public List<Step> make(HostState host) {
    Device device = host.device();
    if (device.isUserspace()) {
      return List.of(
          new Step.Present(
              "the device, which a program has by the driver "
                  + device.userspace()
                  + "; nothing is moved"));
    }
    Link link = movable(link(device));
    InsideLinks.requireFree(subject, host, "interface name");
    boolean taken = host.insideLink(link.name()).isPresent();
    String inside = taken ? subject.ifname() : link.name();
    List<Step> steps = new ArrayList<>();
    steps.add(new Leaving(subject, link, inside, host.details(link.name())).step());
    steps.addAll(setup(new Arrival(inside, List.of(arriving(link, inside)))).make(host));
    steps.addAll(routes().make(host));
    return steps;
  }

  @Override
  public List<Part> late() {
    List<Part> late = new ArrayList<>(setup().late());
    late.add(routes());
    return late;
  }

  /** The first words are those of the reference, by which people search. */
  private static Link link(Device device) {
    return device
        .link()
        .orElseThrow(() ->
            Conflict.of(
                "failed to find host device: " + device.missing(),
                "see `ip link`; a device that another container has comes back with its DEL"));
  }

  /** The kernel moves neither, and says so only when addresses have been taken from it. */
  private static Link movable(Link link) {
    boolean loopback = link.name().equals("lo");
    if (loopback || link.isBridge()) {
      throw Conflict.of(
          "the host device "
              + link.name()
              + " cannot be moved: it is "
              + (loopback ? "the loopback link" : "a bridge")
              + ", which the kernel keeps in its namespace",
          "is the device right? see `ip link`");
    }
    return link;
  }

  /** The alias is the name on the host, by which the reference finds the way back, too. */
  private Change arriving(Link link, String inside) {
    String own = Moved.of(link).aliasWords();
    String alias = " alias " + link.name();
    String name = subject.ifname();
    if (inside.equals(name)) {
      return Change.of(
          inside("link set dev " + name + alias), inside("link set dev " + name + own));
    }
    // A link that is up keeps its name.
    return new Change(
        inside("link set dev " + inside + " name " + name + alias),
        List.of(
            inside("link set dev " + name + " down"),
            inside("link set dev " + name + " name " + inside + own)));
  }

  private Command inside(String words) {
    return Command.Ip.in(subject.inside(), words);
  }

  @Override
  public List<Difference> differences(HostState host) {
    if (host.device().isUserspace()) {
      return List.of();
    }
    List<Difference> differences = new ArrayList<>(setup().differences(host));
    differences.addAll(routes().differences(host));
    Optional<Link> link = host.insideLink(subject.ifname());
    Optional<Moved> moved = moved();
    String alias = link.isPresent() ? link.get().alias() : "";
    boolean wrong = moved.isPresent() && !alias.equals(moved.get().name());
    if (link.isPresent() && (wrong || !Names.isIfname(alias))) {
      String name = moved.isPresent() ? ", " + moved.get().name() : "";
      String text =
          "the interface "
              + subject.ifname()
              + " has not the alias that tells its name on the host"
              + name;
      differences.add(moved.isPresent() ? Difference.wiped(text) : Difference.broken(text));
    }
    return differences;
  }

  private Optional<Moved> moved() {
    return subject.note().isPresent() ? Moved.in(subject.note().get()) : Optional.empty();
  }

  /** Only the alias can have been wiped. */
  @Override
  public List<Step> mend(HostState host) {
    Optional<Moved> moved = moved();
    if (moved.isEmpty()) {
      return List.of();
    }
    Command alias = inside("link set dev " + subject.ifname() + " alias " + moved.get().name());
    return List.of(
        new Step.Ensure(
            "give " + subject.ifname() + " its alias again", List.of(Change.of(alias))));
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    Device device = host.device();
    if (device.link().isPresent()) {
      CniInterface made =
          new CniInterface(subject.ifname(), device.link().get().mac(), 0, subject.netns());
      return setup().tell(answer.with(made), host);
    }
    List<CniIp> ips = new ArrayList<>();
    for (CniIp ip : subject.given().ips()) {
      ips.add(new CniIp(ip.address(), ip.gateway(), OptionalInt.empty()));
    }
    return new CniResult(answer.interfaces(), ips, subject.given().routes(), subject.given().dns());
  }

  @Override
  public List<String> tools() {
    return List.of("ip", "nsenter");
  }

  @Override
  public String remembers(HostState host) {
    Optional<Link> link = host.device().link();
    return link.isPresent() ? Moved.of(link.get()).line() : "";
  }
}
