// One example: a configuration, a lease and a host, and a plugin asked by every verb.
package io.mycni.engine;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.ResultReader;
import io.mycni.cni.SpecVersion;
import io.mycni.host.HostState;
import io.mycni.keys.Section;
import io.mycni.net.Cidr;
import io.mycni.part.AttachmentNames;
import io.mycni.part.Difference;
import io.mycni.part.Given;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.part.Subject;
import io.mycni.plan.Plan;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.PluginTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A case; its container is {@code c1}, beside which there may be {@code c2}.
 *
 * @param type the plugin
 * @param given what {@code case.json} says: config, lease, args, takesTheOnlyOne, and prevResult,
 *     what an earlier plugin passes on
 * @param before what is there before, in the lines of {@code host.txt}
 */
record Case<C>(PluginType<C> type, ObjectNode given, List<String> before) {
  static final String C1 = "/run/netns/c1";

  private static final Path ALL = Path.of("src/test/resources/plans");

  /** Members of a configuration that libcni itself reads; without them there is no call. */
  private static final Set<String> OF_THE_CALL = Set.of("cniVersion", "name", "type");

  /** Returns the names of all cases of all plugins. */
  static List<String> all() throws IOException {
    List<String> cases = new ArrayList<>();
    for (Path plugin : Files.list(ALL).sorted().toList()) {
      for (Path path : Files.list(plugin).sorted().toList()) {
        cases.add(ALL.relativize(path).toString());
      }
    }
    return cases;
  }

  /** Returns the names of those whose ADD succeeds. */
  static List<String> working() throws IOException {
    return all().stream().filter(name -> !Files.exists(ALL.resolve(name, "error.txt"))).toList();
  }

  /** Returns where a case is written down. */
  static Path folder(String name) {
    return ALL.resolve(name);
  }

  static Case<?> named(String name) throws IOException {
    Path host = folder(name).resolve("host.txt");
    return of(
        folder(name).getParent().getFileName().toString(),
        Json.readObject(Files.readAllBytes(folder(name).resolve("case.json"))),
        Files.exists(host) ? Files.readAllLines(host) : List.of());
  }

  static Case<?> of(String plugin, ObjectNode given, List<String> before) {
    PluginType<?> type = PluginTypes.of(PluginName.of(plugin).orElseThrow()).orElseThrow();
    return new Case<>(type, given, before);
  }

  /** Returns the host as it is before. */
  PaperHost host() {
    PaperHost host = new PaperHost();
    before.forEach(host::describe);
    return host;
  }

  /** Returns its configuration, a copy. */
  ObjectNode config() {
    return (ObjectNode) given.path("config").deepCopy();
  }

  private ObjectNode config(CniResult previous) {
    ObjectNode config = config();
    SpecVersion version = SpecVersion.of(config.path("cniVersion").asString("")).orElseThrow();
    config.set("prevResult", ResultCodec.write(previous, version));
    return config;
  }

  /** A second container publishes other ports. */
  private ObjectNode configOf(String container) {
    ObjectNode config = config();
    if (!container.equals("c1")) {
      for (JsonNode mapping : config.path("runtimeConfig").path("portMappings")) {
        int port = mapping.path("hostPort").asInt(0);
        ((ObjectNode) mapping).put("hostPort", port + 1000);
      }
    }
    return config;
  }

