package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a container, or a text of somebody's, may try on the host: docs/SECURITY.md names each. */
class HostileNeighboursIT {
  private static final String IPAM =
      """
      "ipMasq": true, "ipam": { "type": "host-local", "dataDir": "DATADIR",
        "ranges": [[{ "subnet": "10.23.0.0/24" }], [{ "subnet": "fd23::/64" }]],
        "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] } }
      """;

  /** Sends one router advertisement (RFC 4861, section 4.2) to all nodes of the link. */
  private static final String ROUTER =
      """
      use Socket qw(:all);
      socket(my $s, AF_INET6, SOCK_RAW, 58) or die "socket: $!";
      setsockopt($s, 41, 18, pack("i", 255)) or die "hops: $!";
      my $link = qx(cat /sys/class/net/$ARGV[0]/ifindex); chomp $link;
      setsockopt($s, 41, 17, pack("i", $link)) or die "link: $!";
      my $advertisement = pack("CCnCCnNN", 134, 0, 0, 64, 0, 1800, 0, 0);
      send($s, $advertisement, 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), $link))
        or die "send: $!";
      """;

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  private String attach(String maker, String container) {
    world.container(container);
    return new Plugin(world, maker, config(maker)).add(container);
  }

  private static String config(String maker) {
    String head = "{ \"cniVersion\": \"1.1.0\", \"name\": \"pub\", \"type\": \"" + maker + "\", ";
    return head
        + (maker.equals("bridge") ? "\"bridge\": \"pub0\", \"isGateway\": true, " : "")
        + IPAM;
  }

  private void publish(String made, String backend) {
    String config =
        """
        { "cniVersion": "1.0.0", "name": "pub", "type": "portmap", "backend": "BACKEND",
          "runtimeConfig": { "portMappings": [
            { "hostPort": 8080, "containerPort": 80, "protocol": "tcp" } ] } }
        """
            .replace("BACKEND", backend);
    new Plugin(world, "portmap", config).after(made).add("a");
  }

  /** What listens on the host alone is not for containers, whatever the ports make possible. */
  @ParameterizedTest
  @CsvSource({"bridge,iptables", "bridge,nftables", "ptp,iptables", "ptp,nftables"})
  void aContainerDoesNotReachWhatListensOnTheHostsLoopback(String maker, String backend) {
    publish(attach(maker, "a"), backend);
    try (Published host = Published.at("127.0.0.1", world, "", "tcp", 9999)) {
      host.answers("", "127.0.0.1", 9999);
      // What a raw socket does with less: packets to 127.0.0.1 leave by eth0.
      world
          .sh(
              """
              ip netns exec a sh -c 'echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet'
              ip -n a address del 127.0.0.1/8 dev lo
              ip -n a route del table local local 127.0.0.0/8 dev lo || true
              ip -n a route add 127.0.0.1 via 10.23.0.1 dev eth0 src $(
                ip -n a -4 -o address show dev eth0 | sed "s,.*inet \\\\([0-9.]*\\\\)/.*,\\\\1,")
              """)
          .ok();
      host.isSilent("a", "127.0.0.1", 9999);
    }
  }

  /** CVE-2020-10749: a host that believes a container routes its own traffic through it. */
  @ParameterizedTest
  @ValueSource(strings = {"bridge", "ptp"})
  void aRouterAdvertisementOfAContainerIsNotBelieved(String maker) {
    // A host that forwards, and still takes advertisements on its links.
    world.sh("for c in all default; do echo 2 > /proc/sys/net/ipv6/conf/$c/accept_ra; done").ok();
    String result = attach(maker, "a");
    String link = maker.equals("bridge") ? "pub0" : hostLink(result);
    String believed = "ip -6 route show default dev " + link + " proto ra";
    advertise();
    assertEquals("", world.sh("sleep 0.3; " + believed).ok());
    // So that the test could fail: this one is believed.
    world.sh("echo 2 > /proc/sys/net/ipv6/conf/" + link + "/accept_ra").ok();
    advertise();
    world
        .sh("n=0; until " + believed + " | grep via; do sleep 0.05; [ $((n=n+1)) -lt 200 ]; done")
        .ok();
  }

  private void advertise() {
    world.run(Map.of(), "", "ip", "netns", "exec", "a", "perl", "-e", ROUTER, "eth0").ok();
  }

  private static String hostLink(String result) {
    for (JsonNode each : Plugin.json(result).path("interfaces")) {
      if (each.path("sandbox").asString("").isEmpty()) {
        return each.path("name").asString();
      }
    }
    throw new AssertionError(result);
  }

  /** CVE-2021-20206: a type that leads out of the folders of plugins. */
  @Test
  void theTypeOfAPluginIsNoPath() throws IOException {
    world.container("a");
    Path program = world.folder().resolve("planted");
    Files.writeString(program, "#!/bin/sh\ntouch " + world.folder() + "/ran\n");
    program.toFile().setExecutable(true);
    String before = world.snapshot();
    for (String type : List.of("../planted", world.folder() + "/planted", "./../planted", "..")) {
      World.Ended add = world.call("ADD", "a", Configs.SAMPLE.replace("host-local", type)).run();
      assertEquals(1, add.status(), type);
      String list =
          "{\"cniVersion\": \"1.0.0\", \"name\": \"n\", \"plugins\": [{\"type\": \""
              + type
              + "\"}]}";
      Files.writeString(world.folder().resolve("n.conflist"), list);
      World.Ended chained =
          world.sh(world.bin() + "/mycni add --conf-dir " + world.folder() + " n a");
      assertTrue(chained.status() != 0 && !chained.err().isEmpty(), chained.out());
    }
    assertFalse(Files.exists(world.folder().resolve("ran")));
    assertEquals("", World.differences(before, world.snapshot()));
  }

