package io.mycni.engine;

import io.mycni.cni.CniException;
import io.mycni.engine.Laws.Made;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginTypes;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * The laws of {@link LawsTest} on attachments that nobody has written down. The seed is always the
 * same, as a red check has to be the doing of what was changed; who searches tries more of them
 * ({@code -Djqwik.tries.default=20000}).
 */
class LawPropertiesTest {
  private static final String SEED = "13";

  @Provide
  Arbitrary<Case<?>> cases() {
    return AnyCase.any().filter(LawPropertiesTest::isPossible);
  }

  @Provide
  Arbitrary<AnyCase.Two> pairs() {
    return AnyCase.two().filter(two -> isPossible(two.one()) && isPossible(two.other()));
  }

  /** What a plugin refuses nobody attaches. */
  private static boolean isPossible(Case<?> given) {
    try {
      given.add("c1", given.host());
      return true;
    } catch (CniException refused) {
      return false;
    }
  }

  @Property(seed = SEED)
  void anAttachmentThatIsThereIsNotMadeAgain(@ForAll("cases") Case<?> given) {
    Assume.that(Laws.makesSomethingNew(given));
    Laws.anAttachmentThatIsThereIsNotMadeAgain(given);
  }

  @Property(seed = SEED)
  void whatIsSharedIsFoundByTheNext(@ForAll("cases") Case<?> given) {
    Assume.that(given.isOneOfMany());
    Laws.whatIsSharedIsFoundByTheNext(given);
  }

  @Property(seed = SEED)
  void whatWasMadeBesideAnotherAttachmentGoesWithoutATrace(@ForAll("cases") Case<?> given) {
    Assume.that(!Exempt.wasInUse(given));
    Laws.whatWasMadeBesideAnotherAttachmentGoesWithoutATrace(given);
  }

  @Property(seed = SEED)
  void ofWhatIsNotThereADelRemovesNothing(@ForAll("cases") Case<?> given) {
    Assume.that(!Exempt.wasInUse(given));
    Laws.ofWhatIsNotThereADelRemovesNothing(given);
  }

  @Property(seed = SEED)
  void aDelNeedsNothingButNames(@ForAll("cases") Case<?> given) {
    Assume.that(given.isOneOfMany() && !Exempt.isToldByAddresses(given));
    Laws.aDelNeedsNothingButNames(given);
  }

  @Property(seed = SEED)
  void aGcLeavesNothingOfWhatIsNotValid(@ForAll("cases") Case<?> given) {
    Assume.that(given.isOneOfMany());
    Laws.aGcLeavesNothingOfWhatIsNotValid(given);
  }

  @Property(seed = SEED)
  void aGcLeavesWhatIsValidAsItWas(@ForAll("cases") Case<?> given) {
    Assume.that(given.isOneOfMany());
    Laws.aGcLeavesWhatIsValidAsItWas(given);
  }

  @Property(seed = SEED)
  void addressesThatComeLateMakeTheSame(@ForAll("cases") Case<?> given) {
    Assume.that(given.isLeased() && Laws.makesSomethingNew(given));
    Laws.addressesThatComeLateMakeTheSame(given);
  }

  @Property(seed = SEED)
  void ofTheFirstAttachmentOnlyWhatIsSharedStays(@ForAll("cases") Case<?> given) {
    Assume.that(!Exempt.wasInUse(given) && !Exempt.needsItsNote(given));
    Laws.ofTheFirstAttachmentOnlyWhatIsSharedStays(given);
  }

  @Property(seed = SEED)
  void eachBeginningOfAPlanIsUndone(@ForAll("cases") Case<?> given) {
    Laws.eachBeginningOfAPlanIsUndone(given);
  }

  @Property(seed = SEED)
  void nothingDiffersFromWhatWasMade(@ForAll("cases") Case<?> given) {
    Laws.nothingDiffersFromWhatWasMade(given);
  }

  /** A new one has to come to {@link AnyCase}. */
  @Property(seed = SEED, tries = 300)
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  void eachPluginIsAmongThem(@ForAll("cases") Case<?> given) {
    Statistics.collect(given.type().name());
    Statistics.coverage(tried -> {
      for (PluginName plugin : PluginName.values()) {
        if (PluginTypes.of(plugin).isPresent()) {
          tried.check(plugin.text()).count(times -> times > 0);
        }
      }
    });
  }

  @Property(seed = SEED)
  void whatIsBrokenIsNamedAndMended(@ForAll("cases") Case<?> given, @ForAll int number) {
    Made whole = Made.of(given);
    List<Breakage> all = List.copyOf(Breakage.all(whole.add(), whole.host()));
    Assume.that(!all.isEmpty());
    Laws.whatIsBrokenIsNamedAndMended(given, all.get(Math.floorMod(number, all.size())));
  }

  @Property(seed = SEED)
  void twoAttachmentsOfANetworkCommute(@ForAll("cases") Case<?> given) {
    Assume.that(given.isOneOfMany());
    Laws.twoAttachmentsCommute(given, given, given::host);
  }

  @Property(seed = SEED)
  void attachmentsOfTwoNetworksCommute(@ForAll("pairs") AnyCase.Two two) {
    Laws.twoAttachmentsCommute(two.one(), two.other(), two);
  }
}
