package io.mycni.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.engine.Laws.Made;
import io.mycni.exec.Journal;
import io.mycni.plan.Command;
import io.mycni.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every part of every plugin, whatever it makes; tried on each written case (see
 * {@link PlanGoldenTest}) whose ADD succeeds, on a host of paper. {@link LawPropertiesTest} tries
 * it on cases that nobody has written.
 */
class LawsTest {
  @TempDir private Path tools;

  static List<String> cases() throws IOException {
    return Case.working();
  }

  private static List<String> cases(Predicate<Case<?>> wanted) throws IOException {
    List<String> cases = new ArrayList<>();
    for (String name : Case.working()) {
      if (wanted.test(Case.named(name))) {
        cases.add(name);
      }
    }
    return cases;
  }

  static List<String> casesWithoutTrace() throws IOException {
    return cases(given -> !Exempt.wasInUse(given));
  }

  static List<String> casesOfFirst() throws IOException {
    return cases(given -> !Exempt.wasInUse(given) && !Exempt.needsItsNote(given));
  }

  static List<String> casesOfMany() throws IOException {
    return cases(Case::isOneOfMany);
  }

  static List<String> casesOfNames() throws IOException {
    return cases(given -> given.isOneOfMany() && !Exempt.isToldByAddresses(given));
  }

  static List<String> casesOfNewThings() throws IOException {
    return cases(Laws::makesSomethingNew);
  }

  static List<String> casesOfLeases() throws IOException {
    return cases(given -> Laws.makesSomethingNew(given) && given.isLeased());
  }

  @ParameterizedTest
  @MethodSource("casesOfNewThings")
  void anAttachmentThatIsThereIsNotMadeAgain(String name) throws IOException {
    Laws.anAttachmentThatIsThereIsNotMadeAgain(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void whatIsSharedIsFoundByTheNext(String name) throws IOException {
    Laws.whatIsSharedIsFoundByTheNext(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesWithoutTrace")
  void whatWasMadeBesideAnotherAttachmentGoesWithoutATrace(String name) throws IOException {
    Laws.whatWasMadeBesideAnotherAttachmentGoesWithoutATrace(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesWithoutTrace")
  void ofWhatIsNotThereADelRemovesNothing(String name) throws IOException {
    Laws.ofWhatIsNotThereADelRemovesNothing(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfNames")
  void aDelNeedsNothingButNames(String name) throws IOException {
    Laws.aDelNeedsNothingButNames(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void aGcLeavesNothingOfWhatIsNotValid(String name) throws IOException {
    Laws.aGcLeavesNothingOfWhatIsNotValid(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void aGcLeavesWhatIsValidAsItWas(String name) throws IOException {
    Laws.aGcLeavesWhatIsValidAsItWas(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfLeases")
  void addressesThatComeLateMakeTheSame(String name) throws IOException {
    Laws.addressesThatComeLateMakeTheSame(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfFirst")
  void ofTheFirstAttachmentOnlyWhatIsSharedStays(String name) throws IOException {
    Laws.ofTheFirstAttachmentOnlyWhatIsSharedStays(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("casesOfMany")
  void twoAttachmentsCommute(String name) throws IOException {
    Case<?> given = Case.named(name);
    Laws.twoAttachmentsCommute(given, given, given::host);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachBeginningOfAPlanIsUndone(String name) throws IOException {
    Laws.eachBeginningOfAPlanIsUndone(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingDiffersFromWhatWasMade(String name) throws IOException {
    Laws.nothingDiffersFromWhatWasMade(Case.named(name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachThingThatIsBrokenIsNamedAndMendedIfItWasWiped(String name) throws IOException {
    Case<?> given = Case.named(name);
    Made whole = Made.of(given);
    for (Breakage breakage : Breakage.all(whole.add(), whole.host())) {
      Laws.whatIsBrokenIsNamedAndMended(given, breakage);
    }
  }

  /** An engine's files are not of paper. */
  private static List<String> withoutFiles(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith(PaperHost.FILE)).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatADryRunPrintsIsWhatIsDone(String name) throws IOException {
    PaperTools.install(tools);
    Case<?> given = Case.named(name);
    for (CniCommand verb : List.of(CniCommand.DEL, CniCommand.GC)) {
      Made made = Made.of(given);
      boolean del = verb == CniCommand.DEL;
      CniRequest request = del ? given.delRequest(made.result()) : given.gcRequest();
      Journal journal = new Journal();
      Engine<?> engine = PaperTools.engine(given, made.host(), tools, journal);
      Plan printed = engine.plan(request);
      if (del) {
        engine.del(request);
      } else {
        engine.gc(request);
      }
      assertEquals(
          Laws.changes(printed).stream().map(change -> change.run().typed()).sorted().toList(),
          journal.entries().stream()
              .flatMap(entry -> entry.commands().stream())
              .map(Command::typed)
              .sorted()
              .toList());
      Made twin = Made.of(given);
      twin.host().apply(printed);
      assertEquals(withoutFiles(twin.host().dump()), withoutFiles(made.host().dump()));
    }
  }
}
