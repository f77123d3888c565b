// What puts back the rules of an attachment that lives: masquerading, the MAC spoof
// check, forwarding. Links and addresses are left alone; a container without them has to
// be attached again.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.host.HostLook;
import io.mycni.host.HostState;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.Cidr;
import io.mycni.plan.Command;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.plugin.AttachmentNames;
import io.mycni.plugin.MadeNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans a restoration. */
final class Restorer {
  private final CniRequest request;
  private final BridgeConfig config;
  private final Optional<MadeNote> note;
  private final HostLook reader;
  private final AttachmentNames names;

  Restorer(CniRequest request, BridgeConfig config, Optional<MadeNote> note, HostLook reader) {
    this.note = note;
    this.request = request;
    this.config = config;
    this.reader = reader;
    this.names = AttachmentNames.of(request.attachment());
  }

  Plan plan() {
    CniResult previous =
        request
            .prevResult()
            .orElseThrow(() ->
                new CniException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "the configuration has no prevResult, so its addresses are not known",
                    "pass the result of the ADD"));
    Optional<MasqueradeBackend> masquerade =
        note.isPresent()
            ? note.get().masquerade()
            : RuleQuestions.masquerade(config, RuleQuestions.installed(reader));
    boolean check = note.map(MadeNote::spoofCheck).orElse(config.macSpoofCheck());
    HostState host =
        reader.thoroughly(
            RuleQuestions.with(
                List.of(config.bridge()), "", previous.ipsOf(request.ifname()), masquerade, check));
    CniResult lease =
        new CniResult(List.of(), previous.ipsOf(request.ifname()), List.of(), CniDns.NONE);
    BridgeConfig wanted = previous.macOf(request.ifname()).map(config::with).orElse(config);
    AddInput input =
        new AddInput(names, request.netns(), wanted, lease, List.of(), host, List.of());
    List<Step> first = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    if (masquerade.isPresent()) {
      masquerade(input, masquerade.get(), steps);
    }
    if (check) {
      spoofCheck(input, first, steps);
    }
    Gateways gateways = Gateways.of(lease, config);
    steps.addAll(BridgeSteps.forwarding(gateways.families(), host));
    String title = "put back the rules of " + request.attachment();
    return new Plan(title, List.of(first, steps), CniResult.EMPTY, List.of());
  }

  private void masquerade(AddInput input, MasqueradeBackend backend, List<Step> steps) {
    if (backend == MasqueradeBackend.IPTABLES) {
      steps.addAll(Masquerade.add(input));
      return;
    }
    boolean complete = true;
    for (Cidr address : input.addresses()) {
      complete &= NftMasquerade.hasRuleFor(address, names, input.host());
    }
    if (complete) {
      steps.add(new Step.Present("the masquerade rules of " + request.attachment()));
    } else {
      steps.addAll(NftMasquerade.add(input));
    }
  }

  /** What is left of a damaged check goes first, as the rule that leads to it would stand twice. */
  private void spoofCheck(AddInput input, List<Step> first, List<Step> steps) {
    if (SpoofCheck.isThere(names, input.host())) {
      steps.add(new Step.Present("the MAC spoof check of " + names.hostLink()));
      return;
    }
    List<Command> left = SpoofCheck.remove(names, input.host());
    if (!left.isEmpty()) {
      first.add(new Step.Remove("remove what is left of the MAC spoof check", left));
    }
    steps.add(SpoofCheck.add(input));
  }
}
