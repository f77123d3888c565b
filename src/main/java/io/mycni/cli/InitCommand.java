// `mycni init`: writes the first configuration of a node.
package io.mycni.cli;

import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import io.mycni.keys.TypeName;
import io.mycni.net.Cidr;
import io.mycni.process.PluginProgram;
import io.mycni.upkeep.NewNetwork;
import io.mycni.upkeep.UsedNames;
import io.mycni.upkeep.UsedSubnets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks little, checks the subnet, and writes a list. */
@Command(
    name = "init",
    header = "Write a network configuration.",
    description = {
      "A bridge with addresses and masquerading, and behind it what a node needs: published ports,"
          + " limits of bandwidth, and a way through the host's packet filter. On a terminal it asks for what is not given by an option. Name and bridge must be no other"
          + " network's, and the subnet must overlap no route of the host and no other network;"
          + " without one, the first free /16 of 10.16.0.0 to"
          + " 10.31.0.0 is taken."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  mycni init",
      "  mycni init --name pods --subnet 10.20.0.0/16 --subnet fd20::/64 --bridge pods0",
      "  mycni init --dry-run"
    })
final class InitCommand implements Runnable {
  private static final String SUBNET_FORM = "write it as 10.16.0.0/16";

  private final Cli cli;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The network (default: mynet, or the first free of mynet2, …).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      description = "A subnet; give one of each family for both.")
  private List<Cidr> subnets = new ArrayList<>();

  @Option(
      names = "--bridge",
      paramLabel = "LINK",
      description = "The bridge (default: the first of cni0, cni1, … without a network).")
  private Optional<String> bridge = Optional.empty();

  @Option(names = "--no-masquerade", description = "Other hosts see the containers' own addresses.")
  private boolean noMasquerade;

  @Option(
      names = "--with",
      paramLabel = "PLUGINS",
      description =
          "The plugins behind the bridge, separated by commas (default: portmap,bandwidth,firewall);"
              + " nothing for none.")
  private Optional<String> with = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file (default: 10-mycni.conflist in the configuration folder).")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--force",
      description = "Replace a file that is there, and allow overlaps and names that are taken.")
  private boolean force;

  @Option(names = "--dry-run", description = "Print the file instead of writing it.")
  private boolean dryRun;

  @Mixin private NetworkOptions where;

  InitCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    NetworkFolder folder = where.folder(cli.environment());
    Path target = file.orElse(folder.path().resolve("10-mycni.conflist"));
    if (Files.exists(target) && !force && !dryRun) {
      throw new CniException(
          ErrorCode.HOST_CONFLICT, target + " is there already", "add --force to replace it");
    }
    List<Network> others =
        folder.networks().stream().filter(each -> !each.file().equals(target)).toList();
    UsedNames names = UsedNames.of(others);
    UsedSubnets used = UsedSubnets.of(cli.services().host(), others, cli::note);
    String network = name.orElseGet(() -> cli.ask("Network name", names.freeNetwork()));
    Names.requireNetworkName(network);
    refuseTaken("name " + network, names.network(network), "--name");
    List<Cidr> chosen = subnets.isEmpty() ? List.of(askForSubnet(used.firstFree())) : subnets;
    String link = bridge.orElseGet(() -> cli.ask("Bridge", names.freeBridge()));
    Names.requireLinkName("--bridge", link);
    refuseTaken("bridge " + link, names.bridge(link), "--bridge");
    refuseOverlaps(chosen, used, link);
    String text = new NewNetwork(network, link, chosen, !noMasquerade, behind()).text();
    if (dryRun) {
      cli.out().print(text);
      return;
    }
    NewNetwork.write(target, text);
    cli.out().println("wrote " + target);
    folder.files().stream()
        .findFirst()
        .filter(first -> !first.getFileName().equals(target.getFileName()))
        .ifPresent(first ->
            cli.note(
                "runtimes take the first file, which is " + first + "; rename one of the two"));
  }

  private Cidr askForSubnet(Cidr free) {
    String answer = cli.ask("Subnet", free.toString());
    return Cidr.parse(answer)
        .orElseThrow(
            () -> new CniException(ErrorCode.INVALID_CONFIGURATION, noSubnet(answer), SUBNET_FORM));
  }

  /** Reads what a person wrote as a subnet. */
  static Cidr subnet(String text) {
    return Cidr.parse(text)
        .orElseThrow(
            () -> new CommandLine.TypeConversionException(noSubnet(text) + "; " + SUBNET_FORM));
  }

  private static String noSubnet(String text) {
    return "'" + text + "' is no subnet";
  }

  private void refuseTaken(String what, Optional<String> by, String option) {
    if (by.isPresent() && !force) {
      throw new CniException(
          ErrorCode.HOST_CONFLICT,
          "the " + what + " is taken by " + by.get(),
          "choose another by " + option + ", or add --force if it is meant");
    }
  }

  private void refuseOverlaps(List<Cidr> chosen, UsedSubnets used, String link) {
    for (Cidr subnet : chosen) {
      Optional<String> by = force ? Optional.empty() : used.overlapOf(subnet, link);
      if (by.isPresent()) {
        throw new CniException(
            ErrorCode.HOST_CONFLICT,
            "the subnet " + subnet + " overlaps " + by.get(),
            "choose another by --subnet, or add --force if it is meant");
      }
    }
  }

  /** The plugins by the names of their executables; the package gives mycni's own a prefix. */
  private List<String> behind() {
    String path = where.path(cli.environment());
    List<String> found = new ArrayList<>();
    for (String plugin : with.map(InitCommand::names).orElse(NewNetwork.USUAL)) {
      String own = TypeName.PREFIX + TypeName.of(plugin);
      if (isThere(own, path)) {
        found.add(own);
      } else if (isThere(plugin, path)) {
        found.add(plugin);
      } else if (with.isPresent()) {
        throw new CniException(
            ErrorCode.INVALID_CONFIGURATION,
            "there is no plugin " + plugin + " in " + path,
            "install it there, or leave it out of --with");
      } else {
        cli.note("the plugin " + plugin + " is left out, as it is not in " + path);
      }
    }
    return found;
  }

  private static List<String> names(String words) {
    return words.isBlank() ? List.of() : List.of(words.strip().split("\\s*,\\s*"));
  }

  private static boolean isThere(String plugin, String path) {
    return PluginProgram.find(plugin, path, Path.of(""), plugin).isPresent();
  }
}
