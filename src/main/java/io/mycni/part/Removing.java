package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniRequest;
import io.mycni.net.IpAddress;
import java.util.List;
import java.util.Map;

/**
 * What a DEL knows of the attachment that it removes.
 *
 * @param request the request
 * @param names the names that follow from the attachment
 * @param addresses the addresses that it has or had: by its lease, its note, the previous result
 * @param siblings the addresses of the container's other interfaces on this network, where somebody
 *     asked for them
 * @param tellsSiblings whether whoever gave the addresses knows all siblings
 * @param others what ADDs have noted about all other attachments, where somebody asked for them
 */
public record Removing(
    CniRequest request,
    AttachmentNames names,
    List<IpAddress> addresses,
    List<IpAddress> siblings,
    boolean tellsSiblings,
    Map<Attachment, MadeNote> others) {
  /** Copies the lists. */
  public Removing {
    addresses = List.copyOf(addresses);
    siblings = List.copyOf(siblings);
    others = Map.copyOf(others);
  }
}
