package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases are found wherever they lie, and what was configured once can still be looked after. */
class LeaseFoldersIT {
  private static final String FLANNEL =
      """
      { "name": "cbr0", "cniVersion": "0.3.1", "plugins": [
        { "type": "flannel", "delegate": { "hairpinMode": true, "isDefaultGateway": true } },
        { "type": "portmap", "capabilities": { "portMappings": true } } ] }
      """;

  private final World world = World.make();
  private final Person person = new Person(world);

  @AfterEach
  void end() {
    world.close();
  }

  private void lease(String folder, String address, String container) {
    world
        .sh(
            "mkdir -p "
                + folder
                + "; printf '"
                + container
                + "\\r\\neth0' > "
                + folder
                + "/"
                + address
                + "; touch -d '1 hour ago' "
                + folder
                + "/"
                + address)
        .ok();
  }

  @Test
  void leasesOfFlannelAreSeenWithTheRangesThatItWasGiven() {
    person.configure("10-flannel.conflist", FLANNEL);
    lease("/var/lib/cni/networks/cbr0", "10.244.1.2", "lost");
    World.Ended unknown = person.mycni("ipam", "list");
    assertTrue(unknown.ok().matches("(?s).*cbr0 +\\? +1 lease +1\n"), unknown.out());
    assertTrue(
        unknown.err().contains("the ranges of /var/lib/cni/networks/cbr0 are not known: "),
        unknown.err());

    world
        .sh(
            "mkdir -p /var/lib/cni/flannel; echo '{\"cniVersion\": \"0.3.1\", \"name\": \"cbr0\","
                + " \"type\": \"bridge\", \"isDefaultGateway\": true, \"ipam\": {\"type\":"
                + " \"host-local\", \"ranges\": [[{\"subnet\": \"10.244.1.0/24\"}]], \"routes\":"
                + " [{\"dst\": \"10.244.0.0/16\"}]}}' > /var/lib/cni/flannel/lost")
        .ok();
    World.Ended list = person.mycni("ipam", "list");
    assertTrue(
        list.ok().matches("(?s).*cbr0 +10.244.1.1-10.244.1.25[45] +█░+ +1 of 25[34] .* +1\n"),
        list.out());
    assertEquals("", list.err());
    String show = person.mycni("ipam", "show", "cbr0").ok();
    assertTrue(show.matches("(?s).*10.244.1.2 +lost +eth0 +60 min +gone +gone\n.*"), show);
    assertTrue(person.mycni("ipam", "gc", "cbr0", "--yes").ok().contains("1 lease was taken back"));
    assertEquals("", world.sh("ls /var/lib/cni/networks/cbr0 | grep ^10 || :").ok());
  }

  /** A stand-in that does what flannel's plugin does with the files of its containers. */
  private void installFlannel() throws IOException {
    Path flannel = world.bin().resolve("flannel");
    Files.writeString(
        flannel,
        """
        #!/bin/sh
        cat > /dev/null; mkdir -p /var/lib/cni/flannel; file=/var/lib/cni/flannel/$CNI_CONTAINERID
        case $CNI_COMMAND in
          ADD) echo '{"cniVersion": "0.3.1", "name": "cbr0", "type": "bridge", "ipMasq": true,
                 "isDefaultGateway": true, "ipam": {"type": "host-local", "ranges":
                 [[{"subnet": "10.244.1.0/24"}]]}}' > $file ;;
          DEL) [ -e $file ] || exit 0 ;;
          *) exit 0 ;;
        esac
        ${0%/*}/bridge < $file; status=$?
        [ $CNI_COMMAND != DEL ] || rm $file
        exit $status
        """);
    flannel.toFile().setExecutable(true);
  }

  @Test
  void whatFlannelHasOurBridgePluginAttachIsLookedAfterLikeTheRest() throws IOException {
    installFlannel();
    person.configure("10-flannel.conflist", FLANNEL.replaceFirst(",\n.*portmap.*", " ] }"));
    world.container("a").container("b");
    person.mycni("add", "cbr0", "a", "--container-id", "a").ok();
    person.mycni("add", "cbr0", "b", "--container-id", "b").ok();
    assertTrue(person.mycni("ipam", "list").ok().matches("(?s).*cbr0 .* 2 of 25[34] .* +0\n"));
    String show = person.mycni("ipam", "show", "cbr0").ok();
    assertTrue(show.matches("(?s).*10.244.1.2 +a +eth0 +\\d+ s +veth[0-9a-f]{8} +a\n.*"), show);
    world.sh("iptables -t nat -F").ok();
    assertTrue(person.mycni("reload").ok().contains("2 put back, 0 complete"));
    world.remove("b").container("b");
    String gc = person.mycni("gc", "cbr0").ok();
    assertTrue(gc.contains("1 attached to cbr0 and alive"), gc);
    assertEquals("10.244.1.2\n", world.sh("ls /var/lib/cni/networks/cbr0 | grep ^10").ok());
    assertEquals("a\n", world.sh("ls /var/lib/cni/flannel").ok());
  }

