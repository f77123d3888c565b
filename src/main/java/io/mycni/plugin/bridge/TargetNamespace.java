// Whether CNI_NETNS is a namespace that mycni may work in.
package io.mycni.plugin.bridge;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the container's namespace before anything is done. */
final class TargetNamespace {
  private static final Path OWN = Path.of("/proc/self/ns/net");

  private TargetNamespace() {}

  /**
   * Refuses a namespace that is gone, and the one in which mycni itself runs: an interface meant
   * for a container would otherwise appear on the host.
   */
  static void require(String netns) {
    Path path = Path.of(netns);
    if (!Files.exists(path)) {
      throw new CniException(
          ErrorCode.CONTAINER_GONE,
          "the network namespace " + netns + " does not exist",
          "the container has ended, or CNI_NETNS is wrong");
    }
    try {
      Object here = Files.readAttributes(OWN, "unix:dev,ino");
      if (here.equals(Files.readAttributes(path, "unix:dev,ino"))) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "CNI_NETNS=" + netns + " is the namespace in which the plugin itself runs",
            "give the container a network namespace of its own (a host-network container needs no"
                + " CNI plugin)");
      }
    } catch (IOException e) {
      throw new CniException(
          ErrorCode.IO_FAILURE, "CNI_NETNS=" + netns + " cannot be looked at: " + e, "", e);
    }
  }
}
