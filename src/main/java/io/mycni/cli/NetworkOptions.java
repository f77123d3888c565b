// Where networks and plugins are looked for; shared by all commands that take a network's name.
package io.mycni.cli;

import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Options that say where. */
final class NetworkOptions {
  /** The names of them. */
  static final Set<String> NAMES = Set.of("--conf-dir", "--cni-path");

  private static final String OPT = "/opt/cni/bin";

  /** As in containers.conf(5), cni_plugin_dirs. */
  private static final List<String> OTHERS =
      List.of("/usr/local/libexec/cni", "/usr/libexec/cni", "/usr/local/lib/cni", "/usr/lib/cni");

  @Option(
      names = "--conf-dir",
      paramLabel = "FOLDER",
      description = "Where networks are (default: NETCONFPATH, else /etc/cni/net.d).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--cni-path",
      paramLabel = "FOLDERS",
      description =
          "Where plugins are (default: CNI_PATH, else /opt/cni/bin, then where podman looks).")
  private Optional<String> path = Optional.empty();

  /** Returns them as these words have them. */
  static NetworkOptions of(Words words) {
    NetworkOptions options = new NetworkOptions();
    options.folder = words.value("--conf-dir").map(Path::of);
    options.path = words.value("--cni-path");
    return options;
  }

  NetworkFolder folder(Map<String, String> environment) {
    return new NetworkFolder(
        folder
            .or(() -> set(environment, "NETCONFPATH").map(Path::of))
            .orElse(NetworkFolder.DEFAULT));
  }

  String path(Map<String, String> environment) {
    return path.or(() -> set(environment, "CNI_PATH")).orElseGet(NetworkOptions::usual);
  }

  /** Folders that distributions and runtimes have plugins in; those that there are. */
  private static String usual() {
    StringBuilder folders = new StringBuilder(OPT);
    for (String other : OTHERS) {
      if (Files.isDirectory(Path.of(other))) {
        folders.append(':').append(other);
      }
    }
    return folders.toString();
  }

  /** Returns the environment with CNI_PATH as it was chosen, as plugins are given it. */
  Map<String, String> variables(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CNI_PATH", path(environment));
    return variables;
  }

  /** Returns the network that a word means: a file that is there, else a name. */
  Network network(String nameOrFile, Map<String, String> environment) {
    return isFile(nameOrFile)
        ? Network.read(Path.of(nameOrFile))
        : folder(environment).named(nameOrFile);
  }

  /**
   * Returns the network that a word means, for what can be done to a network that is not configured
   * any more: when no file has it, as it was kept with its newest result, which is said.
   */
  Network networkOrKept(String nameOrFile, Cli cli) {
    return orKept(
        () -> network(nameOrFile, cli.environment()),
        () -> isFile(nameOrFile) ? Optional.empty() : Kept.networkNamed(nameOrFile),
        cli);
  }

  /** Returns what is configured; where that fails, what is kept. */
  static Network orKept(Supplier<Network> configured, Supplier<Optional<Network>> kept, Cli cli) {
    try {
      return configured.get();
    } catch (CniException missing) {
      Network found = kept.get().orElseThrow(() -> missing);
      cli.note(
          missing.getMessage()
              + "; the configuration that was kept in "
              + found.file()
              + " is used");
      return found;
    }
  }

  static boolean isFile(String nameOrFile) {
    return nameOrFile.contains("/")
        || nameOrFile.contains(".conf")
        || nameOrFile.endsWith(".json")
        || Files.isRegularFile(Path.of(nameOrFile));
  }

  static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
