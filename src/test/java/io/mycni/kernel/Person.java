// Somebody at the command line of a world: networks in its folder net.d, plugins in its bin
// and the reference's.
package io.mycni.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types commands. */
final class Person {
  private final World world;
  private final Path networks;

  Person(World world) {
    this.world = world;
    this.networks = world.folder().resolve("net.d");
    try {
      Files.createDirectories(networks);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Puts a configuration into the folder of networks. */
  Path configure(String file, String text) {
    try {
      return Files.writeString(
          networks.resolve(file),
          text.replace("DATADIR", world.folder().resolve("data").toString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Types {@code mycni WORDS…}. */
  World.Ended mycni(String... words) {
    return mycniIn(System.getenv("PATH"), words);
  }

  /** Types {@code mycni WORDS…} where tools are looked for in other folders. */
  World.Ended mycniIn(String path, String... words) {
    List<String> command = new ArrayList<>(List.of(world.bin().resolve("mycni").toString()));
    command.addAll(List.of(words));
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", path);
    environment.put("NETCONFPATH", networks.toString());
    environment.put("CNI_PATH", world.bin() + ":/usr/lib/cni");
    return world.run(environment, "", command.toArray(String[]::new));
  }

  /** The container's ID when only its namespace is named. */
  static String idOf(World world, String container) {
    return "cnitool-"
        + world.sh("printf /run/netns/" + container + " | sha512sum | cut -c1-20").ok().strip();
  }
}
