package io.mycni.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Journal;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every part of every plugin, whatever it makes; tried on each written case (see
 * {@link PlanGoldenTest}) whose ADD succeeds, on a host of paper. What is an exception from a law
 * stands here with its reason.
 */
class LawsTest {
  private static final String OF_THE_MOMENT =
      "it counts when an address comes, and a tuning plugin may set it otherwise afterwards";

  /** The bridge's end of the gateway interface mybr0.100. */
  private static final String GATEWAY_PORT = "veth37986cf8";

  /** Breakages that a CHECK does not name, by what the commands have in common, and why. */
  private static final Map<String, String> UNSEEN =
      Map.ofEntries(
          Map.entry("dev mybr0 alias", "a bridge without mycni's alias counts as somebody else's"),
          Map.entry(
              "dev " + GATEWAY_PORT + " address", "nobody is told the address of a gateway's port"),
          Map.entry(
              "dev mybr0 mtu", "the kernel lets the MTU of a bridge follow that of its ports"),
          Map.entry(
              "cni_hostport hostip_hostports",
              "nothing is in it: older releases of the reference write there"),
          Map.entry("/run/netns/c1 ip link set dev eth0 up", "a device is down only on its way"),
          Map.entry("/accept_dad'", OF_THE_MOMENT),
          Map.entry("/enhanced_dad'", OF_THE_MOMENT),
          Map.entry("/ndisc_notify'", OF_THE_MOMENT),
          Map.entry("/arp_notify'", OF_THE_MOMENT));

  /**
   * Devices that were in use before: what stood on them comes back with the undo of an ADD, and not
   * with a DEL. That takes lo down, too, whoever has brought it up, as the reference does, and what
   * an earlier ADD has left of published ports; what sbr and vrf have put into tables goes with the
   * interface.
   */
  private static final List<String> IN_USE =
      List.of(
          "host-device/device-has-addresses",
          "host-device/port-of-a-bridge",
          "loopback/lo-is-up",
          "portmap/own-leftovers",
          "sbr/both-families",
          "sbr/flushed",
          "sbr/source-hints",
          "sbr/static-gateways",
          "vrf/first-member",
          "vrf/out-of-the-vrf",
          "vrf/second-member",
          "vrf/the-vrf-is-gone");

  /**
   * Cases of rules about addresses that do not tell their owner, in the form of the reference: a
   * DEL knows the addresses by the note of the ADD or the previous result.
   */
  private static final List<String> TOLD_BY_ADDRESSES =
      List.of("firewall/iptables", "firewall/firewalld");

  /** What settings were before, only the note of the ADD tells. */
  private static final List<String> NOTED =
      List.of("tuning/settings", "tuning/settings-are-reset", "tuning/a-setting-that-is-allowed");

  @TempDir private Path tools;

  static List<String> cases() throws IOException {
    return Case.working();
  }

  /** Returns those that leave the host as it was. */
  static List<String> casesWithoutTrace() throws IOException {
    return cases().stream().filter(name -> !IN_USE.contains(name)).toList();
  }

  /**
   * Returns those of which there may be several. A device of the host that moved is there once; its
   * way back is told by its alias in the namespace, with which a virtual one ends.
   */
  static List<String> casesOfMany() throws IOException {
    List<String> many = new ArrayList<>();
    for (String name : cases()) {
      if (!Case.named(name).takesTheOnlyOne()) {
        many.add(name);
      }
    }
    return many;
  }

  /** Returns those whose ADD makes an interface; what works on one finds all in place. */
  static List<String> casesOfNewThings() throws IOException {
    List<String> changing = new ArrayList<>();
    for (String name : cases()) {
      if (!Case.named(name).passesOn() && !changes(Made.of(name).add()).isEmpty()) {
        changing.add(name);
      }
    }
    return changing;
  }

  /** A case, its host, and the ADD of its container. */
  private record Made(Case<?> given, PaperHost host, Plan add) {
    static Made of(String name) throws IOException {
      Case<?> given = Case.named(name);
      PaperHost host = given.host();
      Plan add = given.add("c1", host);
      host.apply(add);
      return new Made(given, host, add);
    }

    CniResult result() {
      return add.result();
    }

    PaperHost removed() {
      host.apply(given.del(add.result(), host));
      return host;
    }
  }

  private static Plan only(Plan plan, Class<? extends Step> kind) {
    List<Step> steps = plan.steps().stream().filter(kind::isInstance).toList();
    return new Plan(plan.title(), List.of(steps), CniResult.EMPTY, List.of());
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> left = new ArrayList<>(lines);
    others.forEach(left::remove);
    return left;
  }

