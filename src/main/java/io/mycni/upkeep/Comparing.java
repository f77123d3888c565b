// Compares attachments that live with what was made of them: each plugin in their chains says what
// a CHECK would, mycni's own here and those of others by their programs. Nobody is kept waiting: no
// lock is taken, and what has gone meanwhile is passed over.
package io.mycni.upkeep;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
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
    this.services =
        services.with(
            new OneLook(
                services.host(), services.shell(), attachments.node().namespaces().links()));
  }

  /** An attachment that is to be asked about. */
  private record Question(Attached attached, Standing standing) {}

  /** Returns what came of each that lives and has a plugin of mycni's own. */
  public List<Compared> all() {
    return of(attachments.all());
  }

  /** Returns what came of those of some that live and have a plugin of mycni's own. */
  public List<Compared> of(List<Attached> wanted) {
    List<Compared> done = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    for (Attached each : wanted) {
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

  /**
   * Returns the plugins of others in the chains of those that were not asked, as the version has no
   * CHECK or the network forbids it, by the names of the networks.
   */
  public Map<String, List<String>> besides() {
    return chains.besides(network -> !checks(network));
  }

  private static boolean checks(Network network) {
    return network.version().has(CniCommand.CHECK) && !network.disableCheck();
  }

  private Optional<Compared> compare(Question question) {
    Attached attached = question.attached();
    return switch (question.standing()) {
      case Standing.NotOurs foreign -> Optional.empty();
      case Standing.Nobody nobody ->
          Optional.of(Compared.unseen(attached.attachment(), nobody.why(), ""));
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
    List<String> others = new ArrayList<>();
    Optional<CniException> failure = Optional.empty();
    for (OwnChain.Place place : asked.chain().inOrderOf(CniCommand.CHECK)) {
      try {
        if (place.isOurs()) {
          differences.addAll(place.plugin(services, true).differences(request(place, asked)));
        } else if (asked.isKept() && checks(asked.chain().network())) {
          asked.chain().check(place, asked.target(), asked.result(), services.shell().runner());
        }
      } catch (CniException e) {
        if (!place.isOurs()) {
          others.add(e.getMessage());
        } else if (failure.isEmpty()) {
          failure = Optional.of(e);
        }
      }
    }
    // What is seen from outside is not a whole result, so plugins may miss what they need in it.
    String why =
        asked.isKept() ? failure.map(CniException::getMessage).orElse("") : notKept(attached);
    String mend =
        asked.isKept() ? failure.map(CniException::details).orElse("") : Kept.WRITTEN_ANEW;
    return new Compared(attached.attachment(), List.copyOf(differences), others, why, mend);
  }

  private static String notKept(Attached attached) {
    return Kept.whyNone(attached.attachment()) + ", so what its ADD answered is not known";
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
    return Compared.unseen(attached.attachment(), e.getMessage(), e.details());
  }
}
