package io.mycni.plugin.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.cni.ResultReader;
import io.mycni.engine.Detacher;
import io.mycni.engine.PartList;
import io.mycni.ipam.Addressing;
import io.mycni.ipam.NoAddressing;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Given;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plan.Plan;
import io.mycni.plan.PlanText;
import io.mycni.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One folder below {@code src/test/resources/plans} is one case. In: {@code case.json} (config,
 * lease, CNI_ARGS) and {@code host.txt}. Out: {@code add.txt} and {@code del.txt}, or {@code
 * error.txt}. With {@code -Dgolden.write=true} what comes out is written, to be read before it is
 * committed.
 */
class PlanGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/plans");

  static Stream<String> cases() throws IOException {
    return Files.list(CASES).map(path -> path.getFileName().toString()).sorted().toList().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCaseIsPlannedAsWritten(String name) throws IOException {
    Path folder = CASES.resolve(name);
    ObjectNode given = Json.readObject(Files.readAllBytes(folder.resolve("case.json")));
    PaperHost host = new PaperHost();
    if (Files.exists(folder.resolve("host.txt"))) {
      Files.readAllLines(folder.resolve("host.txt")).forEach(host::describe);
    }
    Plan add;
    try {
      add = add(given, "c1", host);
    } catch (CniException e) {
      String error = e.code() + " " + e.getMessage() + "\n" + e.details() + "\n";
      compare(folder.resolve("error.txt"), error);
      return;
    }
    compare(folder.resolve("add.txt"), PlanText.print(add));
    host.apply(add);

    Plan second = add(given, "c2", host);
    for (Step step : second.steps()) {
      assertTrue(!(step instanceof Step.Ensure), "shared and still missing: " + step.describe());
    }

    Plan del = del(given, add.result(), host);
    compare(folder.resolve("del.txt"), PlanText.print(del));
    host.apply(del);
    for (Step step : del(given, add.result(), host).steps()) {
      assertTrue(
          step instanceof Step.Present || step instanceof Step.Perform,
          "a second DEL would still " + step.describe());
    }
  }

  private static void compare(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual);
  }

  private static CniRequest request(ObjectNode given, String command, String container) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_NETNS", "/run/netns/" + container);
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", "/opt/cni/bin");
    environment.put("CNI_ARGS", given.path("args").asString(""));
    return RequestReader.read(environment, Json.write(given.path("config")));
  }

  private static Plan add(ObjectNode given, String container, PaperHost host) {
    CniRequest request = request(given, "ADD", container);
    BridgeType type = new BridgeType();
    BridgeConfig config = type.read(Section.of(request.config()), request.args());
    PartList parts = new PartList(type.parts(config, subject(request, given, container, host)));
    String title =
        "ADD eth0 of container "
            + container
            + " in /run/netns/"
            + container
            + " to network "
            + request.network();
    return parts.make(title, List.of(), parts.look(host, true));
  }

  private static Subject subject(
      CniRequest request, ObjectNode given, String container, PaperHost host) {
    return new Subject(
        AttachmentNames.of(request.attachment()),
        request.netns(),
        Given.of(lease(given, container)),
        Optional.empty(),
        Optional.empty(),
        host.usualBackend());
  }

  private static Plan del(ObjectNode given, CniResult result, PaperHost host) {
    CniRequest request = request(given, "DEL", "c1");
    assertEquals(result.ips().size(), lease(given, "c1").ips().size());
    List<Remains> remains = new BridgeType().remains(request, Optional.empty(), true);
    Paper leases = new Paper(lease(given, "c1"));
    return new Detacher(request, remains, Optional.empty(), leases, host).thorough();
  }

  /** A second container has the next addresses. */
  private static CniResult lease(ObjectNode given, String container) {
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
    public java.util.Map<io.mycni.cni.Attachment, List<io.mycni.net.IpAddress>> holdings() {
      return java.util.Map.of();
    }

    @Override
    public void collect(java.util.Set<io.mycni.cni.Attachment> valid) {}
  }
}
