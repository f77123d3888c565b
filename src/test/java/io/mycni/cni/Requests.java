package io.mycni.cni;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests as a runtime would make them. */
public final class Requests {
  private Requests() {}

  /** Returns the request of an ADD with a configuration and the value of CNI_ARGS. */
  public static CniRequest add(String config, String args) {
    return RequestReader.read(
        Map.of(
            "CNI_COMMAND", "ADD",
            "CNI_CONTAINERID", "a",
            "CNI_NETNS", "/run/netns/a",
            "CNI_IFNAME", "eth0",
            "CNI_PATH", "/opt/cni/bin",
            "CNI_ARGS", args),
        config.getBytes(StandardCharsets.UTF_8));
  }
}
