// The key "portMappings" of the runtime: CNI's CONVENTIONS.md, "port mappings".
package io.mycni.plugin.portmap;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.keys.AddressKey;
import io.mycni.keys.IntegerKey;
import io.mycni.keys.Key;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import io.mycni.keys.WordKey;
import io.mycni.net.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A list of mappings, which only a runtime gives. */
final class PortMappingsKey implements Key {
  private static final int LAST_PORT = 65535;

  private static final IntegerKey HOST_PORT =
      new IntegerKey("hostPort", 1, LAST_PORT, "required", "8080", "the port of the host");
  private static final IntegerKey CONTAINER_PORT =
      new IntegerKey("containerPort", 1, LAST_PORT, "required", "80", "the port of the container");
  private static final WordKey<Protocol> PROTOCOL =
      new WordKey<>("protocol", Protocol.values(), Protocol.TCP, "the protocol, in any case");
  private static final AddressKey HOST_IP =
      new AddressKey(
          "hostIP",
          "all addresses",
          "192.0.2.1",
          "the address of the host at which it is published; `0.0.0.0` and `::` mean all of their"
              + " family. What the container has no address of is not published");

  /** Returns the mappings in their order, each once. */
  List<PortMapping> read(Section network) {
    Optional<Section> runtime = Sources.runtimeConfig(network);
    List<PortMapping> mappings = new ArrayList<>();
    if (runtime.isEmpty()) {
      return mappings;
    }
    for (Section item : runtime.get().sections(name())) {
      PortMapping mapping = mapping(item);
      if (!isAmong(mappings, mapping, item)) {
        mappings.add(mapping);
      }
    }
    return mappings;
  }

  private static PortMapping mapping(Section item) {
    return new PortMapping(
        port(HOST_PORT, item), port(CONTAINER_PORT, item), protocol(item), HOST_IP.find(item));
  }

  private static int port(IntegerKey key, Section item) {
    OptionalInt port = key.find(item);
    if (port.isEmpty()) {
      throw item.invalid(key, "is missing", "give each mapping a hostPort and a containerPort");
    }
    return port.getAsInt();
  }

  private static Protocol protocol(Section item) {
    String name = item.string(PROTOCOL.name()).orElse("");
    if (name.isEmpty()) {
      return Protocol.TCP;
    }
    Optional<Protocol> protocol = Protocol.of(name);
    if (protocol.isEmpty()) {
      String path = item.path(PROTOCOL.name());
      throw CniException.at(
          path,
          ErrorCode.UNSUPPORTED_FIELD,
          path + " is \"" + name + "\", which is none of tcp, udp, sctp",
          "only these have ports that can be published");
    }
    return protocol.get();
  }

  /** Tells whether it is there already, and refuses one host port that leads to two places. */
  private static boolean isAmong(List<PortMapping> mappings, PortMapping next, Section item) {
    for (PortMapping each : mappings) {
      if (each.hostPort() == next.hostPort()
          && each.protocol() == next.protocol()
          && share(each, next)) {
        if (each.containerPort() != next.containerPort()) {
          throw item.invalid(
              HOST_PORT,
              "leads to port " + each.containerPort() + " of the container already",
              "publish each host port once for each protocol and hostIP");
        }
        if (each.hostIp().equals(next.hostIp())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean share(PortMapping one, PortMapping other) {
    for (IpFamily family : IpFamily.values()) {
      if (one.isOf(family) && other.isOf(family) && Claim.overlap(one.onlyAt(), other.onlyAt())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String name() {
    return "portMappings";
  }

  @Override
  public String values() {
    return "a list of objects";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public String example() {
    return "[{\"hostPort\": 8080, \"containerPort\": 80, \"protocol\": \"tcp\"}]";
  }

  @Override
  public String meaning() {
    return "the ports that are published; a port that another container has published at the same"
        + " address is refused";
  }

  @Override
  public Sources sources() {
    return new Sources(false, "portMappings", "", "");
  }

  @Override
  public KeySet inside() {
    return new KeySet("a port mapping", HOST_PORT, CONTAINER_PORT, PROTOCOL, HOST_IP);
  }
}
