// A folder of leases for tests, on which others may act in the middle of a call.
package io.mycni.ipam.hostlocal;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniRequest;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import io.mycni.keys.Section;
import io.mycni.lock.FileLocks;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The leases of the network {@code net} in a folder. */
final class Leases {
  private final Path folder;
  private final FileLocks locks = new FileLocks();
  String keys = "\"subnet\":\"10.1.0.0/24\"";
  Deadline deadline = Deadline.in(Duration.ofSeconds(60));

  Leases(Path folder) {
    this.folder = folder;
  }

  /** Lease files in whose gaps others act, once each, and whose looks are counted. */
  final class Watched extends LeaseFiles {
    private final Map<Gap, Runnable> others = new EnumMap<>(Gap.class);
    int looks;

    private Watched(LeaseDirectory directory, Drafts drafts) {
      super(directory, drafts);
    }

    @Override
    void at(Gap gap) {
      Runnable other = others.remove(gap);
      if (other != null) {
        other.run();
      }
    }

    @Override
    LeaseContent look(IpAddress address) {
      looks++;
      return super.look(address);
    }
  }

  /** Something that another program does. */
  interface Act {
    void run() throws Exception;
  }

  Watched watched() {
    Path data = folder.resolve("data");
    return new Watched(new LeaseDirectory(data, "net"), new Drafts(data, data.resolve("net")));
  }

  /** On a file system that has no hard links, as vfat. */
  Watched withoutLinks() {
    Path data = folder.resolve("data");
    Drafts drafts =
        new Drafts(data, data.resolve("net")) {
          @Override
          void link(Path name, Path file) throws IOException {
            if (Files.exists(name)) {
              throw new FileAlreadyExistsException(name.toString());
            }
            throw new FileSystemException(
                name.toString(), file.toString(), "Operation not permitted");
          }
        };
    return new Watched(new LeaseDirectory(data, "net"), drafts);
  }

  Watched in(LeaseFiles.Gap gap, Act act) {
    return in(watched(), gap, act);
  }

  Watched in(Watched files, LeaseFiles.Gap gap, Act act) {
    files.others.put(
        gap,
        () -> {
          try {
            act.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    return files;
  }

  HostLocal of(String container) {
    return of(container, watched());
  }

  HostLocal of(String container, LeaseFiles files) {
    return of(container, files, locks);
  }

  HostLocal of(String container, LeaseFiles files, FileLocks with) {
    String text = "{\"ipam\":{\"dataDir\":\"" + folder.resolve("data") + "\"," + keys + "}}";
    CniRequest request =
        new CniRequest(
            CniCommand.ADD,
            SpecVersion.V1_1_0,
            "net",
            container,
            "/run/netns/a",
            "eth0",
            CniArgs.NONE,
            "/opt/cni/bin",
            Json.readObject(text.getBytes(StandardCharsets.UTF_8)),
            Map.of());
    return new HostLocal(
        HostLocalConfig.read(Section.of(request.config()), request.args(), request.version()),
        request.attachment(),
        files,
        folder.resolve("index"),
        with,
        deadline,
        false);
  }

  String take(String container) {
    return take(of(container));
  }

  static String take(HostLocal leases) {
    return leases.take().ips().getFirst().address().address().toString();
  }

  Path file(String name) {
    return folder.resolve("data/net").resolve(name);
  }

  Path index() {
    try (Stream<Path> all = Files.list(folder.resolve("index"))) {
      return all.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a lease as the reference plugin does. */
  void foreign(String address, String container) throws IOException {
    Files.createDirectories(file("x").getParent());
    Files.writeString(file(address), container + "\r\neth0");
  }

  String text(String address) throws IOException {
    return Files.readString(file(address));
  }

  /** What lies beside the folder of leases: nothing, when no call is at work. */
  List<String> drafts() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("data"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("net"))
          .toList();
    }
  }
}
