// `mycni status`: tells whether a network could serve an ADD.
package io.mycni.cli;

import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs the chain of a network with STATUS. */
@Command(
    name = "status",
    header = "Ask a network's plugins whether they could serve an ADD.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  mycni status mynet", "", "Exit status: 1 if one could not."})
final class StatusCommand implements Runnable {
  private final Cli cli;

  @Parameters(paramLabel = "NETWORK", description = "A network's name, or the file of one.")
  private String network;

  @Mixin private NetworkOptions where;

  StatusCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Network found = where.networkOrKept(network, cli);
    if (!found.version().has(CniCommand.STATUS)) {
      cli.out()
          .println(
              found.name()
                  + ": nobody was asked, as cniVersion "
                  + found.version()
                  + " has no STATUS; it came with 1.1.0");
      return;
    }
    cli.chain(found, where).status();
    cli.out().println(found.name() + ": ready");
  }
}
