// What holds for every part of every plugin, whatever it makes: each law once, over one case. Which
// cases are tried is LawsTest's and LawPropertiesTest's business.
package io.mycni.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.part.Difference;
import io.mycni.plan.Change;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The laws, on hosts of paper. What is an exception from one is an {@link Exempt} case. */
final class Laws {
  private Laws() {}

  /** A case, its host, and the ADD of its container. */
  record Made(Case<?> given, PaperHost host, Plan add) {
    static Made of(Case<?> given) {
      PaperHost host = given.host();
      Plan add = given.add("c1", host);
      host.apply(add);
      return new Made(given, host, add);
    }

    CniResult result() {
      return add.result();
    }

    private PaperHost removed() {
      host.apply(given.del(add.result(), host));
      return host;
    }

    private List<Difference> differences() {
      return given.differences(result(), host);
    }
  }

  private static CniResult add(Case<?> given, PaperHost host) {
    return add(given, "c1", host);
  }

  private static CniResult add(Case<?> given, String container, PaperHost host) {
    Plan add = given.add(container, host);
    host.apply(add);
    return add.result();
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

  /** Of two hosts that should be alike, a failure shows the lines that are not. */
  private static void assertAlike(List<String> expected, List<String> actual, String when) {
    List<String> different = new ArrayList<>();
    without(expected, actual).forEach(line -> different.add("- " + line));
    without(actual, expected).forEach(line -> different.add("+ " + line));
    assertEquals(List.of(), different, when);
  }

  private static List<Step> toDo(Plan plan) {
    return plan.steps().stream()
        .filter(step -> !(step instanceof Step.Present || step instanceof Step.Perform))
        .toList();
  }

  /** What there is but in the namespace of the container, and on its cable. */
  private static List<String> outside(PaperHost host, Case<?> given) {
    return host.dump().stream()
        .filter(line -> !line.startsWith(Case.C1 + ":") && !Exempt.isOfTheCable(line, given))
        .toList();
  }

  private static List<String> dump(PaperHost host, Case<?> given) {
    return host.dump().stream().filter(line -> !Exempt.isOfTheCable(line, given)).toList();
  }

  /** Returns what a plan changes. */
  static List<Change> changes(Plan plan) {
    List<Change> changes = new ArrayList<>();
    for (Step step : plan.steps()) {
      changes.addAll(Exempt.isForGood(step) ? List.of() : step.changes());
    }
    return changes;
  }

  /** Tells whether the ADD makes an interface; what works on one finds all in place. */
  static boolean makesSomethingNew(Case<?> given) {
    return !given.passesOn() && !changes(given.add("c1", given.host())).isEmpty();
  }

  static void anAttachmentThatIsThereIsNotMadeAgain(Case<?> given) {
    Made made = Made.of(given);
    CniException refusal = assertThrows(CniException.class, () -> given.add("c1", made.host));
    assertEquals(ErrorCode.HOST_CONFLICT.number(), refusal.code(), refusal.getMessage());
  }

  static void whatIsSharedIsFoundByTheNext(Case<?> given) {
    Made made = Made.of(given);
    for (Plan next :
        List.of(given.add("c2", made.host), given.addAfterQuickLook("c2", made.host))) {
      List<Step> missing = new ArrayList<>(only(next, Step.Ensure.class).steps());
      missing.removeIf(step -> Exempt.isOfItsCable(step, given));
      assertEquals(List.of(), missing);
    }
  }

  /** With all that a DEL may know; a second one finds nothing to do. */
  static void whatWasMadeBesideAnotherAttachmentGoesWithoutATrace(Case<?> given) {
    PaperHost host = given.host();
    if (!given.takesTheOnlyOne()) {
      add(given, "c2", host);
    }
    List<String> before = dump(host, given);

    if (!Exempt.needsItsNote(given)) {
      CniResult result = add(given, host);
      host.apply(given.del(result, host));
      assertAlike(before, dump(host, given), "");
      assertEquals(List.of(), toDo(given.del(result, host)));
    }

    CniResult result = add(given, host);
    host.apply(given.delWithNote(result, host));
    assertAlike(before, dump(host, given), "");
  }

  /** Whatever the ADD would have answered. */
  static void ofWhatIsNotThereADelRemovesNothing(Case<?> given) {
    PaperHost host = given.host();
    CniResult result = given.add("c1", host).result();
    assertEquals(List.of(), toDo(given.del(result, host)));
    List<String> before = host.dump();
    host.apply(given.delByNames(host));
    assertAlike(before, host.dump(), "");
  }

  /** What is in the namespace goes with it. */
  static void aDelNeedsNothingButNames(Case<?> given) {
    for (boolean goneBefore : List.of(false, true)) {
      PaperHost host = given.host();
      add(given, "c2", host);
      List<String> before = withoutC1(given);
      add(given, host);
      if (goneBefore) {
        host.vanish(Case.C1);
      }
      host.apply(given.delByNames(host));
      host.vanish(Case.C1);
      assertAlike(before, outside(host, given), "");
      assertEquals(List.of(), toDo(given.delByNames(host)));
    }
  }

  static void aGcLeavesNothingOfWhatIsNotValid(Case<?> given) {
    PaperHost host = given.host();
    add(given, host);
    PaperHost removed = Made.of(given).removed();
    removed.vanish(Case.C1);
    List<String> before = outside(removed, given);
    host.apply(given.gc(host, List.of("c1")));
    host.vanish(Case.C1);
    assertAlike(before, outside(host, given), "");
  }

  static void aGcLeavesWhatIsValidAsItWas(Case<?> given) {
    PaperHost host = given.host();
    add(given, "c2", host);
    List<String> before = withoutC1(given);
    add(given, host);
    host.apply(given.gcButC2(host));
    host.vanish(Case.C1);
    assertAlike(before, outside(host, given), "");
    assertEquals(List.of(), toDo(given.gcButC2(host)));
  }

  /** The host with the attachment of the other container alone, and what came before it. */
  private static List<String> withoutC1(Case<?> given) {
    PaperHost host = given.host();
    add(given, "c2", host);
    host.vanish(Case.C1);
    return outside(host, given);
  }

  /** As where they come through the interface. */
  static void addressesThatComeLateMakeTheSame(Case<?> given) {
    Made made = Made.of(given);
    PaperHost host = given.host();
    assertEquals(made.result(), given.addWithLateAddresses(host));
    assertAlike(made.host.dump(), host.dump(), "");
  }

  /**
   * The tables of nftables that hold the rules of all attachments stay, too; empty, they do
   * nothing.
   */
  static void ofTheFirstAttachmentOnlyWhatIsSharedStays(Case<?> given) {
    Made made = Made.of(given);
    PaperHost shared = given.host();
    shared.apply(only(made.add, Step.Ensure.class));
    made.removed();
    assertEquals(List.of(), without(dump(shared, given), dump(made.host, given)));
    for (String left : without(dump(made.host, given), dump(shared, given))) {
      assertTrue(left.startsWith("nft ") && !left.contains("c1"), "left behind: " + left);
    }
  }

  static void eachBeginningOfAPlanIsUndone(Case<?> given) {
    List<String> before = given.host().dump();
    List<Change> changes = changes(given.add("c1", given.host()));
    for (int done = 0; done <= changes.size(); done++) {
      PaperHost host = given.host();
      List<Change> first = changes.subList(0, done);
      first.forEach(change -> host.apply(change.run()));
      host.undo(first);
      assertAlike(
          before,
          host.dump(),
          "after " + first.stream().map(change -> change.run().typed()).toList());
    }
  }

  static void nothingDiffersFromWhatWasMade(Case<?> given) {
    Made made = Made.of(given);
    assertEquals(List.of(), made.differences());
    assertEquals(Optional.empty(), given.check(made.result(), made.host));
    assertTrue(given.reload(made.result(), made.host).isSatisfied());
  }

  /** It is named, and put back if it was wiped. */
  static void whatIsBrokenIsNamedAndMended(Case<?> given, Breakage breakage) {
    Made made = Made.of(given);
    breakage.on(made.host);
    boolean named = given.check(made.result(), made.host).isPresent();
    assertEquals(!Exempt.isUnseen(breakage, given), named, () -> "CHECK after " + breakage);

    List<Difference> before = made.differences();
    made.host.apply(given.reload(made.result(), made.host));
    assertEquals(
        before.stream().filter(each -> !each.wiped()).toList(),
        made.differences(),
        () -> "reload after " + breakage);
  }

  /** Whichever comes first, and whichever goes first, of two on one host. */
  static void twoAttachmentsCommute(Case<?> one, Case<?> other, Supplier<PaperHost> before) {
    PaperHost host = before.get();
    CniResult ofOne = add(one, "c1", host);
    CniResult ofOther = add(other, "c2", host);
    PaperHost turned = before.get();
    assertEquals(ofOther, add(other, "c2", turned));
    assertEquals(ofOne, add(one, "c1", turned));
    assertAlike(host.dump(), turned.dump(), "after both ADDs");

    host.apply(one.del("c1", ofOne, host));
    host.apply(other.del("c2", ofOther, host));
    turned.apply(other.del("c2", ofOther, turned));
    turned.apply(one.del("c1", ofOne, turned));
    assertAlike(host.dump(), turned.dump(), "after both DELs");
  }
}
