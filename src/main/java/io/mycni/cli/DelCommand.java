// `mycni del`: detaches a namespace from a network.
package io.mycni.cli;

import io.mycni.chain.Chain;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the chain of a network with DEL, from the last plugin to the first. */
@Command(
    name = "del",
    header = "Detach a namespace from a network.",
    description = {
      "That it is gone already is no failure. When the network's configuration is gone, the one that was kept with the result is used."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni del mynet a",
      "  mycni del mynet --container-id 3f2a…       when the namespace is gone"
    })
final class DelCommand implements Runnable {
  private final Cli cli;

  @Mixin private TargetOptions options;

  DelCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    Chain.Target wanted = options.target(cli.environment());
    Network network = network(wanted);
    Optional<Kept> kept = Kept.of(wanted.to(network));
    Chain.Target target =
        new Chain.Target(
            wanted.containerId(),
            wanted.netns().isEmpty() ? kept.map(Kept::netns).orElse("") : wanted.netns(),
            wanted.ifname(),
            wanted.args().isEmpty() ? kept.map(Kept::args).orElse("") : wanted.args(),
            wanted.capabilities().isEmpty()
                ? kept.map(Kept::capabilities).orElse(wanted.capabilities())
                : wanted.capabilities());
    cli.chain(network, options.where()).del(target);
    cli.out().println(target.to(network) + " is detached");
  }

  private Network network(Chain.Target target) {
    try {
      return options.network(cli.environment());
    } catch (CniException missing) {
      Attachment attachment = new Attachment(options.word(), target.containerId(), target.ifname());
      Network asKept = Kept.of(attachment).flatMap(Kept::network).orElseThrow(() -> missing);
      cli.note("the configuration that was kept with the result is used: " + missing.getMessage());
      return asKept;
    }
  }
}