  /** CVE-2019-9946: who publishes ports does not take connections from those before it. */
  @Test
  void rulesOfOthersKeepTheirPlaceBeforePublishedPorts() {
    String services = "-A PREROUTING -m comment --comment services -j KUBE-SERVICES";
    world.sh("iptables -t nat -N KUBE-SERVICES; iptables -t nat " + services).ok();
    publish(attach("bridge", "a"), "iptables");
    String first = world.sh("iptables -t nat -S PREROUTING | grep -m 1 -e '^-A'").ok();
    assertEquals(services + "\n", first);
  }

  /** No text of a caller's becomes an option, a second command or a line of a batch. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-batch",
        "--help",
        "a;touch ran",
        "a$(touch ran)",
        "a`touch ran`",
        "a|touch ran",
        "a b",
        "a\ntouch ran",
        "a'b",
        "a\"b",
        "../a",
        "a\\",
        "%s",
        "a#b",
        "*"
      })
  void aNameThatCouldMeanMoreIsRefusedOrTakenAsItIs(String name) {
    world.container("a");
    ObjectNode config = (ObjectNode) Plugin.json(Configs.SAMPLE);
    for (String key : List.of("name", "bridge")) {
      String text = config.deepCopy().put(key, name).toString();
      refusedOrUndone(text, "CNI_ARGS", "");
    }
    for (String variable : List.of("CNI_IFNAME", "CNI_CONTAINERID", "CNI_ARGS", "CNI_NETNS")) {
      refusedOrUndone(Configs.SAMPLE, variable, name);
    }
    assertFalse(Files.exists(world.folder().resolve("ran")));
    assertEquals(2, world.sh("ls ran").status());
  }

  /** What is taken has to be given back by the same text. */
  private void refusedOrUndone(String config, String variable, String value) {
    World.Ended add = world.call("ADD", "a", config).with(variable, value).run();
    if (add.status() == 0) {
      assertEquals("", world.call("DEL", "a", config).with(variable, value).run().ok());
    } else {
      int code = Plugin.json(add.out()).path("code").asInt();
      assertTrue(List.of(3, 4, 6, 7).contains(code), variable + ": " + add.out());
    }
  }

  /** Variables by which a caller's environment would change what is run, and how. */
  @InBothModes
  @Test
  void theCallersEnvironmentChangesNoTool() throws IOException {
    world.container("a");
    Path seen = world.folder().resolve("seen");
    String ip = world.sh("command -v ip").ok().strip();
    String path = world.wrap("ip", "env >> " + seen + "; exec " + ip + " \"$@\"\n");
    World.Call call = world.call("ADD", "a", Configs.SAMPLE).with("PATH", path);
    Map<String, String> planted =
        Map.of(
            "IFS",
            "/",
            "ENV",
            "/planted",
            "BASH_ENV",
            "/planted",
            "LD_AUDIT",
            "/planted.so",
            "JAVA_TOOL_OPTIONS",
            "-javaagent:/planted.jar",
            "JDK_JAVA_OPTIONS",
            "-Xplanted",
            "_JAVA_OPTIONS",
            "-Xplanted",
            "CLASSPATH",
            "/planted",
            "LC_ALL",
            "de_DE");
    planted.forEach(call::with);
    assertTrue(call.run().ok().contains("\"address\""));
    String environment = Files.readString(seen);
    assertFalse(environment.contains("planted"), environment);
    assertTrue(environment.contains("LC_ALL=C\n"), environment);
  }

  /** A container may call its own interface what it likes. */
  @Test
  void whatAContainerCallsItsInterfaceMisleadsNobody() {
    Plugin bridge = new Plugin(world, "bridge", config("bridge"));
    attach("bridge", "a");
    String result = attach("bridge", "b");
    world
        .sh(
            """
            ip -n a link set eth0 down; ip -n a link set eth0 name pub0
            ip -n a link set pub0 alias "mycni:pub:b/eth0"
            ip -n a link add eth0 type dummy || ip -n a link add eth0 type ifb
            ip -n a link set eth0 alias "mycni:pub:b/eth0"
            """)
        .ok();
    assertEquals("", bridge.check("b", result));
    String valid =
        "\"cni.dev/valid-attachments\": [{\"containerID\": \"b\", \"ifname\": \"eth0\"}]";
    bridge.with(valid).call("GC", "a").run().ok();
    assertEquals("", bridge.check("b", result));
    assertFalse(world.sh("ip -br link show type veth master pub0").ok().contains("\n\n"));
    assertEquals(1, world.sh("ls /sys/class/net/pub0/brif | wc -l").ok().strip().charAt(0) - '0');
    bridge.del("a");
    assertEquals("", bridge.check("b", result));
    bridge.del("b");
    assertEquals("", world.sh("ls /sys/class/net/pub0/brif").ok());
  }

  /** Who is not root does not even get to the agent, and reads nothing that is root's. */
  @Test
  void anotherUserReachesNeitherTheAgentNorWhatIsKept() {
    Resident.requireLauncherInC();
    world.startAgent();
    attach("bridge", "a");
    String connect =
        "perl -MIO::Socket::UNIX -e 'exit(IO::Socket::UNIX->new(Peer => glob("
            + "\"/run/mycni/agent-*.sock\")) ? 0 : 13)'";
    world.sh(connect).ok();
    String nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    assertEquals(13, world.sh(nobody + connect).status());
    assertEquals("", world.sh("find /run/mycni -perm /022").ok());
  }
}
