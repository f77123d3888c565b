// The portmap plugin: ports of the host lead to the container. It works on what another plugin has
// made, and passes its result on.
package io.mycni.plugin.portmap;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.keys.Section;
import io.mycni.net.IpFamily;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.KernelFeature;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The portmap plugin. */
public final class PortmapType implements PluginType<PortmapConfig> {
  @Override
  public String name() {
    return "portmap";
  }

  @Override
  public KeySet keys() {
    return PortmapKeys.ALL;
  }

  @Override
  public Chaining chaining() {
    return Chaining.BEHIND;
  }

  @Override
  public PortmapConfig read(Section network, CniArgs args) {
    return PortmapConfig.read(network, args);
  }

  @Override
  public List<Part> parts(PortmapConfig config, Subject subject) {
    MasqueradeBackend backend = backend(config, subject);
    PublishedPorts ports = new PublishedPorts(subject, config, backend);
    List<Part> parts = new ArrayList<>();
    parts.add(ports);
    Optional<PortNote> noted = PortNote.of(subject.note());
    if (config.mappings().isEmpty() && noted.isPresent()) {
      parts.add(new LostPorts(subject, noted.get()));
    }
    List<IpFamily> families = new ArrayList<>();
    for (Publication publication : ports.publications()) {
      families.add(publication.family());
      boolean local = publication.family() == IpFamily.V4 && config.snat();
      if (local && !publication.mappings().isEmpty()) {
        parts.add(new LoopbackGuard(subject, backend));
        parts.add(new LocalRouting(subject, ports.question()));
      }
    }
    List<Integer> udp = new ArrayList<>();
    for (PortMapping mapping : config.mappings()) {
      if (mapping.protocol() == Protocol.UDP && !udp.contains(mapping.hostPort())) {
        udp.add(mapping.hostPort());
      }
    }
    if (!families.isEmpty() && !udp.isEmpty()) {
      parts.add(new StaleConnections(families, udp, ports.question()));
    }
    return parts;
  }

  /** What an attachment was made by counts before what is configured by now. */
  private static MasqueradeBackend backend(PortmapConfig config, Subject subject) {
    Optional<PortNote> noted = PortNote.of(subject.note());
    if (noted.isPresent()) {
      return noted.get().backend();
    }
    return config.backend().isPresent()
        ? config.backend().get()
        : config.speaks().orElse(subject.usualBackend());
  }

  @Override
  public List<Warning> warnings(PortmapConfig config, Surroundings around) {
    List<Warning> warnings = new ArrayList<>();
    Section network = around.network();
    Optional<Section> capabilities = network.section("capabilities");
    String capability = PortmapKeys.PORT_MAPPINGS.sources().capability();
    if (capabilities.isEmpty() || !capabilities.get().flag(capability, false)) {
      warnings.add(
          new Warning(
              network.has("capabilities") ? "capabilities" : "type",
              "no port is ever published: runtimes tell the ports only where capabilities say so",
              "add \"capabilities\": {\"portMappings\": true}"));
    }
    if (config.masqAll() && !config.snat()) {
      warnings.add(
          new Warning(PortmapKeys.MASQ_ALL.name(), "masqAll does nothing where snat is false", ""));
    }
    return warnings;
  }

  @Override
  public List<KernelFeature> kernel() {
    return List.of(
        new KernelFeature(
            "destination NAT",
            "nft 'table ip mycni0 { chain c { type nat hook prerouting priority -100;"
                + " tcp dport 1 dnat to 192.0.2.1; }; }'"
                + " || iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 192.0.2.1",
            "modprobe nf_nat; modprobe nft_nat or xt_nat"));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(new PortRemains(note, isAsked(Section.of(request.config()))));
  }

  /** What cannot be read of the ports may have been some. */
  private static boolean isAsked(Section network) {
    try {
      return !PortmapKeys.PORT_MAPPINGS.read(network).isEmpty();
    } catch (CniException unreadable) {
      return true;
    }
  }
}
