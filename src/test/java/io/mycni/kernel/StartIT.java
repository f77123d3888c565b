package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a direct call does beside its work, and where it can be started from. */
@InBothModes
class StartIT {
  /** What the JDK initialises when it opens a jar, and at no other time. */
  private static final String JAR_OPENED = "java/util/zip/ZipFile$Source'";

  private static final String BEGUN = "Initializing '";

  /** Near to what they are: a library, a stream or a lambda more shows. */
  private static final int MOST_OF_VERSION = 505;

  private static final int MOST_OF_A_CALL = 970;

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /** A copy of the image whose runtime tells in `log` which classes it initialises. */
  private String toldImage() {
    world
        .sh(
            "cp -a "
                + World.BIN.getParent()
                + " image; cd image/runtime/bin; mv java java.real;"
                + " printf '#!/bin/sh\\n_JAVA_OPTIONS=-Xlog:class+init=info:file=%s exec \"$0.real\" \"$@\"\\n' "
                + world.folder().resolve("log")
                + " > java; chmod +x java")
        .ok();
    return world.folder().resolve("image/bin/mycni").toString();
  }

  @Test
  void aCallOpensNoJar() {
    String mycni = toldImage();
    // No cache knows this one.
    world.run(Map.of(), "", mycni, "completion", "bash").ok();
    assertTrue(world.sh("cat log").ok().contains(JAR_OPENED), "opening a jar is not seen here");
    for (String input : new String[] {"", "{ \"cniVersion\": \"1.0.0\" }"}) {
      World.Ended version =
          world.run(Map.of("CNI_COMMAND", "VERSION", "MYCNI_SOCKET", ""), input, mycni);
      assertTrue(version.ok().contains("supportedVersions"), version.out());
      assertFalse(world.sh("cat log").ok().contains(JAR_OPENED), world.sh("cat log").out());
      assertInitialisesAtMost(MOST_OF_VERSION);
    }
    World.Ended failed = world.run(Map.of("CNI_COMMAND", "ADD", "MYCNI_SOCKET", ""), "", mycni);
    assertEquals(1, failed.status());
    assertFalse(world.sh("cat log").ok().contains(JAR_OPENED), world.sh("cat log").out());
    // With processes: the JDK asks for a logger before it starts its first.
    world.container("neighbour").container("a");
    world.add("neighbour", Configs.SAMPLE).ok();
    for (String verb : new String[] {"ADD", "DEL"}) {
      world.call(verb, "a", Configs.SAMPLE).program(mycni).with("MYCNI_SOCKET", "").run().ok();
      assertFalse(world.sh("cat log").ok().contains(JAR_OPENED), verb);
      assertInitialisesAtMost(MOST_OF_A_CALL);
    }
  }

  /** What is begun with takes longer in a call than what is done. */
  private void assertInitialisesAtMost(int most) {
    for (String forOthers : new String[] {"io/prometheus", "io/mycni/metrics", "picocli"}) {
      assertFalse(world.sh("cat log").ok().contains(forOthers), forOthers + " is in the way");
    }
    long classes = world.sh("cat log").ok().lines().filter(line -> line.contains(BEGUN)).count();
    assertTrue(classes > 100 && classes <= most, classes + " classes are initialised, not " + most);
  }

  @Test
  void namesThatAreNotAsciiWorkInEveryLocale() {
    world.sh("mkdir 'Ordnér ☃'; cp -a " + World.BIN.getParent() + " 'Ordnér ☃/imäge'").ok();
    String enter = "cd 'Ordnér ☃' && exec env -u LC_ALL -u LANG ";
    for (String locale : new String[] {"LANG=C", "LC_ALL=POSIX", "LC_ALL=C.UTF-8"}) {
      attachFrom(enter + locale, "imäge/bin/mycni", "'Ordnér ☃'/leasés");
    }
  }

  @Test
  void aWorkingFolderMayHaveAnyName() {
    for (String name : new String[] {"bad\\377dir", "bad\\355\\240\\200surrogate", "a\\nb"}) {
      String folder = "\"$(printf '" + name + "')\"";
      world.sh("mkdir " + folder).ok();
      attachFrom(
          "cd " + folder + " && exec env LANG=C", world.bin() + "/mycni", folder + "/leasés");
      world.sh("rm -r " + folder).ok();
    }
  }

  @Test
  void aWorkingFolderThatIsGoneIsNoObstacle() {
    String script = "mkdir gone; cd gone; rmdir ../gone; exec " + world.bin().resolve("mycni");
    World.Ended version =
        world.run(Map.of("CNI_COMMAND", "VERSION", "MYCNI_SOCKET", ""), "", "sh", "-c", script);
    assertTrue(version.ok().contains("supportedVersions"), version.out());
  }

  private void attachFrom(String enter, String mycni, String leases) {
    world.container("a");
    String config = Configs.SAMPLE.replace("DATADIR", "leasés").replace("'", "");
    for (String verb : new String[] {"ADD", "DEL"}) {
      world
          .run(
              Map.of(
                  "CNI_COMMAND", verb,
                  "CNI_CONTAINERID", "a",
                  "CNI_NETNS", "/run/netns/a",
                  "CNI_IFNAME", "eth0",
                  "CNI_PATH", world.bin().toString(),
                  "MYCNI_SOCKET", ""),
              config,
              "sh",
              "-c",
              enter + " " + mycni)
          .ok();
      String test = "ls " + leases + "/mynet | grep -c '^10[.]' || true";
      assertEquals(verb.equals("ADD") ? "1\n" : "0\n", world.sh(test).ok(), enter);
    }
    world.sh("ip netns del a; rm -r " + leases).ok();
  }
}
