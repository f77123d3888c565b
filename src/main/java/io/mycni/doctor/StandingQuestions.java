// Whether attachments that live still have all that was made of them.
package io.mycni.doctor;

import io.mycni.node.Compared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks what differs from what was made. */
final class StandingQuestions {
  private static final int MOST_NAMES = 3;

  private StandingQuestions() {}

  static List<Diagnosis> ask(OwnPlugins plugins) {
    List<Diagnosis> answers = new ArrayList<>();
    Map<Diagnosis, List<String>> unseen = new LinkedHashMap<>();
    int good = 0;
    for (Compared each : plugins.compared()) {
      good += each.isGood() ? 1 : 0;
      if (!each.differences().isEmpty()) {
        answers.add(different(each));
      }
      for (String other : each.others()) {
        answers.add(
            Diagnosis.mind(
                each.attachment() + " is not as another's plugin made it: " + other,
                "if that is so: DEL and ADD the container again"));
      }
      if (!each.unseen().isEmpty()) {
        unseen
            .computeIfAbsent(Diagnosis.mind(each.unseen(), each.mend()), _ -> new ArrayList<>())
            .add(each.attachment().toString());
      }
    }
    // Many have one and the same reason.
    unseen.forEach((why, names) ->
        answers.add(
            Diagnosis.mind(
                "not all of "
                    + list(names)
                    + " could be compared with what was made: "
                    + why.text(),
                why.mend())));
    if (good > 0) {
      answers.add(
          Diagnosis.good(
              (good == 1 ? "1 attachment is as it was" : good + " attachments are as they were")
                  + " made"
                  + besides(plugins.besides())));
    }
    return answers;
  }

  private static Diagnosis different(Compared compared) {
    return Diagnosis.fail(
        compared.attachment() + " is not as it was made: " + String.join("; ", compared.texts()),
        String.join("; ", compared.mends()));
  }

  private static String list(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String besides(Map<String, List<String>> besides) {
    StringBuilder text = new StringBuilder();
    besides.forEach((network, types) ->
        text.append("; not looked at, as not mycni's own: ")
            .append(String.join(", ", types))
            .append(" of network ")
            .append(network));
    return text.toString();
  }
}