  @ParameterizedTest
  @MethodSource("casesOfNewThings")
  void anAttachmentThatIsThereIsNotMadeAgain(String name) throws IOException {
    Made made = Made.of(name);
    CniException refusal = assertThrows(CniException.class, () -> made.given.add("c1", made.host));
    assertEquals(ErrorCode.HOST_CONFLICT.number(), refusal.code(), refusal.getMessage());
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void whatIsSharedIsFoundByTheNext(String name) throws IOException {
    Made made = Made.of(name);
    for (Plan next :
        List.of(made.given.add("c2", made.host), made.given.addAfterQuickLook("c2", made.host))) {
      assertEquals(List.of(), only(next, Step.Ensure.class).steps());
    }
  }

  /** With all that a DEL may know. */
  @ParameterizedTest
  @MethodSource("casesWithoutTrace")
  void whatWasMadeBesideAnotherAttachmentGoesWithoutATrace(String name) throws IOException {
    Case<?> given = Case.named(name);
    PaperHost host = given.host();
    if (!given.takesTheOnlyOne()) {
      host.apply(given.add("c2", host));
    }
    List<String> before = host.dump();

    if (!NOTED.contains(name)) {
      CniResult result = add(given, host);
      host.apply(given.del(result, host));
      assertEquals(before, host.dump());
      assertEquals(List.of(), toDo(given.del(result, host)));
    }

    CniResult result = add(given, host);
    host.apply(given.delWithNote(result, host));
    assertEquals(before, host.dump());
  }

  /** Returns those whose things tell whose they are, or have their names from it. */
  static List<String> casesOfNames() throws IOException {
    return casesOfMany().stream()
        .filter(name -> TOLD_BY_ADDRESSES.stream().noneMatch(name::startsWith))
        .toList();
  }

  /** What is in the namespace goes with it. */
  @ParameterizedTest
  @MethodSource("casesOfNames")
  void aDelNeedsNothingButNames(String name) throws IOException {
    for (boolean goneBefore : List.of(false, true)) {
      Case<?> given = Case.named(name);
      PaperHost host = given.host();
      host.apply(given.add("c2", host));
      List<String> before = withoutC1(given);
      add(given, host);
      if (goneBefore) {
        host.vanish(Case.C1);
      }
      host.apply(given.delByNames(host));
      host.vanish(Case.C1);
      assertEquals(before, outside(host));
      assertEquals(List.of(), toDo(given.delByNames(host)));
    }
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void aGcLeavesNothingOfWhatIsNotValid(String name) throws IOException {
    Case<?> given = Case.named(name);
    PaperHost host = given.host();
    add(given, host);
    PaperHost removed = Made.of(name).removed();
    removed.vanish(Case.C1);
    List<String> before = outside(removed);
    host.apply(given.gc(host));
    host.vanish(Case.C1);
    assertEquals(before, outside(host));
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void aGcLeavesWhatIsValidAsItWas(String name) throws IOException {
    Case<?> given = Case.named(name);
    PaperHost host = given.host();
    host.apply(given.add("c2", host));
    List<String> before = withoutC1(given);
    add(given, host);
    host.apply(given.gcButC2(host));
    host.vanish(Case.C1);
    assertEquals(before, outside(host));
    assertEquals(List.of(), toDo(given.gcButC2(host)));
  }

  /** The host with the attachment of the other container alone, and what came before it. */
  private static List<String> withoutC1(Case<?> given) throws IOException {
    PaperHost host = given.host();
    host.apply(given.add("c2", host));
    host.vanish(Case.C1);
    return outside(host);
  }

  /** Returns those whose addresses somebody else gives. */
  static List<String> casesOfLeases() throws IOException {
    List<String> leases = new ArrayList<>();
    for (String name : casesOfNewThings()) {
      if (Case.named(name).given().has("lease")) {
        leases.add(name);
      }
    }
    return leases;
  }

  /** As where they come through the interface. */
  @ParameterizedTest
  @MethodSource("casesOfLeases")
  void addressesThatComeLateMakeTheSame(String name) throws IOException {
    Made made = Made.of(name);
    PaperHost host = made.given.host();
    assertEquals(made.result(), made.given.addWithLateAddresses(host));
    assertEquals(made.host.dump(), host.dump());
  }

  private static List<String> outside(PaperHost host) {
    return host.dump().stream().filter(line -> !line.startsWith(Case.C1 + ":")).toList();
  }

  /** An engine's files are not of paper. */
  private static List<String> withoutFiles(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith(PaperHost.FILE)).toList();
  }

  private static CniResult add(Case<?> given, PaperHost host) {
    Plan add = given.add("c1", host);
    host.apply(add);
    return add.result();
  }

  private static List<Step> toDo(Plan plan) {
    return plan.steps().stream()
        .filter(step -> !(step instanceof Step.Present || step instanceof Step.Perform))
        .toList();
  }

  /**
   * The tables of nftables that hold the rules of all attachments stay, too; empty, they do
   * nothing.
   */
  @ParameterizedTest
  @MethodSource("casesWithoutTrace")
  void ofTheFirstAttachmentOnlyWhatIsSharedStays(String name) throws IOException {
    if (NOTED.contains(name)) {
      return;
    }
    Made made = Made.of(name);
    PaperHost shared = made.given.host();
    shared.apply(only(made.add, Step.Ensure.class));
    made.removed();
    assertEquals(List.of(), without(shared.dump(), made.host.dump()));
    for (String left : without(made.host.dump(), shared.dump())) {
      assertTrue(left.startsWith("nft ") && !left.contains("c1"), "left behind: " + left);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachPartOfAPlanIsUndone(String name) throws IOException {
    Case<?> given = Case.named(name);
    List<String> before = given.host().dump();
    List<Change> changes = changes(given.add("c1", given.host()));
    for (int done = 0; done <= changes.size(); done++) {
      PaperHost host = given.host();
      List<Change> first = changes.subList(0, done);
      first.forEach(change -> host.apply(change.run()));
      host.undo(first);
      assertEquals(before, host.dump(), "after " + first.stream().map(Change::run).toList());
    }
  }

  /** A bridge cannot be told to have no hardware address of its own again; it is harmless. */
  private static List<Change> changes(Plan plan) {
    List<Change> changes = new ArrayList<>();
    for (Step step : plan.steps()) {
      boolean forGood =
          step instanceof Step.Ensure && step.describe().contains(" the hardware address ");
      changes.addAll(forGood ? List.of() : step.changes());
    }
    return changes;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingDiffersFromWhatWasMade(String name) throws IOException {
    Made made = Made.of(name);
    assertEquals(List.of(), made.given.differences(made.result(), made.host));
    assertEquals(Optional.empty(), made.given.check(made.result(), made.host));
    assertTrue(made.given.reload(made.result(), made.host).isSatisfied());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachThingThatIsBrokenIsNamedAndMendedIfItWasWiped(String name) throws IOException {
    Made whole = Made.of(name);
    for (Breakage breakage : Breakage.all(whole.add, whole.host)) {
      Made made = Made.of(name);
      breakage.on(made.host);
      boolean named = made.given.check(made.result(), made.host).isPresent();
      boolean excused = UNSEEN.keySet().stream().anyMatch(breakage.toString()::contains);
      assertEquals(!excused, named, () -> "CHECK after " + breakage);

      List<Difference> before = made.given.differences(made.result(), made.host);
      made.host.apply(made.given.reload(made.result(), made.host));
      List<Difference> after = made.given.differences(made.result(), made.host);
      assertEquals(
          before.stream().filter(each -> !each.wiped()).toList(),
          after,
          () -> "reload after " + breakage);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatADryRunPrintsIsWhatIsDone(String name) throws IOException {
    PaperTools.install(tools);
    for (CniCommand verb : List.of(CniCommand.DEL, CniCommand.GC)) {
      Made made = Made.of(name);
      boolean del = verb == CniCommand.DEL;
      CniRequest request = del ? made.given.delRequest(made.result()) : made.given.gcRequest();
      Journal journal = new Journal();
      Engine<?> engine = PaperTools.engine(made.given, made.host, tools, journal);
      Plan printed = engine.plan(request);
      if (del) {
        engine.del(request);
      } else {
        engine.gc(request);
      }
      assertEquals(
          changes(printed).stream().map(change -> change.run().typed()).sorted().toList(),
          journal.entries().stream()
              .flatMap(entry -> entry.commands().stream())
              .map(Command::typed)
              .sorted()
              .toList());
      Made twin = Made.of(name);
      twin.host.apply(printed);
      assertEquals(withoutFiles(twin.host.dump()), withoutFiles(made.host.dump()));
    }
  }
}
