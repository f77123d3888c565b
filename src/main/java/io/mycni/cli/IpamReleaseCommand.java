// `mycni ipam release`: takes one lease back by hand.
package io.mycni.cli;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.ipam.hostlocal.LeaseRemoval;
import io.mycni.node.Living;
import io.mycni.node.NetworkLeases;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      "Refused while the container's interface is there, or it cannot be told, unless --force is"
          + " given: the address would be given to another container, too. To detach a container that lives, use `mycni del`."
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
    List<NetworkLeases> found = options.leases(List.of(network), cli);
    Map<NetworkLeases, List<NetworkLeases.Held>> chosen = new LinkedHashMap<>();
    for (NetworkLeases leases : found) {
      List<NetworkLeases.Held> here = leases.leases().stream().filter(this::isMeant).toList();
      if (!here.isEmpty()) {
        chosen.put(leases, here);
      }
    }
    if (chosen.isEmpty()) {
      throw new CniException(
          ErrorCode.NO_ADDRESS,
          "there is no lease of "
              + what
              + " in "
              + String.join(", ", found.stream().map(each -> each.folder().toString()).toList()),
          "`mycni ipam show " + network + "` lists them");
    }
    if (!force) {
      chosen.values().forEach(here -> here.forEach(IpamReleaseCommand::requireUnused));
    }
    chosen.forEach((leases, here) ->
        LeaseRemoval.of(
                leases.dataDir(),
                leases.network(),
                here.stream().map(NetworkLeases.Held::item).toList(),
                cli.services().fileLocks())
            .forEach(item -> cli.out().println("released " + item.address())));
  }

  private boolean isMeant(NetworkLeases.Held held) {
    return held.item().address().toString().equals(what) || held.item().containerId().equals(what);
  }

  private static void requireUnused(NetworkLeases.Held held) {
    switch (held.living()) {
      case Living.Gone gone -> {}
      case Living.Alive alive ->
          throw new CniException(
              ErrorCode.HOST_CONFLICT,
              "the lease of "
                  + held.item().address()
                  + " is in use: "
                  + (alive.link().isEmpty() ? "" : "its link " + alive.link() + " is there, and ")
                  + alive.inside().link().name()
                  + " in "
                  + alive.inside().name(),
              "detach the container by `mycni del`, or add --force");
      case Living.Unknown unknown ->
          throw new CniException(
              ErrorCode.HOST_CONFLICT,
              IpamShowCommand.unknown(held),
              "make sure that nobody has the address, then add --force");
    }
  }
}
