// `mycni add`: attaches a namespace to a network, as a runtime would.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the chain of a network with ADD. */
@Command(
    name = "add",
    header = "Attach a namespace to a network, and print the result.",
    description = {
      "Runs all plugins of the network, found in CNI_PATH, as a container runtime does, and keeps"
          + " the result in /var/lib/cni/results for check and del. If a plugin fails, what the"
          + " others did is undone."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  ip netns add a && mycni add mynet a",
      "  mycni add ./mynet.conf /run/netns/a --ifname eth1 --cni-args IP=10.16.0.9"
    })
final class AddCommand implements Runnable {
  private final Cli cli;

  @Mixin private TargetOptions options;

  AddCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Network network = options.network(cli.environment());
    Chain.Target target = options.target(cli.environment());
    cli.print(cli.chain(network, options.where()).add(target));
  }
}
