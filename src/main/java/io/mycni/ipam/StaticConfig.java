// The static plugin's keys, and the addresses that a runtime gives in their place. Their meaning is
// that of the reference plugin's documentation.
package io.mycni.ipam;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.DnsKeys;
import io.mycni.keys.RouteKeys;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A configuration of static.
 *
 * @param ips the addresses, each with its gateway where there is one
 * @param routes the routes of the result
 * @param dns what the result says about DNS
 */
public record StaticConfig(List<CniIp> ips, List<CniRoute> routes, CniDns dns) {
  /** Copies the lists. */
  public StaticConfig {
    ips = List.copyOf(ips);
    routes = List.copyOf(routes);
  }

  /**
   * Reads the {@code ipam} section of a request. The addresses of {@code runtimeConfig.ips} stand
   * in the place of all others, those of {@code args.cni.ips} in the place of {@code addresses} and
   * of {@code IP} in CNI_ARGS; these two are added up.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static StaticConfig from(CniRequest request) {
    Section network = Section.of(request.config());
    Section ipam =
        network.required(
            "ipam", "add {\"type\": \"static\", \"addresses\": [{\"address\": \"10.1.0.5/16\"}]}");
    List<CniIp> ips = configured(ipam);
    ips.addAll(ofArguments(request));
    ips = withGateways(request, ips);
    Optional<Section> args = network.section("args").flatMap(section -> section.section("cni"));
    Optional<Section> runtime = network.section("runtimeConfig");
    ips = replaced(args, ips);
    ips = replaced(runtime, ips);
    refuse(request, ipam, ips);
    request.args().refuseUnknown(Set.of("MAC", "IP", "GATEWAY"));
    return new StaticConfig(ips, RouteKeys.read(ipam), DnsKeys.read(ipam));
  }

  private static List<CniIp> configured(Section ipam) {
    List<CniIp> ips = new ArrayList<>();
    for (Section item : ipam.sections("addresses")) {
      Cidr address =
          item.cidr("address")
              .orElseThrow(() -> item.invalid("address", "is missing", "write 10.1.0.5/16"));
      Optional<IpAddress> gateway = item.address("gateway");
      if (gateway.isPresent() && gateway.get().family() != address.family()) {
        throw item.invalid("gateway", "is of another family than address " + address, "");
      }
      ips.add(new CniIp(address, gateway, OptionalInt.empty()));
    }
    return ips;
  }

  private static List<CniIp> ofArguments(CniRequest request) {
    List<CniIp> ips = new ArrayList<>();
    for (String text : items(request, "IP")) {
      Optional<Cidr> address = Cidr.parse(text);
      if (address.isEmpty()) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "CNI_ARGS has IP=" + text + ", which is no ADDRESS/PREFIX: invalid CIDR address",
            "write it as IP=10.1.0.5/16, several with commas between them");
      }
      ips.add(new CniIp(address.get(), Optional.empty(), OptionalInt.empty()));
    }
    return ips;
  }

  /** A gateway of CNI_ARGS is that of the addresses in whose subnet it lies. */
  private static List<CniIp> withGateways(CniRequest request, List<CniIp> ips) {
    List<CniIp> all = new ArrayList<>(ips);
    for (String text : items(request, "GATEWAY")) {
      Optional<IpAddress> gateway = IpAddress.parse(text);
      if (gateway.isEmpty()) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "CNI_ARGS has GATEWAY=" + text + ", which is no IP address",
            "write it as GATEWAY=10.1.0.1, several with commas between them");
      }
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).address().subnet().contains(gateway.get())) {
          all.set(i, new CniIp(all.get(i).address(), gateway, OptionalInt.empty()));
        }
      }
    }
    return all;
  }

  private static List<String> items(CniRequest request, String name) {
    List<String> items = new ArrayList<>();
    for (String item : request.args().get(name).orElse("").split(",")) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  private static List<CniIp> replaced(Optional<Section> section, List<CniIp> ips) {
    List<String> texts = section.isPresent() ? section.get().strings("ips") : List.of();
    if (texts.isEmpty()) {
      return ips;
    }
    List<CniIp> all = new ArrayList<>();
    for (String text : texts) {
      Optional<Cidr> address = Cidr.parse(text);
      if (address.isEmpty()) {
        throw section
            .get()
            .invalid(
                "ips",
                "has the item " + text + ", an entry that is NOT in CIDR notation",
                "static does not know the subnet; write 10.1.0.5/16");
      }
      all.add(new CniIp(address.get(), Optional.empty(), OptionalInt.empty()));
    }
    return all;
  }

  private static void refuse(CniRequest request, Section ipam, List<CniIp> ips) {
    if (ips.isEmpty()) {
      throw ipam.invalid(
          "addresses",
          "is missing, and the runtime gives no address either",
          "add [{\"address\": \"10.1.0.5/16\"}]");
    }
    List<IpAddress> seen = new ArrayList<>();
    List<IpFamily> families = new ArrayList<>();
    for (CniIp ip : ips) {
      IpAddress address = ip.address().address();
      if (seen.contains(address)) {
        throw ipam.invalid(
            "addresses",
            "has, or the runtime gives, the address " + address + " twice",
            "leave one of them out; the kernel takes an address only once");
      }
      boolean tooOld = !request.version().atLeast(SpecVersion.V0_3_0);
      if (tooOld && families.contains(address.family())) {
        throw CniException.at(
            "cniVersion",
            ErrorCode.INVALID_CONFIGURATION,
            "CNI version "
                + request.version()
                + " does not support more than 1 address per family, and "
                + address
                + " is the second of "
                + address.family(),
            "raise cniVersion to 0.3.0 or later, or take addresses out");
      }
      seen.add(address);
      families.add(address.family());
    }
  }
}
