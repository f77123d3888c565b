// `mycni ipam release`: takes one lease back by hand.
package io.mycni.cli;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.ipam.hostlocal.LeaseRemoval;
import io.mycni.node.NetworkLeases;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the leases of an address or a container. */
@Command(
    name = "release",
    description = {
      "Take leases back by hand: of an address, or all of a container.",
      "",
      "Refused while anything of the container lives, unless --force is given: the address would be"
          + " given to another container, too. To detach a container that lives, use `mycni del`."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni ipam release mynet 10.16.0.9",
      "  mycni ipam release mynet 3f2a9c…"
    })
final class IpamReleaseCommand implements Runnable {
  private final Cli cli;

  @Parameters(paramLabel = "NETWORK", description = "A network's name, or the file of one.")
  private String network;

  @Parameters(paramLabel = "ADDRESS|CONTAINER", description = "Whose lease, or which.")
  private String what;

  @Option(names = "--force", description = "Do it though the container lives.")
  private boolean force;

  @Mixin private IpamOptions options;

  IpamReleaseCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    NetworkLeases leases = options.leases(List.of(network), cli).getFirst();
    List<NetworkLeases.Held> chosen =
        leases.leases().stream()
            .filter(held ->
                held.item().address().toString().equals(what)
                    || held.item().containerId().equals(what))
            .toList();
    if (chosen.isEmpty()) {
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "there is no lease of "
              + what
              + " in "
              + leases.config().dataDir().resolve(leases.network()),
          "`mycni ipam show " + network + "` lists them");
    }
    for (NetworkLeases.Held held : chosen) {
      if (held.lives() && !force) {
        throw new CniException(
            ErrorCode.HOST_CONFLICT,
            "the lease of "
                + held.item().address()
                + " is in use: "
                + (held.link().isEmpty()
                    ? "its namespace " + held.netns()
                    : "its link " + held.link())
                + " is there",
            "detach the container by `mycni del`, or add --force");
      }
    }
    LeaseRemoval.of(
            leases.config().dataDir(),
            leases.network(),
            chosen.stream().map(NetworkLeases.Held::item).toList(),
            cli.services().fileLocks())
        .forEach(item -> cli.out().println("released " + item.address()));
  }
}
