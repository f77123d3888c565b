// The key "addresses" of static, and the keys of an address.
package io.mycni.ipam;

import io.mycni.cni.CniIp;
import io.mycni.keys.AddressKey;
import io.mycni.keys.CidrKey;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The addresses of a container. */
final class AddressesKey implements Key {
  private static final CidrKey ADDRESS =
      new CidrKey("address", "required", "10.1.0.5/16", "the address, with its prefix length");
  private static final AddressKey GATEWAY =
      new AddressKey("gateway", "none", "10.1.0.1", "the next hop of routes without one");

  /** Returns the addresses, each with its gateway where there is one. */
  List<CniIp> read(Section ipam) {
    List<CniIp> ips = new ArrayList<>();
    for (Section item : ipam.sections(name())) {
      Cidr address = ADDRESS.read(item);
      Optional<IpAddress> gateway = GATEWAY.find(item);
      if (gateway.isPresent() && gateway.get().family() != address.family()) {
        throw item.invalid(GATEWAY, "is of another family than address " + address, "");
      }
      ips.add(new CniIp(address, gateway, OptionalInt.empty()));
    }
    return ips;
  }

  @Override
  public String name() {
    return "addresses";
  }

  @Override
  public String values() {
    return "a list of objects";
  }

  @Override
  public String byDefault() {
    return "the runtime's";
  }

  @Override
  public String example() {
    return "[{\"address\": \"10.1.0.5/16\"}]";
  }

  @Override
  public String meaning() {
    return "the addresses of the container";
  }

  @Override
  public KeySet inside() {
    return new KeySet("an address", ADDRESS, GATEWAY);
  }
}
