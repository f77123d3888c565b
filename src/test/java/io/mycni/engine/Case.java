// One written example of a plan: a configuration, a lease, and a plugin asked by every verb.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.ResultReader;
import io.mycni.cni.SpecVersion;
import io.mycni.host.HostState;
import io.mycni.ipam.Addressing;
import io.mycni.ipam.NoAddressing;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Difference;
import io.mycni.part.Given;
import io.mycni.part.MadeNotes;
import io.mycni.part.Subject;
import io.mycni.plan.Plan;
import io.mycni.plugin.PluginType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A case.
 *
 * @param type the plugin
 * @param given what {@code case.json} says: config, lease, args
 */
record Case<C>(PluginType<C> type, ObjectNode given) {
  private CniRequest request(String command, String container, Optional<CniResult> previous) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_NETNS", "/run/netns/" + container);
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", "/opt/cni/bin");
    environment.put("CNI_ARGS", given.path("args").asString(""));
    ObjectNode config = (ObjectNode) given.path("config").deepCopy();
    if (previous.isPresent()) {
      SpecVersion version = SpecVersion.of(config.path("cniVersion").asString("")).orElseThrow();
      config.set("prevResult", ResultCodec.write(previous.get(), version));
    }
    return RequestReader.read(environment, Json.write(config));
  }

  private PartList parts(
      CniRequest request, Given what, Optional<CniResult> previous, PaperHost host) {
    Subject subject =
        new Subject(
            AttachmentNames.of(request.attachment()),
            request.netns(),
            what,
            previous,
            Optional.empty(),
            host.usualBackend());
    C config = type.read(Section.of(request.config()), request.args());
    return new PartList(type.parts(config, subject));
  }

  Plan add(String container, PaperHost host) {
    CniRequest request = request("ADD", container, Optional.empty());
    PartList parts = parts(request, Given.of(lease(container)), Optional.empty(), host);
    String title =
        "ADD eth0 of container "
            + container
            + " in /run/netns/"
            + container
            + " to network "
            + request.network();
    return parts.make(title, List.of(), parts.look(host, true));
  }

  private PartList standing(CniResult result, PaperHost host) {
    CniRequest request = request("CHECK", "c1", Optional.of(result));
    return parts(request, Given.before(result, "eth0"), Optional.of(result), host);
  }

  List<Difference> differences(CniResult result, PaperHost host) {
    PartList parts = standing(result, host);
    HostState seen = host.thoroughly(parts.asksToCompare());
    return parts.differences(seen);
  }

  Plan reload(CniResult result, PaperHost host) {
    CniRequest request = request("CHECK", "c1", Optional.of(result));
    return new Mender(request, host).plan(standing(result, host));
  }

  Plan del(CniResult result, PaperHost host) {
    CniRequest request = request("DEL", "c1", Optional.of(result));
    return new Detacher(
            request,
            type.remains(request, Optional.empty(), true),
            Optional.empty(),
            new Paper(lease("c1")),
            host)
        .thorough();
  }

  /** A GC to which no attachment is valid. */
  Plan gc(PaperHost host) {
    CniRequest request = request("GC", "", Optional.empty());
    return new Collector(
            request,
            Set.of(),
            type.remains(request, Optional.empty(), true),
            new Paper(lease("c1")),
            new MadeNotes(Path.of("/nonexistent")),
            host)
        .plan();
  }

  /** A second container has the next addresses. */
  private CniResult lease(String container) {
    JsonNode node = given.path("lease");
    if (node.isMissingNode()) {
      return CniResult.EMPTY;
    }
    CniResult lease = ResultReader.read(node, "lease");
    if (container.equals("c1")) {
      return lease;
    }
    List<CniIp> ips = new ArrayList<>();
    for (CniIp ip : lease.ips()) {
      Cidr next = new Cidr(ip.address().address().next(), ip.address().prefix());
      ips.add(new CniIp(next, ip.gateway(), ip.interfaceIndex()));
    }
    return new CniResult(List.of(), ips, lease.routes(), lease.dns());
  }

  /** Leases on paper. */
  private record Paper(CniResult lease, Addressing nothing) implements Addressing {
    Paper(CniResult lease) {
      this(lease, new NoAddressing());
    }

    @Override
    public String type() {
      return lease.ips().isEmpty() ? "" : "host-local";
    }

    @Override
    public CniResult take() {
      return lease;
    }

    @Override
    public CniResult foresee() {
      return lease;
    }

    @Override
    public void takeBack() {}

    @Override
    public List<String> takingByHand(CniResult taken) {
      return List.of();
    }

    @Override
    public List<IpAddress> held() {
      return lease.ips().stream().map(ip -> ip.address().address()).toList();
    }

    @Override
    public List<IpAddress> heldByOtherInterfaces() {
      return nothing.heldByOtherInterfaces();
    }

    @Override
    public void release(List<IpAddress> hints) {}

    @Override
    public List<String> releasingByHand(List<IpAddress> addresses) {
      return List.of();
    }

    @Override
    public void check(List<IpAddress> expected) {}

    @Override
    public void status() {}

    @Override
    public Map<Attachment, List<IpAddress>> holdings() {
      return Map.of();
    }

    @Override
    public void collect(Set<Attachment> valid) {}
  }
}
