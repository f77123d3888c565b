// What a runtime asks, whole and checked; RequestReader makes it.
package io.mycni.cni;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request.
 *
 * @param command the verb
 * @param version the version of the configuration, in which the answer is given
 * @param network the network's name; empty for VERSION
 * @param containerId the container ID; empty for a verb that has none
 * @param netns the path of the container's namespace as it was given; empty when there is none
 * @param ifname the name of the interface in the container; empty for a verb that has none
 * @param args the pairs of CNI_ARGS
 * @param path the folders in which other plugins are, {@code CNI_PATH}, separated by colons
 * @param config the configuration as it was read
 * @param environment the whole environment of the call
 */
public record CniRequest(
    CniCommand command,
    SpecVersion version,
    String network,
    String containerId,
    String netns,
    String ifname,
    CniArgs args,
    String path,
    ObjectNode config,
    Map<String, String> environment) {
  private static final String VALID = "cni.dev/valid-attachments";
  private static final String VALID_BEFORE_1_1 = "cni.dev/attachments";

  /** The keys under which a GC is told which attachments are valid. */
  public static final List<String> VALID_ATTACHMENTS = List.of(VALID, VALID_BEFORE_1_1);

  /** Returns what is attached to what. */
  public Attachment attachment() {
    return new Attachment(network, containerId, ifname);
  }

  /**
   * Returns the result of the ADD, as the runtime kept it. A DEL reads what it can: a result that
   * cannot be read counts as none there.
   *
   * @throws CniException when it cannot be read
   */
  public Optional<CniResult> prevResult() {
    JsonNode previous = config.path("prevResult");
    if (previous.isMissingNode() || previous.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ResultCodec.read(previous, "prevResult"));
    } catch (CniException e) {
      if (command == CniCommand.DEL) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the attachments of this network that GC must leave alone.
   *
   * @throws CniException when the configuration does not say: everything would be removed
   */
  public Set<Attachment> validAttachments() {
    String key = config.has(VALID) ? VALID : VALID_BEFORE_1_1;
    if (!config.has(key)) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "the configuration has no " + VALID + ", so GC would remove every attachment",
          "pass the list of attachments, [] when there are none");
    }
    Set<Attachment> valid = new LinkedHashSet<>();
    for (JsonNode item : config.path(key)) {
      String id = item.path("containerID").asString("");
      String name = item.path("ifname").asString("");
      if (id.isEmpty() || name.isEmpty()) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            key + " has an item without containerID or ifname: " + Json.text(item),
            "each item is {\"containerID\": …, \"ifname\": …}");
      }
      valid.add(new Attachment(network, id, name));
    }
    return valid;
  }
}