  @Test
  void aFolderOfLeasesThatNothingTellsOfIsShownAndCanBeMended() {
    lease("/var/lib/cni/networks/old", "10.9.0.2", "lost");
    lease("/var/lib/cni/networks/old", "10.9.0.3", "lost-too");
    String list = person.mycni("ipam", "list").ok();
    assertTrue(list.matches("(?s).*old +\\? +2 leases +2\n"), list);
    String json = person.mycni("ipam", "list", "--json").ok();
    assertTrue(json.contains("\"network\": \"old\"") && json.contains("\"problem\":"), json);
    assertEquals("released 10.9.0.2\n", person.mycni("ipam", "release", "old", "10.9.0.2").ok());
    String gc = person.mycni("ipam", "gc", "--yes").ok();
    assertTrue(gc.contains("network old, in /var/lib/cni/networks/old:"), gc);
    assertTrue(person.mycni("ipam", "list").ok().contains("There is no network with host-local"));
    World.Ended none = person.mycni("ipam", "show", "old");
    assertTrue(none.err().contains("there are no leases of a network 'old'"), none.err());
  }

  @Test
  void oneFileWithAMistakeDoesNotHideTheLeasesOfOthers() {
    person.configure("10-mynet.conf", Configs.SAMPLE);
    person.configure(
        "20-wrong.conf",
        Configs.SAMPLE.replace("mynet", "wrong").replace("10.16.0.0/16", "10.16.0.0/99"));
    lease("data/wrong", "10.16.0.2", "lost");
    lease("data/mynet", "10.16.0.3", "lost");
    World.Ended list = person.mycni("ipam", "list");
    assertTrue(list.ok().matches("(?s).*mynet +10.16.0.1-.*wrong +\\? +1 lease +1\n"), list.out());
    assertTrue(list.err().contains("20-wrong.conf"), list.err());
  }

  @Test
  void whatIsKeptServesWhereTheNetworksFileIsGone() throws IOException {
    Path file = person.configure("10-mynet.conf", Configs.SAMPLE.replace("0.4.0", "1.1.0"));
    world.container("a").container("b");
    person.mycni("add", "mynet", "a").ok();
    person.mycni("add", "mynet", "b").ok();
    Files.delete(file);
    String said = "there is no network 'mynet' in ";

    World.Ended list = person.mycni("ipam", "list");
    assertTrue(
        list.ok().matches("(?s).*mynet +10.16.0.1-10.16.255.25[45] .* 2 of .* +0\n"), list.out());
    assertTrue(person.mycni("ipam", "show", "mynet").ok().contains("2 leases in"));
    World.Ended check = person.mycni("check", "mynet", "a");
    assertTrue(check.ok().contains("is as it was made"), check.out());
    assertTrue(check.err().contains(said), check.err());
    assertTrue(
        check.err().contains("the configuration that was kept in /var/lib/cni/results/mynet-"),
        check.err());
    World.Ended status = person.mycni("status", "mynet");
    assertEquals("mynet: ready\n", status.ok());
    assertTrue(status.err().contains(said), status.err());

    world.remove("b");
    World.Ended gc = person.mycni("gc", "mynet");
    assertTrue(gc.ok().contains("1 attached to mynet and alive"), gc.out());
    assertTrue(gc.err().contains(said), gc.err());
    assertEquals("10.16.0.2\n", world.sh("ls data/mynet | grep ^10").ok());
    assertTrue(person.mycni("plan", "del", "mynet", "a").ok().contains("veth"));
    person.mycni("del", "mynet", "a").ok();
    World.Ended add = person.mycni("add", "mynet", "a");
    assertEquals(1, add.status(), "nothing is attached to a network that is gone");
    World.Ended none = person.mycni("gc", "mynet");
    assertTrue(none.err().contains(said), none.err());
  }
}
