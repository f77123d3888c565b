package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.host.Link;
import io.mycni.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a GC has to tell apart.
 *
 * @param network the network
 * @param valid the attachments that stay
 * @param stale the attachments of which something is there, and that the runtime does not know any
 *     more
 * @param holdings who holds which addresses, where that is known
 * @param notes what ADDs noted about stale attachments
 * @param others what ADDs noted about all attachments that stay, of any network; only where
 *     something {@linkplain Remains#isToldByNotes is told by notes}
 * @param inside the links in the namespaces of stale attachments, where those are known and there;
 *     only looked for where something {@linkplain Remains#isInside is inside}
 */
public record Collection(
    String network,
    Set<Attachment> valid,
    Set<Attachment> stale,
    Map<Attachment, List<IpAddress>> holdings,
    Map<Attachment, MadeNote> notes,
    Map<Attachment, MadeNote> others,
    Map<Attachment, List<Link>> inside) {

  /** Returns the note about a stale attachment; empty when there is none. */
  public Optional<MadeNote> note(Attachment attachment) {
    return Optional.ofNullable(notes.get(attachment));
  }
}
