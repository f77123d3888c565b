// Compares attachments that live with what was made of them: each plugin of mycni's own in their
// chains says what a CHECK would. Nobody is kept waiting: no lock is taken, and what has gone
// meanwhile is passed over.
package io.mycni.upkeep;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.host.OneLook;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Compared;
import io.mycni.node.Living;
import io.mycni.part.Difference;
import io.mycni.plugin.Services;
import io.mycni.upkeep.StandingChains.Standing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares all attachments of a node. */
public final class Comparing {
  private static final String NOT_KEPT =
      "no result of it is kept, so what its ADD answered is not known";

  private final Attachments attachments;
  private final StandingChains chains;
  private final Services services;

  /**
   * Makes a comparison.
   *
   * @param attachments those of the node, and what was found on it
   * @param environment the environment that a runtime would hand on, with {@code CNI_PATH}
   * @param services look at the host
   */
  public Comparing(Attachments attachments, Map<String, String> environment, Services services) {
    this.attachments = attachments;
    this.chains = new StandingChains(attachments, environment);
    this.services = services.with(new OneLook(services.host()));
  }

  /** An attachment that is to be asked about. */
  private record Question(Attached attached, Standing standing) {}

  /** Returns what came of each that lives and has a plugin of mycni's own. */
  public List<Compared> all() {
    List<Compared> done = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    for (Attached each : attachments.all()) {
      if (each.living() instanceof Living.Alive && !each.atWork()) {
        try {
          questions.add(new Question(each, chains.of(each.attachment(), each.living())));
        } catch (CniException e) {
          done.add(unseen(each, e));
        }
      }
    }
    // A process or more for each, side by side: there may be hundreds.
    done.addAll(
        questions.parallelStream()
            .map(this::compare)
            .filter(Optional::isPresent)
            .map(Optional::get)
            .toList());
    return done;
  }

  /** Returns the plugins of others in the chains of those, by the names of the networks. */
  public Map<String, List<String>> besides() {
    return chains.besides();
  }

  private Optional<Compared> compare(Question question) {
    Attached attached = question.attached();
    return switch (question.standing()) {
      case Standing.NotOurs foreign -> Optional.empty();
      case Standing.Nobody nobody ->
          Optional.of(new Compared(attached.attachment(), List.of(), nobody.why(), ""));
      case Standing.Asked asked -> {
        Compared compared = compare(attached, asked);
        yield compared.isGood() || isStillThere(attached)
            ? Optional.of(compared)
            : Optional.empty();
      }
    };
  }

  private Compared compare(Attached attached, Standing.Asked asked) {
    Set<Difference> differences = new LinkedHashSet<>();
    Optional<CniException> failure = Optional.empty();
    for (OwnChain.Place place : asked.chain().inOrderOf(CniCommand.CHECK)) {
      if (place.isOurs()) {
        try {
          differences.addAll(place.plugin(services, true).differences(request(place, asked)));
        } catch (CniException e) {
          failure = failure.isPresent() ? failure : Optional.of(e);
        }
      }
    }
    // What is seen from outside is not a whole result, so plugins may miss what they need in it.
    String why = asked.isKept() ? failure.map(CniException::getMessage).orElse("") : NOT_KEPT;
    String mend = asked.isKept() ? failure.map(CniException::details).orElse("") : "";
    return new Compared(attached.attachment(), List.copyOf(differences), why, mend);
  }

  /** Versions without CHECK get the request of a DEL, which has the same in it. */
  private static CniRequest request(OwnChain.Place place, Standing.Asked asked) {
    OwnChain chain = asked.chain();
    boolean checks = chain.network().version().has(CniCommand.CHECK);
    return chain.request(
        place,
        checks ? CniCommand.CHECK : CniCommand.DEL,
        asked.target(),
        Optional.of(asked.result()));
  }

  /** It may have been detached since; what could not be looked at counts as there. */
  private boolean isStillThere(Attached attached) {
    try {
      return attached.living().isStillThere(services.host());
    } catch (CniException e) {
      return true;
    }
  }

  private static Compared unseen(Attached attached, CniException e) {
    return new Compared(attached.attachment(), List.of(), e.getMessage(), e.details());
  }
}
