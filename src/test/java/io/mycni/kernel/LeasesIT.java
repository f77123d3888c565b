package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases beside the newest reference plugin, and beside whatever else lies there. */
@InBothModes
class LeasesIT {
  private static final Pattern ADDRESS = Pattern.compile("\"address\" ?: \"([^\"]*)\"");

  private final World world = World.make();
  private Person person;

  @BeforeEach
  void begin() {
    person = new Person(world);
  }

  @AfterEach
  void end() {
    // A world is removed by Java, which would open pipes and wait.
    world.sh("rm -rf data");
    world.close();
  }

  private World.Ended ours(String verb, String container, String config) {
    return world.call(verb, container, config).program("host-local").run();
  }

  private World.Ended theirs(String verb, String container, String config) {
    return world.call(verb, container, config).program(Reference.newest() + "/host-local").run();
  }

  /** The address, or the well-known words of the error. */
  private static String said(World.Ended add) {
    Matcher address = ADDRESS.matcher(add.out());
    if (address.find()) {
      return address.group(1);
    }
    for (String words :
        List.of(
            "no IP addresses available in range set",
            "duplicate allocation is not allowed",
            "failed to allocate all requested IPs",
            "is not available in range set",
            "is subnet's gateway")) {
      if (add.out().contains(words)) {
        return words;
      }
    }
    return add.out();
  }

  private static String network(String name, String keys) {
    return "{ \"cniVersion\": \"1.0.0\", \"name\": \""
        + name
        + "\", \"type\": \"mycni\", \"bridge\": \"b\", \"ipam\": { \"type\": \"host-local\","
        + " \"dataDir\": \"DATADIR\", "
        + keys
        + " }";
  }

  @Test
  void bothGiveTheSameAddressesOfARangeInTheSameOrderAndSayTheSameWords() {
    List<String> ranges =
        List.of(
            "\"subnet\": \"10.1.0.0/30\"",
            "\"subnet\": \"10.1.0.0/30\", \"rangeStart\": \"10.1.0.0\"",
            "\"subnet\": \"10.1.0.0/30\", \"rangeEnd\": \"10.1.0.3\"",
            "\"subnet\": \"10.1.0.0/30\", \"rangeStart\": \"10.1.0.0\", \"rangeEnd\": \"10.1.0.3\"",
            "\"subnet\": \"10.1.0.0/24\", \"rangeStart\": \"10.1.0.255\","
                + " \"rangeEnd\": \"10.1.0.255\"",
            "\"subnet\": \"10.1.0.0/30\", \"gateway\": \"10.1.0.0\", \"rangeStart\": \"10.1.0.0\"",
            "\"subnet\": \"fd00::/126\"",
            "\"subnet\": \"fd00::/126\", \"rangeStart\": \"fd00::\"",
            "\"subnet\": \"10.1.0.0/24\", \"rangeStart\": \"10.1.0.1\", \"rangeEnd\": \"10.1.0.1\"");
    for (int i = 0; i < ranges.size(); i++) {
      String ours = network("ours" + i, ranges.get(i)) + " }";
      String theirs = network("theirs" + i, ranges.get(i)) + " }";
      for (String container : List.of("a", "b", "c", "d", "a")) {
        assertEquals(
            said(theirs("ADD", container, theirs)),
            said(ours("ADD", container, ours)),
            ranges.get(i) + " for " + container);
      }
    }
  }

  @Test
  void bothSayTheSameWordsAboutRequestedAddresses() {
    for (String address : List.of("10.1.0.0", "10.1.0.1", "10.1.0.9", "10.1.0.9", "10.9.0.1")) {
      String wish = ", \"args\": { \"cni\": { \"ips\": [ \"" + address + "\" ] } } }";
      String container = "c" + address.replace(".", "");
      for (String id : List.of(container, container + "b")) {
        String ours = network("ours", "\"subnet\": \"10.1.0.0/24\"") + wish;
        String theirs = network("theirs", "\"subnet\": \"10.1.0.0/24\"") + wish;
        String said = said(theirs("ADD", id, theirs));
        if (!said.equals("is not available in range set")) {
          assertEquals(said, said(ours("ADD", id, ours)), address);
        } else {
          assertTrue(ours("ADD", id, ours).status() != 0, address);
        }
      }
    }
  }

