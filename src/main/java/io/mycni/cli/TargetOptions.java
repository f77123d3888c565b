// Which attachment a command is about: NETWORK NETNS, and what a runtime would add.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Names;
import io.mycni.host.NetnsIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Parameters and options that name a target. */
final class TargetOptions {
  /** The names of them, and of those that they bring. */
  static final Set<String> NAMES =
      Set.of(
          "--config",
          "--netns",
          "--network",
          "--container-id",
          "--ifname",
          "--cni-args",
          "--cap-args",
          "--conf-dir",
          "--cni-path");

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

  /** Returns them as these words have them; empty where there are too many. */
  static Optional<TargetOptions> of(Words words) {
    if (words.parameters().size() > 2) {
      return Optional.empty();
    }
    TargetOptions options = new TargetOptions();
    options.network = words.parameter(0);
    options.netns = words.parameter(1);
    options.config = words.value("--config").map(Path::of);
    options.netnsOption = words.value("--netns");
    options.name = words.value("--network");
    options.containerId = words.value("--container-id");
    options.ifname = words.value("--ifname");
    options.cniArgs = words.value("--cni-args");
    options.capArgs = words.value("--cap-args");
    options.where = NetworkOptions.of(words);
    return Optional.of(options);
  }

  NetworkOptions where() {
    return where;
  }

  /** Tells whether a container is named, by its namespace or its ID. */
  boolean namesContainer() {
    return netns.isPresent() || netnsOption.isPresent() || containerId.isPresent();
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

  /**
   * Returns the network of an attachment that there is already: where no file has it, as it was
   * kept with the attachment's result, else with its newest.
   */
  Network networkOrKept(Cli cli) {
    return NetworkOptions.orKept(() -> network(cli.environment()), () -> kept(cli), cli);
  }

  /** Returns the network as that verb takes it. */
  Network network(CniCommand command, Cli cli) {
    return command == CniCommand.ADD ? network(cli.environment()) : networkOrKept(cli);
  }

  /** Returns the target as that verb takes it. */
  Chain.Target target(CniCommand command, Network of, Cli cli) {
    return command == CniCommand.ADD
        ? target(cli.environment())
        : target(cli.environment(), of.name());
  }

  private Optional<Network> kept(Cli cli) {
    String word = name.or(() -> network).orElse("");
    if (config.isPresent() || word.isEmpty() || name.isEmpty() && NetworkOptions.isFile(word)) {
      return Optional.empty();
    }
    if (!namesContainer()) {
      return Kept.networkNamed(word);
    }
    Chain.Target target = target(cli.environment(), word);
    return Kept.of(new Attachment(word, target.containerId(), target.ifname()))
        .flatMap(Kept::network)
        .or(() -> Kept.networkNamed(word));
  }

  /**
   * Returns the target of something that there is already. Whoever attached it may have chosen
   * another ID than cnitool: then the namespace tells, by whatever path it is named.
   *
   * @throws CniException when it is not clear which container is meant
   */
  Chain.Target target(Map<String, String> environment, String networkName) {
    Chain.Target wanted = target(environment);
    Attachment guess = new Attachment(networkName, wanted.containerId(), wanted.ifname());
    if (containerId.isPresent() || Kept.of(guess).isPresent()) {
      return wanted;
    }
    List<Attachment> there =
        Kept.all().stream()
            .filter(kept -> kept.attachment().network().equals(networkName))
            .filter(kept -> kept.attachment().ifname().equals(wanted.ifname()))
            .filter(kept -> leadToOne(kept.netns(), wanted.netns()))
            .map(Kept::attachment)
            .toList();
    if (there.size() > 1) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "it is not clear which container is meant: several are kept with that namespace, "
              + String.join(", ", there.stream().map(Attachment::toString).toList()),
          "name one by --container-id");
    }
    String id = there.isEmpty() ? wanted.containerId() : there.getFirst().containerId();
    return new Chain.Target(
        id, wanted.netns(), wanted.ifname(), wanted.args(), wanted.capabilities());
  }

  private static boolean leadToOne(String kept, String given) {
    if (kept.equals(given) || kept.isEmpty() || given.isEmpty()) {
      return kept.equals(given);
    }
    Optional<String> there = NetnsIdentity.of(kept);
    return there.isPresent() && there.equals(NetnsIdentity.of(given));
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
