// `mycni ipam dhcp`: the leases of DHCP servers. Those of host-local are the other commands'.
package io.mycni.cli;

import io.mycni.cni.Attachment;
import io.mycni.cni.Json;
import io.mycni.dhcp.ServedLease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists what DHCP servers have given. */
@Command(
    name = "dhcp",
    description = {
      "List the leases of DHCP servers that mycni keeps: whose they are, how long they are good, and"
          + " whether a client renews them.",
      "",
      "The agent starts a missing client again; `mycni agent status` tells whether one runs."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  mycni ipam dhcp", "  mycni ipam dhcp lan --json"})
final class IpamDhcpCommand implements Runnable {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private final Cli cli;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..*",
      description = "Names of networks (default: all).")
  private List<String> networks = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  IpamDhcpCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public void run() {
    List<ServedLease> leases =
        ServedLease.all().stream()
            .filter(each -> networks.isEmpty() || networks.contains(each.attachment().network()))
            .sorted(
                Comparator.comparing((ServedLease each) -> each.attachment().network())
                    .thenComparing(each -> each.attachment().containerId())
                    .thenComparing(each -> each.attachment().ifname()))
            .toList();
    if (json) {
      cli.print(nodes(leases));
    } else if (leases.isEmpty()) {
      cli.out()
          .println(
              networks.isEmpty()
                  ? "There is no lease of a DHCP server."
                  : "There is no lease of a DHCP server in " + String.join(", ", networks) + ".");
    } else {
      Table.print(rows(leases), cli.out());
    }
  }

  private static List<List<String>> rows(List<ServedLease> leases) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NETWORK", "CONTAINER", "INTERFACE", "ADDRESS", "ENDS IN", "CLIENT"));
    Set<ServedLease> served = ServedLease.withClient(leases);
    for (ServedLease lease : leases) {
      Attachment attachment = lease.attachment();
      rows.add(
          List.of(
              attachment.network(),
              attachment.containerId(),
              attachment.ifname(),
              lease.address().map(Object::toString).orElse("none yet"),
              lease.address().isEmpty() ? "-" : lease.isValid() ? time(lease.endsIn()) : "is over",
              served.contains(lease) ? "runs" : "missing"));
    }
    return rows;
  }

  private static ArrayNode nodes(List<ServedLease> leases) {
    ArrayNode all = Json.array();
    Set<ServedLease> served = ServedLease.withClient(leases);
    for (ServedLease lease : leases) {
      ObjectNode item = all.addObject();
      item.put("network", lease.attachment().network());
      item.put("containerID", lease.attachment().containerId());
      item.put("ifname", lease.attachment().ifname());
      item.put("netns", lease.netns());
      lease
          .address()
          .ifPresent(address -> {
            item.put("address", address.toString());
            item.put("endsInSeconds", (long) lease.endsIn());
          });
      item.put("client", served.contains(lease));
    }
    return all;
  }

  /** A server may say 0xffffffff seconds, which is for ever (RFC 2131, section 3.3). */
  private static String time(double seconds) {
    long left = (long) seconds;
    if (left > Integer.MAX_VALUE / 2) {
      return "never";
    }
    return left >= 2 * HOUR
        ? left / HOUR + " h"
        : left >= 2 * MINUTE ? left / MINUTE + " min" : left + " s";
  }
}
