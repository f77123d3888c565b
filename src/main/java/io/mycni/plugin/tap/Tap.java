// The tap itself: who may open it, and the bridge that it is a port of. That bridge is in the
// container, as the tap is; what sends frames into it opens /dev/net/tun there.
package io.mycni.plugin.tap;

import io.mycni.cni.CniResult;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import io.mycni.part.Conflict;
import io.mycni.part.Difference;
import io.mycni.part.InsideLink;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tap that stays when nobody has it open.
 *
 * @param subject whose
 * @param config what is wanted
 * @param link the link that it is
 */
record Tap(Subject subject, TapConfig config, InsideLink link) implements Part {
  /** The kernel's kind of both taps and tuns. */
  static final String KIND = "tun";

  static Tap of(Subject subject, TapConfig config) {
    MacAddress mac = InsideLink.mac(subject, config.mac());
    String settings =
        " address "
            + mac
            + (config.mtu() == 0 ? "" : " mtu " + config.mtu())
            + (config.bridge().isEmpty() ? "" : " master " + config.bridge());
    return new Tap(
        subject, config, new InsideLink(subject, KIND, making(subject, config), settings, mac));
  }

  private static Command making(Subject subject, TapConfig config) {
    String words =
        "tuntap add dev "
            + subject.ifname()
            + " mode tap"
            + (config.owner().isPresent() ? " user " + config.owner().getAsLong() : "")
            + (config.group().isPresent() ? " group " + config.group().getAsLong() : "")
            + (config.multiQueue() ? " multi_queue" : "");
    return config.selinuxContext().isEmpty()
        ? Command.Ip.in(subject.inside(), words)
        : new Command.IpInContext(subject.inside(), config.selinuxContext(), words);
  }

  @Override
  public HostQuery asks() {
    return link.asks().and(HostQuery.facts());
  }

  @Override
  public List<Step> make(HostState host) {
    if (!config.selinuxContext().isEmpty() && !host.hasSelinux()) {
      throw Conflict.of(
          "selinuxContext is " + config.selinuxContext() + ", but SELinux is off on this host",
          "leave selinuxContext out, or boot a kernel with SELinux (see `sestatus`)");
    }
    List<Step> steps = link.make(host);
    if (host.thorough() && !config.bridge().isEmpty()) {
      requireBridge(host.insideLink(config.bridge()));
    }
    return steps;
  }

  /** The first words are those of the reference, by which people search. */
  private void requireBridge(Optional<Link> bridge) {
    if (bridge.isEmpty()) {
      throw Conflict.of(
          "failed to get bridge "
              + config.bridge()
              + ": there is no such link in "
              + subject.netns(),
          "the bridge of a tap is in the container: a plugin before this one has to make it there");
    }
    if (!bridge.get().isBridge()) {
      throw Conflict.of(
          "the link " + config.bridge() + " in " + subject.netns() + " is no bridge",
          "name a bridge in the container as bridge, or leave it out");
    }
  }

  @Override
  public List<Difference> differences(HostState host) {
    List<Difference> differences = new ArrayList<>(link.differences(host));
    Optional<Link> there = host.insideLink(subject.ifname());
    if (there.isEmpty() || there.get().tap().isEmpty()) {
      return differences;
    }
    String name = "the interface " + subject.ifname();
    Link.Tap tap = there.get().tap().get();
    if (!tap.type().equals("tap")) {
      differences.add(Difference.broken(name + " is a " + tap.type() + ", not a tap"));
    }
    if (!tap.persistent()) {
      differences.add(
          Difference.broken(name + " goes with whoever has it open: it is not persistent"));
    }
    if (tap.multiQueue() != config.multiQueue()) {
      differences.add(
          Difference.broken(
              name + (config.multiQueue() ? " has one queue only" : " has several queues")));
    }
    compare(name + " belongs to the user ", tap.owner(), config.owner(), differences);
    compare(name + " belongs to the group ", tap.group(), config.group(), differences);
    String master = there.get().master();
    if (!config.bridge().isEmpty() && !master.equals(config.bridge())) {
      differences.add(
          Difference.broken(
              name
                  + (master.isEmpty() ? " is no port" : " is a port of " + master + ", not")
                  + " of the bridge "
                  + config.bridge()));
    }
    return differences;
  }

  /** What is found may be a name whose number is not known here; then it says nothing. */
  private static void compare(
      String words, String found, OptionalLong wanted, List<Difference> differences) {
    String expected = wanted.isPresent() ? Long.toString(wanted.getAsLong()) : "";
    boolean known = found.isEmpty() || Character.isDigit(found.charAt(0));
    if (known && !found.equals(expected)) {
      differences.add(Difference.broken(words + shown(found) + ", not " + shown(expected)));
    }
  }

  private static String shown(String id) {
    return id.isEmpty() ? "(none)" : id;
  }

  @Override
  public List<Step> mend(HostState host) {
    return link.mend(host);
  }

  @Override
  public CniResult tell(CniResult answer, HostState host) {
    return link.tell(answer, host);
  }

  @Override
  public List<String> tools() {
    return config.selinuxContext().isEmpty() ? link.tools() : List.of("ip", "nsenter", "runcon");
  }
}
