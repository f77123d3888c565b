// What a runtime asks, whole and checked; RequestReader makes it.
package io.mycni.cni;

import java.io.IOException;
import java.nio.file.Path;
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
 * @param netns the path of the container's namespace; empty when there is none
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
  private static final Path SELF = Path.of("/proc/self");
  private static final String VALID = "cni.dev/valid-attachments";
  private static final String VALID_BEFORE_1_1 = "cni.dev/attachments";

  /** The keys under which a GC is told which attachments are valid. */
  public static final List<String> VALID_ATTACHMENTS = List.of(VALID, VALID_BEFORE_1_1);

  /**
   * Returns the same request, a relative path of its namespace made to begin in the caller's
   * folder: tools understand such paths differently, {@code ip} as a name in /run/netns. Links are
   * left as they are, as {@code /proc/PID/fd/9} means a file that has no other name.
   *
   * @throws CniException when the whole path could mean something else to a tool
   */
  public CniRequest standingIn(Path folder) {
    if (netns.isEmpty()) {
      return this;
    }
    String whole =
        netns.startsWith("/")
            ? withoutSelf(netns)
            : folder.toAbsolutePath().resolve(netns).toString();
    if (whole.equals(netns)) {
      return this;
    }
    Names.requireNetnsPath(whole);
    return new CniRequest(
        command, version, network, containerId, whole, ifname, args, path, config, environment);
  }

  /**
   * Returns a path that leads through {@code /proc/self}, as {@code /dev/fd/9} does, too, by the
   * number of this process: to a tool it would be the tool itself, and its descriptors.
   */
  private static String withoutSelf(String netns) {
    Path path = Path.of(netns);
    Path within = path.getParent();
    if (within == null) {
      return netns;
    }
    try {
      Path real = within.toRealPath();
      boolean own = real.startsWith("/proc") && real.startsWith(SELF.toRealPath());
      return own ? real.resolve(path.getFileName()).toString() : netns;
    } catch (IOException e) {
      return netns; // What cannot be found is told when it is looked for.
    }
  }

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
    JsonNode previous = Keys.of(config, "prevResult");
    if (previous.isMissingNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ResultReader.read(previous, "prevResult"));
    } catch (CniException e) {
      if (command == CniCommand.DEL) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the result of the ADD, with which a CHECK compares.
   *
   * @throws CniException when there is none, or it cannot be read
   */
  public CniResult prevResultToCheck() {
    return prevResult()
        .orElseThrow(() ->
            new CniException(
                ErrorCode.INVALID_CONFIGURATION,
                "Required prevResult missing: CHECK compares with it",
                "call CHECK as the specification says, with the result of the ADD"));
  }

  /**
   * Returns the attachments of this network that GC must leave alone; empty when the runtime gave
   * no list. Everything else of the network is removed, so a list that is not exactly what the
   * specification says is refused.
   *
   * @throws CniException when it is no list of container IDs and interface names
   */
  public Optional<Set<Attachment>> validAttachments() {
    // Runtimes write both keys; the second is that of libcni's first release that had GC. Should
    // they differ, what one of them names is left alone.
    Set<Attachment> valid = new LinkedHashSet<>();
    boolean first = addValid(VALID, valid);
    boolean second = addValid(VALID_BEFORE_1_1, valid);
    return first || second ? Optional.of(valid) : Optional.empty();
  }

  private boolean addValid(String key, Set<Attachment> valid) {
    JsonNode items = Keys.of(config, key);
    if (items.isMissingNode()) {
      return false;
    }
    if (!items.isArray()) {
      throw notValid(key, "is no list: " + Json.text(items));
    }
    for (JsonNode item : items) {
      String id = Keys.text(item, "containerID");
      String name = Keys.text(item, "ifname");
      if (!Names.isContainerId(id) || !Names.isKernelLinkName(name)) {
        throw notValid(
            key, "has an item without a valid containerID and ifname: " + Json.text(item));
      }
      valid.add(new Attachment(network, id, name));
    }
    return true;
  }

  private static CniException notValid(String key, String why) {
    return CniException.at(
        key,
        ErrorCode.INVALID_CONFIGURATION,
        key + " " + why + "; nothing was removed",
        "it is a list of {\"containerID\": …, \"ifname\": …}, [] when nothing is attached");
  }
}
