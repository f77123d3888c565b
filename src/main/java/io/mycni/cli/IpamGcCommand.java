// `mycni ipam gc`: takes lost leases back, after showing them.
package io.mycni.cli;

import io.mycni.ipam.hostlocal.LeaseRemoval;
import io.mycni.node.NetworkLeases;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the leases of which nothing lives. */
@Command(
    name = "gc",
    description = {
      "Take back leases of which nothing lives: no link, no namespace, older than five minutes.",
      "",
      "What cannot be told stays, and is said. Shows them first. On a terminal it asks; elsewhere it needs --yes."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni ipam gc --dry-run", "  mycni ipam gc mynet --yes"})
final class IpamGcCommand implements Callable<Integer> {
  private final Cli cli;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..*",
      description = "Names or files of networks (default: all).")
  private List<String> networks = List.of();

  @Option(names = "--dry-run", description = "Only show them.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Mixin private IpamOptions options;

  IpamGcCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    int lost = 0;
    List<NetworkLeases> found = options.leases(networks, cli);
    for (NetworkLeases leases : found) {
      if (!leases.lost().isEmpty()) {
        cli.out().println("network " + leases.network() + ", in " + leases.folder() + ":");
        Table.print(IpamShowCommand.rows(leases.lost()), cli.out());
        lost += leases.lost().size();
      }
      IpamShowCommand.noteUnknown(leases, cli);
    }
    if (lost == 0) {
      cli.out().println("no lease is lost");
      return 0;
    }
    if (dryRun) {
      cli.out().println(lost + (lost == 1 ? " lease" : " leases") + " would be taken back");
      return 0;
    }
    if (!yes && !cli.confirm("Take back " + lost + (lost == 1 ? " lease?" : " leases?"))) {
      cli.note("nothing was changed; on a terminal it asks, elsewhere add --yes");
      return 1;
    }
    int gone = 0;
    for (NetworkLeases leases : found) {
      gone +=
          LeaseRemoval.of(
                  leases.dataDir(),
                  leases.network(),
                  leases.lost().stream().map(NetworkLeases.Held::item).toList(),
                  cli.services().fileLocks())
              .size();
    }
    cli.out().println(gone + (gone == 1 ? " lease was" : " leases were") + " taken back");
    return 0;
  }
}
