package io.mycni.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mycni.cni.Json;
import io.mycni.kernel.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is on the disk after the machine lost its power while mycni was at work. A file system is
 * stopped in the middle without a flush: the one that mycni writes to, so that what was not brought
 * to the disk is lost; or one below it, which has its disk as a file, so that the disk itself
 * forgets what it was not told to keep. Then it is mounted again, and its journal is played.
 */
class PowerLossIT {
  private static final int TRIALS = Integer.getInteger("powerloss.trials", 2);
  private static final long SEED = Long.getLong("torture.seed", 1);

  /** Containers that come and go, networks that are written anew, and takeovers. */
  private static final String WORK =
      """
      i=0
      while true; do
        i=$((i+1)); c=c$((i%6))
        mycni add --conf-dir disk/net.d pw $c > /dev/null
        [ $((i%2)) = 1 ] || mycni del --conf-dir disk/net.d pw c$(((i+3)%6)) > /dev/null
        mycni init --force --subnet 10.79.0.0/24 --name w --bridge w0 --with '' --file disk/net.d/w.conflist
        mycni takeover --bin-dir disk/bin > /dev/null
        mycni takeover --bin-dir disk/bin2 > /dev/null
        mycni takeover --undo --bin-dir disk/bin > /dev/null
      done
      """;

  private static final String NETWORK =
      """
      {"cniVersion": "1.0.0", "name": "pw", "plugins": [{"type": "bridge", "bridge": "pw0", "isGateway": true,
        "ipam": {"type": "host-local", "subnet": "10.78.0.0/24", "dataDir": "DATADIR"}}]}
      """;

  /** The request of EXT4_IOC_SHUTDOWN and XFS_IOC_GOINGDOWN, and what of it flushes nothing. */
  private static final String STOP =
      "perl -e 'open(my $d, \"<\", $ARGV[0]) or die; my $f = pack(\"I\", 2);"
          + " ioctl($d, 0x8004587d, $f) or die \"shutdown: $!\"' ";

  /** A file system; metadata goes to the disk each second, where that can be asked for. */
  private enum FileSystem {
    EXT4("mkfs.ext4 -q", 48, "loop,commit=1"),
    XFS("mkfs.xfs -q", 304, "loop"),
    BTRFS("mkfs.btrfs -q", 128, "loop,commit=1");

    private final String make;
    private final int megabytes;
    private final String options;

    FileSystem(String make, int megabytes, String options) {
      this.make = make;
      this.megabytes = megabytes;
      this.options = options;
    }

    String makeIn(String file) {
      return make + " " + file;
    }

    String mount(String file) {
      return "mount -o " + options + " " + file + " disk";
    }
  }

  private final World world = World.make(true);

  /** What is on the disk, where this test can read it. */
  private final Path disk = world.folder().resolve("seen");

  private final List<String> broken = new ArrayList<>();
  private int whole;
  private int emptied;

  /**
   * Makes the disk, and what is on it before anything happens.
   *
   * @param fileSystem what mycni writes to
   * @param below whether it lies in a file of a file system that is stopped in its place
   */
  private void makeDisk(FileSystem fileSystem, boolean below) throws IOException {
    String image = below ? "below/image" : "image";
    String room =
        below
            // Written and synced, so that what is lost are the writes, not where they belong.
            ? "truncate -s %2$dM disk0 && mkfs.ext4 -q disk0 && mkdir below && mount -o loop disk0 below"
                + " && dd if=/dev/zero of=below/image bs=1M count=%1$d status=none && sync -f below"
            : "truncate -s %dM image";
    World.Ended made =
        here(
            room.formatted(fileSystem.megabytes, fileSystem.megabytes + 64)
                + " && "
                + fileSystem.makeIn(image)
                + " && mkdir disk && "
                + fileSystem.mount(image));
    if (made.status() != 0) {
      Assumptions.abort("no " + fileSystem + " on a loop device here: " + made.err());
    }
    here("mkdir -p disk/net.d disk/leases disk/results disk/mycni disk/bin disk/bin2").ok();
    String network = NETWORK.replace("DATADIR", world.folder() + "/disk/leases");
    Files.writeString(world.folder().resolve("pw.conflist"), network);
    here("cp pw.conflist disk/net.d; echo \"the reference's\" > disk/bin/bridge").ok();
    here("for i in 0 1 2 3 4 5; do ip netns add c$i; done; sync").ok();
  }