  private CniRequest request(String command, String container, String netns, ObjectNode config) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_NETNS", netns);
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", "/opt/cni/bin");
    environment.put("CNI_ARGS", given.path("args").asString(""));
    return RequestReader.read(environment, Json.write(config));
  }

  /** Tells whether a second container cannot have the same, as {@code takesTheOnlyOne} says. */
  boolean takesTheOnlyOne() {
    return given.path("takesTheOnlyOne").asBoolean(false);
  }

  /**
   * Tells whether there may be several. A device of the host that moved is there once; its way back
   * is told by its alias in the namespace, with which a virtual one ends.
   */
  boolean isOneOfMany() {
    return !takesTheOnlyOne();
  }

  /** Tells whether somebody else gives the addresses. */
  boolean isLeased() {
    return given.has("lease");
  }

  private PartList parts(
      CniRequest request,
      Given what,
      Optional<CniResult> previous,
      Optional<MadeNote> note,
      PaperHost host) {
    Subject subject =
        new Subject(
            AttachmentNames.of(request.attachment()),
            request.netns(),
            what,
            previous,
            note,
            Optional.empty(),
            host.usualBackend());
    C config = type.read(Section.of(request.config()), request.args());
    return new PartList(type.parts(config, subject));
  }

  private PartList newParts(String container, PaperHost host) {
    CniRequest request = request("ADD", container, "/run/netns/" + container, configOf(container));
    Optional<CniResult> passedOn = passedOn(container);
    Given what =
        passesOn()
            ? passedOn.map(result -> Given.before(result, "eth0")).orElse(Given.NOTHING)
            : Given.of(lease(container));
    return parts(request, what, passedOn, Optional.empty(), host);
  }

  /** Tells whether the plugin passes on what one before it has answered. */
  boolean passesOn() {
    return type.chaining().passesOn();
  }

  /** To the second container is passed on the same, of its own namespace and host link. */
  private Optional<CniResult> passedOn(String container) {
    if (!passesOn() || !given.has("prevResult")) {
      return Optional.empty();
    }
    String text =
        new String(Json.write(given.path("prevResult")), StandardCharsets.UTF_8)
            .replace(C1, "/run/netns/" + container)
            .replace(hostLink("c1"), hostLink(container));
    JsonNode passed = Json.read(text.getBytes(StandardCharsets.UTF_8));
    return Optional.of(of(container, ResultReader.read(passed, "prevResult")));
  }

  String hostLink(String container) {
    return AttachmentNames.of(request("DEL", container, "", config()).attachment()).hostLink();
  }

  Plan add(String container, PaperHost host) {
    PartList parts = newParts(container, host);
    String title =
        "ADD eth0 of container "
            + container
            + " in /run/netns/"
            + container
            + " to network "
            + config().path("name").asString();
    return make(container, parts, title, parts.lookForPeople(host));
  }

  /** An ADD that believes what files tell, as far as its parts do. */
  Plan addAfterQuickLook(String container, PaperHost host) {
    PartList parts = newParts(container, host);
    return make(container, parts, "", parts.look(host, false));
  }

  /** An ADD whose addresses come when the interface is there; returns its answer. */
  CniResult addWithLateAddresses(PaperHost host) {
    CniRequest request = request("ADD", "c1", C1, config());
    PartList early =
        parts(request, Given.NOTHING, Optional.empty(), Optional.empty(), host).early();
    HostState before = early.look(host, true);
    host.apply(make("c1", early, "", before));
    PartList all = newParts("c1", host);
    host.apply(make("c1", all.late(), "", all.late().look(host, true)));
    return all.answer(CniResult.EMPTY, before);
  }

  private Plan make(String container, PartList parts, String title, HostState seen) {
    return parts.make(title, List.of(), passedOn(container).orElse(CniResult.EMPTY), seen);
  }

  private CniRequest check(CniResult result) {
    return request("CHECK", "c1", C1, config(result));
  }

  private PartList standing(CniResult result, PaperHost host) {
    Given given = Given.before(result, "eth0");
    return parts(check(result), given, Optional.of(result), Optional.of(note()), host);
  }

  List<Difference> differences(CniResult result, PaperHost host) {
    PartList parts = standing(result, host);
    return parts.differences(host.thoroughly(parts.asksToCompare()));
  }

  /** Returns what a CHECK fails with; empty when it does not. */
  Optional<CniException> check(CniResult result, PaperHost host) {
    try {
      CniRequest request = check(result);
      new Checker(request, ToldInterfaces.by(type, request), lease(), host)
          .check(standing(result, host));
      return Optional.empty();
    } catch (CniException e) {
      return Optional.of(e);
    }
  }

  Plan reload(CniResult result, PaperHost host) {
    CniRequest request = check(result);
    return new Mender(request, ToldInterfaces.by(type, request), host).plan(standing(result, host));
  }

  CniRequest delRequest(CniResult result) {
    return delRequest("c1", result);
  }

  private CniRequest delRequest(String container, CniResult result) {
    return request("DEL", container, "/run/netns/" + container, config(result));
  }

  Plan del(CniResult result, PaperHost host) {
    return del("c1", result, host);
  }

  Plan del(String container, CniResult result, PaperHost host) {
    PaperLease lease = new PaperLease(lease(container));
    return detacher(delRequest(container, result), Optional.empty(), lease, host).thorough();
  }

  /** A DEL that has the note of the ADD, and believes it. */
  Plan delWithNote(CniResult result, PaperHost host) {
    return detacher(delRequest(result), Optional.of(note()), lease(), host).first();
  }

  /** A DEL that has nothing but the names, and a configuration that somebody has spoilt. */
  Plan delByNames(PaperHost host) {
    ObjectNode spoilt = config();
    for (String key : List.copyOf(spoilt.propertyNames())) {
      if (!OF_THE_CALL.contains(key)) {
        spoilt.set(key, Json.object().put("spoilt", true));
      }
    }
    CniRequest request = request("DEL", "c1", "", spoilt);
    return detacher(request, Optional.empty(), new PaperLease(CniResult.EMPTY), host).first();
  }

  private Detacher detacher(
      CniRequest request, Optional<MadeNote> note, PaperLease lease, PaperHost host) {
    MadeNotes none = new MadeNotes(Path.of("/nonexistent"));
    return new Detacher(request, type, note, lease, none, host);
  }

  /** What the ADD has noted. */
  MadeNote note() {
    return note("c1");
  }

  private MadeNote note(String container) {
    PaperHost host = host();
    PaperLease lease = new PaperLease(lease(container));
    PartList parts = newParts(container, host);
    return new MadeNote(
        parts.remembered(parts.look(host, true)),
        lease.type(),
        "",
        lease.held(),
        "/run/netns/" + container,
        host.namespace("/run/netns/" + container).orElse(""),
        MadeNote.State.FINISHED);
  }

  /** The request of a GC to which no attachment is valid. */
  CniRequest gcRequest() {
    ObjectNode config = config();
    config.putArray("cni.dev/valid-attachments");
    return request("GC", "", "", config);
  }

  /** A GC to which none is valid, with the notes of those containers. */
  Plan gc(PaperHost host, List<String> noted) {
    return gc(host, Set.of(), noted);
  }

  /** A GC to which only the other container's attachment is valid. */
  Plan gcButC2(PaperHost host) {
    Attachment c2 = request("DEL", "c2", "", config()).attachment();
    return gc(host, Set.of(c2), List.of("c1", "c2"));
  }

  /** With the notes of those containers, where they are all that tells whose something is. */
  private Plan gc(PaperHost host, Set<Attachment> valid, List<String> noted) {
    if (!passesOn()) {
      return gc(host, valid, new MadeNotes(Path.of("/nonexistent")));
    }
    try {
      Path folder = Files.createTempDirectory("notes");
      try {
        MadeNotes notes = new MadeNotes(folder);
        for (String container : noted) {
          notes.write(request("DEL", container, "", config()).attachment(), note(container));
        }
        return gc(host, valid, notes);
      } finally {
        try (Stream<Path> written = Files.list(folder)) {
          for (Path each : written.toList()) {
            Files.delete(each);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Plan gc(PaperHost host, Set<Attachment> valid, MadeNotes notes) {
    CniRequest request = gcRequest();
    return new Collector(
            request, valid, type.remains(request, Optional.empty(), true), lease(), notes, host)
        .plan();
  }

  PaperLease lease() {
    return new PaperLease(lease("c1"));
  }

  private CniResult lease(String container) {
    JsonNode node = given.path("lease");
    if (node.isMissingNode()) {
      return CniResult.EMPTY;
    }
    return of(container, ResultReader.read(node, "lease"));
  }

  private static CniResult of(String container, CniResult given) {
    if (container.equals("c1")) {
      return given;
    }
    List<CniIp> ips = new ArrayList<>();
    for (CniIp ip : given.ips()) {
      Cidr next = new Cidr(ip.address().address().next(), ip.address().prefix());
      ips.add(new CniIp(next, ip.gateway(), ip.interfaceIndex()));
    }
    return new CniResult(given.interfaces(), ips, given.routes(), given.dns(), given.others());
  }

  @Override
  public String toString() {
    String text = new String(Json.write(given), StandardCharsets.UTF_8);
    return type.name() + " " + text + "\n" + String.join("\n", before);
  }
}
