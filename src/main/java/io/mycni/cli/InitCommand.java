// `mycni init`: writes the first configuration of a node.
package io.mycni.cli;

import io.mycni.call.Plugins;
import io.mycni.chain.Network;
import io.mycni.chain.NetworkFolder;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Names;
import io.mycni.host.Route;
import io.mycni.ipam.hostlocal.AddressRange;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.ipam.hostlocal.RangeSet;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import io.mycni.net.Cidr;
import io.mycni.node.LeaseFolders;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks little, checks the subnet, and writes a list. */
@Command(
    name = "init",
    header = "Write a network configuration.",
    description = {
      "A bridge with addresses, masquerading and port mappings. On a terminal it asks for what is not given by an option. The subnet must overlap no route of"
          + " the host and no other network; without one, the first free /16 of 10.16.0.0 to"
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
  private final Cli cli;

  @Option(names = "--name", paramLabel = "NAME", description = "The network (default: mynet).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      description = "A subnet; give one of each family for both.")
  private List<Cidr> subnets = new ArrayList<>();

  @Option(names = "--bridge", paramLabel = "LINK", description = "The bridge (default: cni0).")
  private Optional<String> bridge = Optional.empty();

  @Option(names = "--no-masquerade", description = "Other hosts see the containers' own addresses.")
  private boolean noMasquerade;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file (default: 10-mycni.conflist in the configuration folder).")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--force", description = "Replace a file that is there, and allow overlaps.")
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
    List<Taken> taken = taken(folder, target);
    String network = name.orElseGet(() -> cli.ask("Network name", "mynet"));
    Names.requireNetworkName(network);
    List<Cidr> chosen = subnets.isEmpty() ? List.of(askForSubnet(taken)) : subnets;
    String link = bridge.orElseGet(() -> cli.ask("Bridge", "cni0"));
    Names.requireLinkName("--bridge", link);
    refuseOverlaps(chosen, taken, link);
    String text = text(network, link, chosen);
    refuseMistakes(text);
    if (dryRun) {
      cli.out().print(text);
      return;
    }
    write(target, text);
    cli.out().println("wrote " + target);
    folder.files().stream()
        .findFirst()
        .filter(first -> !first.getFileName().equals(target.getFileName()))
        .ifPresent(first ->
            cli.note(
                "runtimes take the first file, which is " + first + "; rename one of the two"));
  }

  /** A subnet that somebody uses, and who. */
  private record Taken(Cidr subnet, String by) {}

  private List<Taken> taken(NetworkFolder folder, Path target) {
    List<Taken> taken = new ArrayList<>();
    for (Route route : cli.services().host().routes()) {
      boolean single = route.destination().prefix() == route.destination().family().bits();
      if (!route.destination().isEverything() && !single && !route.device().equals("lo")) {
        taken.add(
            new Taken(
                route.destination(),
                "the route to " + route.destination() + " by " + route.device()));
      }
    }
    for (Network network : folder.networks()) {
      Optional<HostLocalConfig> config = other(network, target);
      for (RangeSet set : config.map(HostLocalConfig::rangeSets).orElse(List.of())) {
        for (AddressRange range : set.ranges()) {
          taken.add(
              new Taken(range.subnet(), "the network " + network.name() + " in " + network.file()));
        }
      }
    }
    return taken;
  }

  private Optional<HostLocalConfig> other(Network network, Path target) {
    Optional<LeaseFolders.Addresses> found = Optional.empty();
    String problem;
    try {
      if (!network.file().equals(target)) {
        found = IpamOptions.addresses(network);
      }
      problem = found.map(LeaseFolders.Addresses::problem).orElse("");
    } catch (CniException mistake) {
      problem = network.file() + ": " + mistake.getMessage();
    }
    if (!problem.isEmpty()) {
      cli.note("left out of account: " + problem);
    }
    return found.map(LeaseFolders.Addresses::config);
  }

  private Cidr askForSubnet(List<Taken> taken) {
    Cidr free = Cidr.of("10.16.0.0/16");
    for (int second = 16; second < 32; second++) {
      Cidr candidate = Cidr.of("10." + second + ".0.0/16");
      if (taken.stream().noneMatch(each -> overlap(each.subnet(), candidate))) {
        free = candidate;
        break;
      }
    }
    String answer = cli.ask("Subnet", free.toString());
    return Cidr.parse(answer)
        .orElseThrow(() ->
            new CniException(
                ErrorCode.INVALID_CONFIGURATION,
                "'" + answer + "' is no subnet",
                "write it as 10.16.0.0/16"));
  }

  /** Reads what a person wrote as a subnet. */
  static Cidr subnet(String text) {
    return Cidr.parse(text)
        .orElseThrow(() ->
            new CommandLine.TypeConversionException(
                "'" + text + "' is no subnet; write it as 10.16.0.0/16"));
  }

  private static boolean overlap(Cidr a, Cidr b) {
    return a.family() == b.family() && a.overlaps(b);
  }

  private void refuseOverlaps(List<Cidr> chosen, List<Taken> taken, String link) {
    for (Cidr subnet : chosen) {
      for (Taken each : taken) {
        boolean own = each.by().endsWith(" by " + link);
        if (overlap(each.subnet(), subnet) && !own && !force) {
          throw new CniException(
              ErrorCode.HOST_CONFLICT,
              "the subnet " + subnet + " overlaps " + each.by(),
              "choose another by --subnet, or add --force if it is meant");
        }
      }
    }
  }

  private String text(String network, String link, List<Cidr> chosen) {
    ObjectNode list = Json.object();
    list.put("cniVersion", "1.0.0");
    list.put("name", network);
    ArrayNode plugins = list.putArray("plugins");
    ObjectNode plugin = plugins.addObject();
    plugin.put("type", "mycni");
    plugin.put("bridge", link);
    plugin.put("isDefaultGateway", true);
    plugin.put("ipMasq", !noMasquerade);
    ObjectNode capabilities = plugin.putObject("capabilities");
    capabilities.put("mac", true);
    capabilities.put("ips", true);
    ObjectNode ipam = plugin.putObject("ipam");
    ipam.put("type", "host-local");
    ArrayNode ranges = ipam.putArray("ranges");
    chosen.forEach(subnet -> ranges.addArray().addObject().put("subnet", subnet.toString()));
    if (hasPlugin("portmap")) {
      ObjectNode portmap = plugins.addObject();
      portmap.put("type", "portmap");
      portmap.putObject("capabilities").put("portMappings", true);
    } else {
      cli.note(
          "port mappings are left out: the plugin portmap is not in "
              + where.path(cli.environment()));
    }
    return new String(Json.pretty(list), StandardCharsets.UTF_8) + "\n";
  }

  private boolean hasPlugin(String type) {
    for (String place : where.path(cli.environment()).split(":")) {
      if (Files.isExecutable(Path.of(place, type))) {
        return true;
      }
    }
    return false;
  }

  private static void refuseMistakes(String text) {
    for (Finding finding : Linter.lint(text, true, Plugins::type, List.of())) {
      if (finding.level() == Finding.Level.ERROR) {
        throw new CniException(ErrorCode.INVALID_CONFIGURATION, finding.message(), finding.help());
      }
    }
  }

  private static void write(Path target, String text) {
    try {
      Path parent = target.toAbsolutePath().getParent();
      Files.createDirectories(parent);
      Path draft = Files.createTempFile(parent, ".mycni", ".new");
      Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE, target + " cannot be written: " + IoReason.of(e), "are you root?");
    }
  }
}
