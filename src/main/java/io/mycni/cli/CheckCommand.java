// `mycni check`: tells whether an attachment is as it was made.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the chain of a network with CHECK. */
@Command(
    name = "check",
    header = "Tell whether an attachment is as it was made.",
    description = {
      "Compares links, addresses, routes, rules and lease with the result that add, cnitool or a"
          + " runtime kept in /var/lib/cni/results. When no file has the network, the configuration"
          + " that was kept with it is used."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni check mynet a",
      "  mycni check mynet --container-id 3f2a…     by the namespace that is kept",
      "",
      "Exit status: 1 if something differs; each difference is named."
    })
final class CheckCommand implements Runnable {
  private final Cli cli;

  @Mixin private TargetOptions options;

  CheckCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Network network = options.networkOrKept(cli);
    Chain.Target wanted = options.target(cli.environment(), network.name());
    Chain.Target target =
        Kept.of(wanted.to(network)).map(kept -> kept.complete(wanted, kept.netns())).orElse(wanted);
    boolean asked = cli.chain(network, options.where()).check(target);
    cli.out()
        .println(
            asked
                ? target.to(network) + " is as it was made"
                : "nobody was asked: the network has disableCheck");
  }
}
