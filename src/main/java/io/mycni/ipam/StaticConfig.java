// What a configuration of static says, and the addresses that a runtime gives in its place. The
// keys are StaticKeys.
package io.mycni.ipam;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniDns;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRoute;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.GivenText;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.Sources;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
   * Reads the {@code ipam} section of a network, and what the runtime gives. The addresses of
   * {@code runtimeConfig.ips}, else those of {@code args.cni.ips}, stand in the place of {@code
   * addresses} and of {@code IP} in CNI_ARGS; these two are added up.
   *
   * @throws CniException naming the first key that is wrong
   */
  public static StaticConfig read(Section network, CniArgs args, SpecVersion version) {
    Section ipam =
        SharedKeys.IPAM.section(
            network, "{\"type\": \"static\", \"addresses\": [{\"address\": \"10.1.0.5/16\"}]}");
    List<CniIp> ips = StaticKeys.ADDRESSES.read(ipam);
    for (GivenText wanted : GivenText.arguments(args, "IP")) {
      ips.add(ip(wanted, "no ADDRESS/PREFIX: invalid CIDR address"));
    }
    giveGateways(args, ips);
    List<GivenText> instead = StaticKeys.IPS.first(network);
    if (!instead.isEmpty()) {
      ips.clear();
    }
    for (GivenText wanted : instead) {
      ips.add(ip(wanted, "an entry that is NOT in CIDR notation"));
    }
    refuse(ipam, version, ips);
    Sources.refuseUnknown(args);
    return new StaticConfig(ips, StaticKeys.ROUTES.read(ipam), StaticKeys.DNS.read(ipam));
  }

  private static CniIp ip(GivenText wanted, String otherwise) {
    Optional<Cidr> address = Cidr.parse(wanted.text());
    if (address.isEmpty()) {
      throw wanted.invalid(
          otherwise,
          "static does not know the subnet; write 10.1.0.5/16, in CNI_ARGS several with commas");
    }
    return new CniIp(address.get(), Optional.empty(), OptionalInt.empty());
  }

  /** A gateway of CNI_ARGS is that of the addresses in whose subnet it lies. */
  private static void giveGateways(CniArgs args, List<CniIp> ips) {
    for (GivenText given : GivenText.arguments(args, "GATEWAY")) {
      Optional<IpAddress> gateway = IpAddress.parse(given.text());
      if (gateway.isEmpty()) {
        throw given.invalid(
            "no IP address", "write it as GATEWAY=10.1.0.1, several with commas between them");
      }
      for (int i = 0; i < ips.size(); i++) {
        if (ips.get(i).address().subnet().contains(gateway.get())) {
          ips.set(i, new CniIp(ips.get(i).address(), gateway, OptionalInt.empty()));
        }
      }
    }
  }

  private static void refuse(Section ipam, SpecVersion version, List<CniIp> ips) {
    if (ips.isEmpty()) {
      throw ipam.invalid(
          StaticKeys.ADDRESSES,
          "is missing, and the runtime gives no address either",
          "add [{\"address\": \"10.1.0.5/16\"}]");
    }
    List<IpAddress> seen = new ArrayList<>();
    List<IpFamily> families = new ArrayList<>();
    for (CniIp ip : ips) {
      IpAddress address = ip.address().address();
      if (seen.contains(address)) {
        throw ipam.invalid(
            StaticKeys.ADDRESSES,
            "has, or the runtime gives, the address " + address + " twice",
            "leave one of them out; the kernel takes an address only once");
      }
      boolean tooOld = !version.atLeast(SpecVersion.V0_3_0);
      if (tooOld && families.contains(address.family())) {
        throw CniException.at(
            "cniVersion",
            ErrorCode.INVALID_CONFIGURATION,
            "CNI version "
                + version
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
