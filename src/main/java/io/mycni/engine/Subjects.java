// Whose parts a verb asks for.
package io.mycni.engine;

import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Given;
import io.mycni.part.MadeNote;
import io.mycni.part.Subject;
import io.mycni.plugin.Services;
import io.mycni.process.Tools;
import java.util.Optional;

/** Makes subjects. */
final class Subjects {
  private Subjects() {}

  /** The attachment that an ADD makes. */
  static Subject added(CniRequest request, CniResult lease, Services services) {
    return subject(
        request, Given.of(lease), Optional.empty(), Optional.empty(), Optional.empty(), services);
  }

  /**
   * The attachment on which an ADD works.
   *
   * @param passedOn the result of the plugin before it
   * @param earlier what one of its type has noted about the attachment in the same namespace
   */
  static Subject behind(
      CniRequest request,
      Optional<CniResult> passedOn,
      Optional<MadeNote> earlier,
      Services services) {
    return subject(
        request, given(passedOn, request), passedOn, Optional.empty(), earlier, services);
  }

  /**
   * The attachment that an ADD has made, or has worked on.
   *
   * @param result its result
   */
  static Subject standing(
      CniRequest request, Optional<CniResult> result, Optional<MadeNote> note, Services services) {
    return subject(request, given(result, request), result, note, Optional.empty(), services);
  }

  private static Given given(Optional<CniResult> result, CniRequest request) {
    return result.isPresent() ? Given.before(result.get(), request.ifname()) : Given.NOTHING;
  }

  /** No attachment, where only tools are asked for. */
  static Subject none(CniRequest request, Services services) {
    return subject(
        request, Given.NOTHING, Optional.empty(), Optional.empty(), Optional.empty(), services);
  }

  private static Subject subject(
      CniRequest request,
      Given given,
      Optional<CniResult> previous,
      Optional<MadeNote> note,
      Optional<MadeNote> earlier,
      Services services) {
    return new Subject(
        AttachmentNames.of(request.attachment()),
        request.netns(),
        given,
        previous,
        note,
        earlier,
        usualBackend(services.shell().tools()));
  }

  /** Iptables, unless only nft is installed. */
  private static MasqueradeBackend usualBackend(Tools tools) {
    boolean iptables =
        tools.find("iptables-restore").isPresent() && tools.find("iptables-save").isPresent();
    return !iptables && tools.find("nft").isPresent()
        ? MasqueradeBackend.NFTABLES
        : MasqueradeBackend.IPTABLES;
  }
}
