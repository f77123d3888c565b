// A folder of leases in a world of its own, used by calls of mycni's host-local, which keep no
// order of their own, and by the reference. At the end each holder's lease must be found, also by
// the index, and when all were removed nothing may be left.
package io.mycni.interleave;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniArgs;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import io.mycni.ipam.hostlocal.HostLocal;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.keys.Section;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The world of lease folders. */
final class LeaseWorld implements World {
  private static final String NETWORK = "net";
  private static final String PREFIX = "10.1.0.";
  private static final int LAST = 6;
  static final Path INDEXES = Path.of("/run/mycni/leases");

  private final Machine machine;
  private final Truth truth;
  private final Kind kind;
  private final Path data;

  /** Makes the leases of a call. */
  interface Kind {
    HostLocal leases(HostLocalConfig config, Attachment attachment, FileLocks locks, Deadline end);
  }

  /** Those that mycni has. */
  static final Kind REAL =
      (config, attachment, locks, end) ->
          new HostLocal(config, attachment, INDEXES, locks, end, false);

  LeaseWorld(Machine machine, Truth truth, Kind kind) {
    this.machine = machine;
    this.truth = truth;
    this.kind = kind;
    this.data = machine.folder("data");
  }

  private Path folder() {
    return data.resolve(NETWORK);
  }

  @Override
  public Worker.Call call(String word) {
    String[] parts = word.split(":", 2);
    String container = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "add" -> new ChangingCall(word, container, this, truth, this::add);
      case "try-add" -> new ChangingCall(word, container, this, truth, this::addAndTakeBack);
      case "del" -> new ChangingCall(word, container, this, truth, this::del);
      case "ref-add" ->
          new ChangingCall(word, container, this, truth, (id, _) -> reference().add(id));
      case "ref-del" ->
          new ChangingCall(word, container, this, truth, (id, _) -> reference().del(id));
      case "gc" -> new CollectingCall(word, container, this, truth, this::collect);
      case "find" -> new Finding(container);
      default -> throw new IllegalArgumentException("unknown: " + word);
    };
  }

  private HostLocal leases(String container, Worker worker) {
    String text = "{\"ipam\":{\"dataDir\":\"" + data + "\",\"subnet\":\"" + PREFIX + "0/29\"}}";
    HostLocalConfig config =
        HostLocalConfig.read(
            Section.of(Json.readObject(text.getBytes(StandardCharsets.UTF_8))),
            CniArgs.NONE,
            SpecVersion.V1_1_0);
    Deadline end = Deadline.in(Duration.ofMinutes(5));
    return kind.leases(config, attachment(container), worker.locks(), end);
  }

  private static Attachment attachment(String container) {
    return new Attachment(NETWORK, container, "eth0");
  }

  private Reference reference() {
    return new Reference(Path.of(folder().toString()), PREFIX, LAST);
  }

  private Optional<String> add(String container, Worker worker) {
    return Optional.of(
        leases(container, worker).take().ips().getFirst().address().address().toString());
  }

  /** What becomes of an ADD whose plan fails. */
  private Optional<String> addAndTakeBack(String container, Worker worker) {
    HostLocal leases = leases(container, worker);
    leases.take();
    leases.takeBack();
    return Optional.empty();
  }

  private Optional<String> del(String container, Worker worker) {
    HostLocal leases = leases(container, worker);
    leases.release(leases.held());
    return Optional.empty();
  }

  private void collect(Set<String> valid, Worker worker) {
    Set<Attachment> attachments = new HashSet<>();
    valid.forEach(each -> attachments.add(attachment(each)));
    leases("", worker).collect(attachments);
  }

  /** Looks for the leases of a container as a DEL does. */
  private final class Finding implements Worker.Call {
    private final String container;

    Finding(String container) {
      this.container = container;
    }

    @Override
    public String command() {
      return "find:" + container;
    }

    @Override
    public void run(Worker worker) {
      List<String> found =
          leases(container, worker).held().stream().map(IpAddress::toString).sorted().toList();
      List<String> there = leftOf(container);
      if (!found.equals(there)) {
        truth.violate(container + " is found to have " + found + " and has " + there);
      }
      Optional<String> holds = Optional.ofNullable(truth.held().get(container));
      if (holds.isPresent() && !there.contains(holds.get())) {
        truth.violate(container + " holds " + holds.get() + ", and the lease is not there");
      }
    }

    @Override
    public void killed() {}
  }

  @Override
  public List<String> checks() {
    List<String> words = new ArrayList<>();
    truth.touched().forEach(each -> words.add("find:" + each));
    return words;
  }

  @Override
  public List<String> othersWith(String address, String container) {
    return List.of();
  }

  @Override
  public List<String> removals() {
    List<String> words = new ArrayList<>();
    truth.touched().forEach(each -> words.add("del:" + each));
    words.add("gc:");
    return words;
  }

  @Override
  public List<String> leftOf(String container) {
    return leasesOnDisk().entrySet().stream()
        .filter(entry -> entry.getValue().equals(container))
        .map(entry -> entry.getKey())
        .toList();
  }

  @Override
  public void requireNothingLeft() {
    if (!leasesOnDisk().isEmpty()) {
      truth.violate("leases are left: " + leasesOnDisk());
    }
    for (String name : names(data)) {
      if (!name.equals(NETWORK)) {
        truth.violate("left: " + name);
      }
    }
  }

  private static List<String> names(Path folder) {
    String[] names = new File(folder.toString()).list();
    return names == null ? List.of() : List.of(names);
  }

  /** Returns whose each address is. A file that is empty is nobody's. */
  private TreeMap<String, String> leasesOnDisk() {
    TreeMap<String, String> leases = new TreeMap<>();
    for (String name : names(folder())) {
      if (name.startsWith(PREFIX)) {
        try (Stream<String> lines = Files.lines(folder().resolve(name))) {
          lines.findFirst().ifPresent(id -> leases.put(name, id));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return leases;
  }
}
