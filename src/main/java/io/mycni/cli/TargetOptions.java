// Which attachment a command is about: NETWORK NETNS, and what a runtime would add.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Names;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Parameters and options that name a target. */
final class TargetOptions {
  private static final int ID_OCTETS = 10;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..1",
      description = "A network's name, or the file of one (with a / or an ending like .conf).")
  private Optional<String> network = Optional.empty();

  @Parameters(
      paramLabel = "NETNS",
      arity = "0..1",
      description = "The container's network namespace: a path, or a name below /run/netns.")
  private Optional<String> netns = Optional.empty();

  @Option(names = "--config", paramLabel = "FILE", description = "A file in NETWORK's place.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--netns", paramLabel = "PATH", description = "The same as NETNS.")
  private Optional<String> netnsOption = Optional.empty();

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "The network's name, if it shall be another than the file's.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--container-id",
      paramLabel = "ID",
      description = "The container's ID (default: the one that cnitool makes of the path).")
  private Optional<String> containerId = Optional.empty();

  @Option(
      names = "--ifname",
      paramLabel = "NAME",
      description = "The interface in the container (default: CNI_IFNAME, else eth0).")
  private Optional<String> ifname = Optional.empty();

  @Option(
      names = "--cni-args",
      paramLabel = "ARGS",
      description = "Such as IgnoreUnknown=1;IP=10.1.0.5 (default: CNI_ARGS).")
  private Optional<String> cniArgs = Optional.empty();

  @Option(
      names = "--cap-args",
      paramLabel = "JSON",
      description = "What plugins with capabilities get (default: CAP_ARGS): {\"mac\": …}.")
  private Optional<String> capArgs = Optional.empty();

  @Mixin private NetworkOptions where;

  NetworkOptions where() {
    return where;
  }

  /**
   * Returns the network.
   *
   * @throws CniException when it is not clear which one is meant, or it cannot be read
   */
  Network network(Map<String, String> environment) {
    if (config.isPresent() && network.isPresent()) {
      throw unclear("which network", "both " + network.get() + " and --config are given");
    }
    Network found =
        config
            .map(Network::read)
            .or(() -> network.map(word -> where.network(word, environment)))
            .orElseThrow(() -> unclear("which network", "NETWORK is missing"));
    return name.map(found::named).orElse(found);
  }

  /** Returns the network's name as far as it can be known without its configuration. */
  String word() {
    return name.or(() -> network).orElse("");
  }

  /**
   * Returns the target.
   *
   * @throws CniException when it is not clear which container is meant
   */
  Chain.Target target(Map<String, String> environment) {
    String given = netns.or(() -> netnsOption).orElse("");
    String path = given.isEmpty() || given.contains("/") ? given : "/run/netns/" + given;
    Names.requireNetnsPath(path);
    String whole = path.isEmpty() ? path : Path.of(path).toAbsolutePath().toString();
    if (path.isEmpty() && containerId.isEmpty()) {
      throw unclear("which container", "NETNS is missing, and --container-id, too");
    }
    String id = containerId.orElseGet(() -> idOf(path));
    String device = ifname.or(() -> NetworkOptions.set(environment, "CNI_IFNAME")).orElse("eth0");
    Names.requireContainerId(id);
    Names.requireIfname(device);
    Names.requireNetnsPath(whole);
    return new Chain.Target(
        id,
        whole,
        device,
        cniArgs.or(() -> NetworkOptions.set(environment, "CNI_ARGS")).orElse(""),
        capabilities(environment));
  }

  private static CniException unclear(String what, String why) {
    return new CniException(
        ErrorCode.INVALID_ENVIRONMENT,
        "it is not clear " + what + " is meant: " + why,
        "name network and namespace, as in: mynet /run/netns/a");
  }

  /** Returns the environment with CNI_PATH as it was chosen. */
  Map<String, String> variables(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CNI_PATH", where.path(environment));
    return variables;
  }

  /** The ID of cnitool, so that each of the two can undo what the other did. */
  private static String idOf(String path) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-512").digest(path.getBytes(StandardCharsets.UTF_8));
      return "cnitool-" + HexFormat.of().formatHex(Arrays.copyOf(hash, ID_OCTETS));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode capabilities(Map<String, String> environment) {
    String text = capArgs.or(() -> NetworkOptions.set(environment, "CAP_ARGS")).orElse("{}");
    try {
      return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (CniException e) {
      throw new CniException(e.code(), "--cap-args: " + e.getMessage(), "{\"mac\": \"…\"}, say");
    }
  }
}