  @Test
  void whatTheReferenceMadeInAndOutOfTurnIsDeletedWhole() {
    String dual =
        network(
            "dual",
            "\"ranges\": [[{ \"subnet\": \"10.1.0.0/16\" }], [{ \"subnet\": \"fd00::/64\" }]]");
    String wish = ", \"args\": { \"cni\": { \"ips\": [ \"fd00::77\" ] } }";
    ours("ADD", "first", dual + " }").ok();
    theirs("ADD", "theirs", dual + wish + " }").ok();
    ours("ADD", "second", dual + " }").ok();
    World.Ended again = ours("ADD", "theirs", dual + " }");
    assertTrue(again.out().contains("duplicate allocation is not allowed"), again.out());
    ours("DEL", "theirs", dual + " }").ok();
    assertEquals("", world.sh("grep -l theirs data/dual/* || true").ok());
  }

  @Test
  void aNetworkWithOddThingsAmongItsLeasesGoesOn() {
    world
        .sh(
            "mkdir -p data/mynet/10.16.0.2/x; mkfifo data/mynet/10.16.0.3;"
                + " ln -s /nonexistent data/mynet/10.16.0.4; ln -s 10.16.0.5 data/mynet/10.16.0.5;"
                + " truncate -s 1T data/mynet/10.16.0.6; printf ' \\n' > data/mynet/10.16.0.7;"
                + " ln -s /dev/zero data/mynet/10.16.0.8; mkfifo data/mynet/last_reserved_ip.0;"
                + " printf x > data/mynet/010.016.000.009; mkdir data/mynet/rubbish")
        .ok();
    person.configure("10-mynet.conf", Configs.SAMPLE);
    world.container("a");
    String before = world.sh("find data | sort").ok();
    String result = world.add("a", Configs.SAMPLE).ok();
    assertEquals("10.16.0.9/16", ADDRESS.matcher(result).results().findFirst().get().group(1));
    world.call("CHECK", "a", Configs.after(Configs.SAMPLE, result)).run().ok();
    String version = Configs.SAMPLE.replace("0.4.0", "1.1.0");
    world.call("STATUS", "a", version).run().ok();
    assertTrue(person.mycni("ipam", "list").ok().contains("1 of "));
    assertTrue(person.mycni("ipam", "show", "mynet").ok().contains("10.16.0.9"));
    assertTrue(person.mycni("doctor").status() < 2);
    person.mycni("ipam", "gc", "--yes").ok();
    String valid =
        "\"cni.dev/valid-attachments\": [ { \"containerID\": \"a\", \"ifname\": \"eth0\" } ]";
    world.call("GC", "a", Configs.with(version, valid)).run().ok();
    world.call("CHECK", "a", Configs.after(Configs.SAMPLE, result)).run().ok();
    world.del("a", Configs.SAMPLE).ok();
    assertEquals(before, world.sh("rm -f data/mynet/lock; find data | sort").ok());
  }

  @Test
  void noAddressIsGivenTwiceWhileBothAddAndDeleteInOneFolder() {
    String config = network("mynet", "\"subnet\": \"10.16.0.0/26\"") + " }";
    String theirs = Reference.newest() + "/host-local";
    List<String> held = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      List<Process> adds = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String program = (i + round) % 2 == 0 ? "host-local" : theirs;
        adds.add(world.call("ADD", "c" + round + "-" + i, config).program(program).start());
      }
      for (Process add : adds) {
        held.add(said(World.await(add)));
      }
      assertEquals(held.stream().distinct().toList(), held);
      // Whoever did not make it deletes it.
      List<Process> dels = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String program = (i + round) % 2 == 0 ? theirs : "host-local";
        dels.add(world.call("DEL", "c" + round + "-" + i, config).program(program).start());
      }
      dels.forEach(del -> World.await(del).ok());
      assertEquals("", world.sh("ls data/mynet | grep ^10 || true").ok());
      held.clear();
    }
  }
}
