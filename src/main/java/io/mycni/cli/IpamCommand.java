// `mycni ipam list`: the leases of a network, and which of them belong to nothing.
package io.mycni.cli;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.config.HostLocalConfig;
import io.mycni.ipam.hostlocal.LeaseList;
import io.mycni.plugin.AttachmentNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands about leases. */
@Command(
    name = "ipam",
    description = "Look at the leases of a network.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class IpamCommand implements Runnable {
  private static final Path RESULTS = Path.of("/var/lib/cni/results");

  private final Cli cli;

  IpamCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    cli.out().println("Usage: mycni ipam list --config FILE [--network NAME]");
  }

  @Command(
      name = "list",
      description = {
        "List the leases of a network: address, container, interface, age, and what holds it.",
        "",
        "A lease belongs to nothing when neither a link of mycni's nor a result that a runtime"
            + " keeps in /var/lib/cni/results is there. Attachments that another plugin made for"
            + " a runtime which keeps no results there (containerd, CRI-O before 1.11) look the"
            + " same; see that the container is gone before you remove its lease."
      },
      mixinStandardHelpOptions = true)
  void list(
      @Option(
              names = "--config",
              required = true,
              paramLabel = "FILE",
              description = "A network configuration with an ipam of type host-local.")
          Path config,
      @Option(
              names = "--network",
              paramLabel = "NAME",
              description = "The network's name, if it shall be another than the file's.")
          Optional<String> network) {
    CniRequest request = request(ConfigFile.read(config, network));
    List<LeaseList.Item> items =
        LeaseList.of(HostLocalConfig.from(request).dataDir(), request.network());
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ADDRESS", "CONTAINER", "INTERFACE", "AGE", "BELONGS TO"));
    int lost = 0;
    for (LeaseList.Item item : items) {
      String owner = item.containerId().isEmpty() ? "" : owner(request.network(), item);
      lost += owner.isEmpty() ? 1 : 0;
      rows.add(
          List.of(
              item.address().toString(),
              item.containerId().isEmpty() ? "(empty file)" : item.containerId(),
              item.ifname().isEmpty() ? "-" : item.ifname(),
              age(item.changed()),
              owner.isEmpty() ? "nothing" : owner));
    }
    Table.print(rows, cli.out());
    cli.out().println();
    cli.out()
        .println(
            items.size()
                + (items.size() == 1 ? " lease, " : " leases, ")
                + lost
                + (lost == 1 ? " belongs" : " belong")
                + " to nothing");
  }

  private CniRequest request(ConfigFile file) {
    Map<String, String> variables = new HashMap<>(cli.environment());
    variables.put("CNI_COMMAND", CniCommand.DEL.name());
    variables.put("CNI_CONTAINERID", "none");
    variables.put("CNI_IFNAME", "eth0");
    variables.put("CNI_PATH", "/opt/cni/bin");
    CniRequest request = RequestReader.read(variables, Json.write(file.config()));
    String ipam = request.config().path("ipam").path("type").asString("");
    if (!io.mycni.call.Plugins.type(ipam).equals("host-local")) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "the network " + request.network() + " has an ipam of type '" + ipam + "'",
          "only leases of host-local can be listed");
    }
    return request;
  }

  private static String owner(String network, LeaseList.Item item) {
    String link =
        AttachmentNames.of(new Attachment(network, item.containerId(), item.ifname())).hostLink();
    if (Files.exists(Path.of("/proc/sys/net/ipv4/conf", link))) {
      return "link " + link;
    }
    String result = network + "-" + item.containerId() + "-" + item.ifname();
    return Files.exists(RESULTS.resolve(result)) ? "result of a runtime" : "";
  }

  private static String age(Instant changed) {
    Duration age = Duration.between(changed, Instant.now());
    if (age.toDays() > 1) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 1) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 1 ? age.toMinutes() + " min" : Math.max(age.toSeconds(), 0) + " s";
  }
}