  /** The folder is entered anew, as the disk is mounted in the world alone. */
  private World.Ended here(String script) {
    return world.sh(inFolder(script));
  }

  private String inFolder(String script) {
    return "cd " + world.folder() + "; " + script;
  }

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest(name = "{0}, stopped below: {1}")
  @CsvSource({"EXT4, false", "EXT4, true", "XFS, false", "XFS, true", "BTRFS, true"})
  void whatIsOnTheDiskAfterwardsIsOldOrNew(FileSystem fileSystem, boolean below) throws Exception {
    makeDisk(fileSystem, below);
    Random chance = new Random(SEED);
    for (int trial = 0; trial < TRIALS; trial++) {
      here("""
      mkdir -p /var/lib/cni/results /var/lib/mycni
      mount --bind disk/results /var/lib/cni/results; mount --bind disk/mycni /var/lib/mycni
      """)
          .ok();
      Process work =
          world.start(
              Map.of(), "", "sh", "-c", inFolder(WORK.replace("mycni ", world.bin() + "/mycni ")));
      Thread.sleep(1500 + chance.nextInt(2500));
      here(STOP + (below ? "below" : "disk")).ok();
      work.destroyForcibly().waitFor();
      here(unmount("/var/lib/cni/results /var/lib/mycni disk" + (below ? " below" : ""))).ok();
      here((below ? "mount -o loop disk0 below && " : "")
              + fileSystem.mount(below ? "below/image" : "image")
              + " && rm -rf seen && cp -a disk seen")
          .ok();
      look("trial " + trial);
    }
    Files.writeString(
        Path.of("target", "power-loss-" + fileSystem + (below ? "-below" : "") + ".txt"),
        TRIALS
            + " losses of power: "
            + whole
            + " files whole, "
            + emptied
            + " leases empty, broken "
            + broken
            + "\n");
    assertEquals(List.of(), broken);
    goOn();
  }

  private static String unmount(String places) {
    return "for place in "
        + places
        + "; do n=0; until umount $place 2> /dev/null; do sleep 0.1; [ $((n=n+1)) -lt 200 ]; done; done";
  }

  /** Whoever starts after the boot works with what is there. */
  private void goOn() {
    String mycni = world.bin() + "/mycni ";
    for (int i = 0; i < 6; i++) {
      here(mycni + "del --conf-dir disk/net.d pw c" + i).ok();
      here(mycni + "add --conf-dir disk/net.d pw c" + i).ok();
      here(mycni + "del --conf-dir disk/net.d pw c" + i).ok();
    }
    here(mycni + "takeover --undo --bin-dir disk/bin").ok();
    assertEquals("the reference's\n", here("cat disk/bin/bridge").ok());
  }

  private void look(String trial) throws IOException {
    for (Path file : files("leases/pw")) {
      if (Character.isDigit(file.getFileName().toString().charAt(0))) {
        String text = Files.readString(file);
        emptied += text.isEmpty() ? 1 : 0;
        require(text.isEmpty() || text.matches("c?[0-9a-z-]+\r\neth0"), trial, file);
      }
    }
    for (String folder : List.of("results", "net.d")) {
      for (Path file : files(folder)) {
        if (!file.getFileName().toString().startsWith(".mycni")) {
          require(isJson(file), trial, file);
        }
      }
    }
    Path bridge = disk.resolve("bin/bridge");
    boolean link = Files.isSymbolicLink(bridge);
    require(link || Files.readString(bridge).equals("the reference's\n"), trial, bridge);
    for (Path list : files("mycni")) {
      for (String line : Files.readAllLines(list)) {
        require(line.endsWith("/disk/bin") || line.endsWith("/disk/bin2"), trial, list);
      }
    }
  }

  private List<Path> files(String folder) throws IOException {
    Path there = disk.resolve(folder);
    if (!Files.exists(there)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(there)) {
      return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  private static boolean isJson(Path file) throws IOException {
    try {
      return Json.read(Files.readAllBytes(file)).isObject();
    } catch (RuntimeException half) {
      return false;
    }
  }

  private void require(boolean good, String trial, Path file) throws IOException {
    if (good) {
      whole++;
    } else {
      broken.add(
          trial
              + ": "
              + disk.relativize(file)
              + " is '"
              + new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              + "'");
    }
  }
}
