// Every name that mycni gives, derived from the attachment and never remembered: so a DEL works
// with nothing but its parameters, any number of times, and after a crash at any point.
package io.mycni.part;

import io.mycni.cni.Attachment;
import io.mycni.host.Link;
import io.mycni.net.MacAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names of one attachment.
 *
 * @param attachment the attachment
 * @param hostLink the host end of the veth pair: {@code veth} and eight hex digits
 * @param hostMac the hardware address of the host end
 * @param containerMac the hardware address of the container's end, if nobody asks for another
 * @param chain the iptables chain of the container on this network, as the reference names it
 * @param comment the comment of its rules, as the reference writes it
 */
public record AttachmentNames(
    Attachment attachment,
    String hostLink,
    MacAddress hostMac,
    MacAddress containerMac,
    String chain,
    String comment) {
  private static final int NFT_COMMENT_LIMIT = 128;
  private static final String ALIAS = "mycni:";

  /** How an alias begins that is too short for its owner's names. */
  private static final String SHORT_ALIAS = "mycni~";

  /** What the kernel keeps of a rule's comment, in bytes: XT_MAX_COMMENT_LEN less the zero byte. */
  private static final int LONGEST_COMMENT = 255;

  /** What the kernel keeps of an alias: IFALIASZ less the zero byte, include/uapi/linux/if.h. */
  private static final int LONGEST_ALIAS = 255;

  /** Derives the names of an attachment. */
  public static AttachmentNames of(Attachment attachment) {
    // White space cannot occur in any of the three, so two attachments never give one text.
    byte[] hash =
        Hashes.of(
            attachment.network() + " " + attachment.containerId() + " " + attachment.ifname());
    byte[] container = java.util.Arrays.copyOfRange(hash, 8, 16);
    byte[] host = java.util.Arrays.copyOfRange(hash, 16, 24);
    return new AttachmentNames(
        attachment,
        "veth" + Hashes.hex(hash, 8),
        MacAddress.locallyAdministered(host),
        MacAddress.locallyAdministered(container),
        chain(attachment.network(), attachment.containerId()),
        comment(attachment.network(), attachment.containerId()));
  }

  /**
   * Returns the name that an interface has until it gets its own in the container: kernels before
   * 6.15 refuse to make a link there by a name that a link of the host has.
   */
  public String arrival() {
    return "new" + hostLink.substring("veth".length());
  }

  /** Returns the iptables chain of a container on a network. */
  public static String chain(String network, String containerId) {
    return "CNI-" + Hashes.hex(Hashes.of(network + containerId), 24);
  }

  /** Returns the iptables chain of the container's published ports, as the reference names it. */
  public String portChain() {
    return portChain(attachment.network(), attachment.containerId());
  }

  /** Returns the iptables chain of a container's published ports on a network. */
  public static String portChain(String network, String containerId) {
    return "CNI-DN-" + Hashes.hex(Hashes.of(network + containerId), 21);
  }

  /** Returns the chain in which releases of the reference before 0.7 masqueraded these ports. */
  public String oldPortChain() {
    return "CNI-SN-" + portChain().substring("CNI-DN-".length());
  }

  /**
   * Returns the link through which goes what the container sends, where that is limited. As with
   * the reference, the interfaces of a container on one network have one name for it.
   */
  public String ifb() {
    String hash = Hashes.hex(Hashes.of(attachment.network() + attachment.containerId()), 12);
    return "bwp" + hash;
  }

  /** Returns the hardware address of that link. */
  public MacAddress ifbMac() {
    return MacAddress.locallyAdministered(Hashes.of("ifb " + attachment));
  }

  /** Returns the comment of a container's iptables rules on a network, as the kernel keeps it. */
  public static String comment(String network, String containerId) {
    return kept(commentOf(network) + containerId + "\"");
  }

  /** Returns how the comments of all iptables rules of a network begin. */
  public static String commentOfAll(String network) {
    return kept(commentOf(network));
  }

  private static String commentOf(String network) {
    return "name: \"" + network + "\" id: \"";
  }

  private static String kept(String comment) {
    return comment.length() > LONGEST_COMMENT ? comment.substring(0, LONGEST_COMMENT) : comment;
  }

  /** Returns the hardware address of a bridge: the same on this host each time it is made. */
  public static MacAddress bridgeMac(String hostId, String bridge) {
    return MacAddress.locallyAdministered(Hashes.of(hostId + " " + bridge));
  }

  /**
   * Returns the alias that the host link carries, so that its owner can be told by looking. Names
   * that are too long together are told by hashes: one of the network, one of the attachment.
   */
  public String alias() {
    String whole = ALIAS + attachment;
    return whole.length() <= LONGEST_ALIAS
        ? whole
        : shortAlias(attachment.network()) + Hashes.hex(Hashes.of(whole), 32);
  }

  private static String shortAlias(String network) {
    return SHORT_ALIAS + Hashes.hex(Hashes.of(network), 16) + ":";
  }

  /** Tells whether an alias is that of an attachment to a network, whole or shortened. */
  public static boolean isOf(String network, String alias) {
    return ownerOf(alias)
        .map(owner -> owner.network().equals(network))
        .orElse(alias.startsWith(shortAlias(network)));
  }

  /**
   * Returns whose link carries an alias; empty when it is none of mycni's, or shortened. Whether a
   * shortened one is that of a known attachment is told by comparing {@link #alias}.
   */
  public static Optional<Attachment> ownerOf(String alias) {
    int colon = alias.indexOf(':', ALIAS.length());
    int slash = alias.lastIndexOf('/');
    if (!alias.startsWith(ALIAS) || colon < 0 || slash < colon) {
      return Optional.empty();
    }
    return Optional.of(
        new Attachment(
            alias.substring(ALIAS.length(), colon),
            alias.substring(colon + 1, slash),
            alias.substring(slash + 1)));
  }

  /** Returns whose links these are, as far as their aliases tell. */
  public static Set<Attachment> ownersOf(List<Link> links) {
    Set<Attachment> owners = new LinkedHashSet<>();
    for (Link link : links) {
      Optional<Attachment> owner = ownerOf(link.alias());
      if (owner.isPresent()) {
        owners.add(owner.get());
      }
    }
    return owners;
  }

  /** Returns how the comments of all nftables masquerade rules of a network begin. */
  public static String nftNetwork(String network) {
    return Hashes.hex(Hashes.of(network), 16) + "-";
  }

  /** Returns how the comments of this attachment's nftables masquerade rules begin. */
  public String nftInstance() {
    byte[] instance = Hashes.of(attachment.ifname() + ":" + attachment.containerId());
    return nftNetwork(attachment.network()) + Hashes.hex(instance, 16);
  }

  /**
   * Returns the comment of this attachment's nftables masquerade rules, as the reference has it.
   */
  public String nftComment() {
    String comment =
        nftInstance()
            + ", net: "
            + attachment.network()
            + ", if: "
            + attachment.ifname()
            + ", id: "
            + attachment.containerId();
    return comment.length() > NFT_COMMENT_LIMIT ? comment.substring(0, NFT_COMMENT_LIMIT) : comment;
  }

  /** Returns what the reference puts into the names and comments of its spoof check. */
  public String spoofCheckId() {
    return attachment.containerId() + "-" + attachment.ifname();
  }
}
