// What is left of attachments that are gone, and what somebody changed on those that live.
package io.mycni.doctor;

import io.mycni.chain.Kept;
import io.mycni.cni.Attachment;
import io.mycni.host.Link;
import io.mycni.host.NftRule;
import io.mycni.net.IpFamily;
import io.mycni.net.MacAddress;
import io.mycni.node.Attached;
import io.mycni.node.Attachments;
import io.mycni.node.Living;
import io.mycni.node.NetworkLeases;
import io.mycni.node.Node;
import io.mycni.part.AttachmentNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks about leases, links and rules. */
final class LeftoverQuestions {
  private static final double NEARLY_FULL = 0.9;
  private static final int MOST_NAMES = 3;
  private static final String COMMENT = "--comment \"name: \\\"";

  /** AttachmentNames.nftComment has it, as the reference's rules do. */
  private static final String NFT_COMMENT = ", net: ";

  private final Node node;
  private final Attachments attachments;
  private final List<Diagnosis> answers = new ArrayList<>();

  private LeftoverQuestions(Attachments attachments) {
    this.node = attachments.node();
    this.attachments = attachments;
  }

  static List<Diagnosis> ask(Attachments attachments) {
    LeftoverQuestions questions = new LeftoverQuestions(attachments);
    attachments.leases().forEach(questions::leases);
    questions.links();
    questions.lives();
    questions.rules();
    return questions.answers;
  }

  private void leases(NetworkLeases leases) {
    int lost = leases.lost().size();
    if (lost > 0) {
      answers.add(
          Diagnosis.mind(
              "network "
                  + leases.network()
                  + ": "
                  + lost
                  + (lost == 1 ? " lease belongs" : " leases belong")
                  + " to nothing",
              "mycni ipam gc " + leases.network()));
    }
    if (leases.config().isEmpty()) {
      answers.add(
          Diagnosis.mind(
              "the ranges of the leases in "
                  + leases.folder()
                  + " are not known: "
                  + leases.problem(),
              "mycni ipam show " + leases.network()));
    }
    for (var set : leases.rangeSets()) {
      double share = leases.usedOf(set) / NetworkLeases.sizeOf(set).doubleValue();
      if (share >= NEARLY_FULL) {
        answers.add(
            Diagnosis.mind(
                "network "
                    + leases.network()
                    + ": "
                    + (int) (share * 100)
                    + " % of "
                    + set
                    + " is leased",
                "mycni ipam show " + leases.network() + "; widen the range in time"));
      }
    }
  }

  private void links() {
    int good = 0;
    for (Link link : node.links()) {
      Optional<Attachment> owner = AttachmentNames.ownerOf(link.alias());
      if (owner.isEmpty()) {
        continue;
      }
      good++;
      AttachmentNames names = AttachmentNames.of(owner.get());
      if (link.isVeth()) {
        changed(link.name(), link.mac(), Optional.of(names.hostMac()));
        Optional<String> bridge = node.bridgeOf(owner.get());
        if (link.master().isEmpty() && bridge.isPresent()) {
          answers.add(
              Diagnosis.fail(
                  "the link "
                      + link.name()
                      + " of "
                      + owner.get()
                      + " is a port of no bridge, and should be one of "
                      + bridge.get(),
                  "see `mycni check --all`; attach the container again"));
        }
      }
      if (attachments.living(owner.get()) instanceof Living.Alive alive) {
        Node.Inside inside = alive.inside();
        String name = inside.link().name() + " in " + inside.name();
        changed(name, inside.link().mac(), keptMac(owner.get()));
      }
    }
    if (good > 0) {
      answers.add(Diagnosis.good(good + (good == 1 ? " link" : " links") + " of mycni's"));
    }
  }

  /** What is gone and has left something, and what could not be told. */
  private void lives() {
    attachments
        .byNetwork()
        .forEach((network, all) -> {
          List<String> gone = new ArrayList<>();
          for (Attached each : all) {
            switch (each.living()) {
              case Living.Alive alive -> {}
              case Living.Unknown unknown ->
                  answers.add(
                      Diagnosis.mind(
                          "cannot tell whether " + each.attachment() + " lives: " + unknown.why(),
                          "if the container is gone: mycni del "
                              + network
                              + " --container-id "
                              + each.attachment().containerId()));
              case Living.Gone why when each.kept() || node.portOf(each.attachment()).isPresent() ->
                  gone.add(each.attachment() + " (" + why.why() + ")");
              case Living.Gone only -> {}
            }
          }
          if (!gone.isEmpty()) {
            answers.add(
                Diagnosis.mind(
                    "not detached, but gone: "
                        + String.join(", ", gone.subList(0, Math.min(gone.size(), MOST_NAMES)))
                        + (gone.size() > MOST_NAMES
                            ? " and " + (gone.size() - MOST_NAMES) + " more"
                            : ""),
                    "mycni gc " + network));
          }
        });
  }

  private Optional<MacAddress> keptMac(Attachment attachment) {
    return node.keptOf(attachment)
        .flatMap(Kept::readResult)
        .flatMap(result -> result.macOf(attachment.ifname()));
  }

  private void changed(String what, Optional<MacAddress> now, Optional<MacAddress> before) {
    if (now.isPresent() && before.isPresent() && !now.equals(before)) {
      answers.add(
          Diagnosis.mind(
              what + " has the MAC address " + now.get() + ", it was given " + before.get(),
              "see that systemd-udevd reads 70-mycni.link, or who else changed it"));
    }
  }

  /** Rules name their container; one of which nothing lives is gone. */
  private void rules() {
    List<Attachment> staying =
        attachments.all().stream().filter(Attached::stays).map(Attached::attachment).toList();
    Set<String> stale = new LinkedHashSet<>();
    for (IpFamily family : IpFamily.values()) {
      for (String rule : node.rules().natRules(family).rules()) {
        int jump = rule.indexOf(" -j CNI-");
        if (rule.startsWith("-A POSTROUTING ") && rule.contains(COMMENT) && jump > 0) {
          String chain = rule.substring(jump + " -j ".length());
          if (staying.stream().noneMatch(each -> chainOf(each).equals(chain))) {
            stale.add(chain);
          }
        }
      }
    }
    for (NftRule rule : node.rules().nft().rules()) {
      String comment = rule.comment();
      if (rule.table().equals("cni_plugins_masquerade")
          && comment.contains(NFT_COMMENT)
          && staying.stream().noneMatch(each -> isRuleOf(each, comment))) {
        stale.add("`" + comment + "`");
      }
    }
    if (!stale.isEmpty()) {
      answers.add(
          Diagnosis.mind(
              "masquerade rules without a link: " + String.join(", ", stale),
              "mycni gc NETWORK (cniVersion 1.1.0), or `mycni del` of their containers: their"
                  + " comments name them"));
    }
  }

  /** A lease of an old version does not tell the interface. */
  private static boolean isRuleOf(Attachment attachment, String comment) {
    return attachment.ifname().isEmpty()
        ? comment.contains(NFT_COMMENT + attachment.network() + ", ")
            && comment.endsWith(", id: " + attachment.containerId())
        : comment.equals(AttachmentNames.of(attachment).nftComment());
  }

  private static String chainOf(Attachment attachment) {
    return AttachmentNames.chain(attachment.network(), attachment.containerId());
  }
}
