// The options that say which attachment a command is about.
package io.mycni.cli;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that make a request. */
final class AttachmentOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A network configuration: a .conf, or a .conflist with a plugin of mycni's.")
  private Path config;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "The network's name, if it shall be another than the file's.")
  private Optional<String> network = Optional.empty();

  @Option(
      names = "--netns",
      paramLabel = "PATH",
      description = "The container's network namespace, such as /run/netns/NAME.")
  private String netns = "";

  @Option(
      names = "--ifname",
      paramLabel = "NAME",
      defaultValue = "eth0",
      description = "The interface in the container (default: ${DEFAULT-VALUE}).")
  private String ifname;

  @Option(
      names = "--container-id",
      required = true,
      paramLabel = "ID",
      description = "The container's ID.")
  private String containerId;

  @Option(
      names = "--cni-args",
      paramLabel = "ARGS",
      description = "What CNI_ARGS shall be, such as IP=10.1.0.5.")
  private String cniArgs = "";

  @Option(
      names = "--cni-path",
      paramLabel = "FOLDERS",
      defaultValue = "/opt/cni/bin",
      description = "Where other IPAM plugins are (default: ${DEFAULT-VALUE}).")
  private String cniPath;

  ConfigFile configFile() {
    return ConfigFile.read(config, network);
  }

  /** Returns the request that a runtime would make. */
  CniRequest request(CniCommand command, ConfigFile file, Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CNI_COMMAND", command.name());
    variables.put("CNI_CONTAINERID", containerId);
    variables.put("CNI_NETNS", netns);
    variables.put("CNI_IFNAME", ifname);
    variables.put("CNI_ARGS", cniArgs);
    variables.put("CNI_PATH", cniPath);
    return RequestReader.read(variables, Json.write(file.config()));
  }
}
