// `mycni ipam`: what can be done about leases; each command has its own file.
package io.mycni.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about leases. */
@Command(
    name = "ipam",
    header = "Look at leases, and take lost ones back.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  mycni ipam list",
      "  mycni ipam show mynet",
      "  mycni ipam dhcp",
      "  mycni ipam gc --dry-run"
    })
final class IpamCommand implements Runnable {
  private final Cli cli;

  @Spec private CommandSpec spec;

  private IpamCommand(Cli cli) {
    this.cli = cli;
  }

  static CommandLine with(Cli cli) {
    CommandLine ipam = new CommandLine(new IpamCommand(cli));
    ipam.addSubcommand(new IpamListCommand(cli));
    ipam.addSubcommand(new IpamShowCommand(cli));
    ipam.addSubcommand(new IpamDhcpCommand(cli));
    ipam.addSubcommand(new IpamReleaseCommand(cli));
    ipam.addSubcommand(new IpamGcCommand(cli));
    return ipam;
  }

  @Override
  public void run() {
    spec.commandLine().usage(cli.out());
  }
}
