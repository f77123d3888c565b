package io.mycni.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.RequestReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STATUS says beforehand what every ADD would fail of. */
class StatusTest {
  private static final String V4 = "[{\"subnet\": \"10.1.0.0/24\"}]";
  private static final String V6 = "[{\"subnet\": \"fd01::/64\"}]";

  @TempDir private Path folder;

  private static PaperHost host(boolean withIpv6) {
    PaperHost host = new PaperHost();
    if (!withIpv6) {
      host.describe("no ipv6");
    }
    return host;
  }

  private String hostLocal(String ranges) {
    return "\"type\": \"host-local\", \"dataDir\": \""
        + folder
        + "\", \"ranges\": ["
        + ranges
        + "]";
  }

  private static void status(String ipam, PaperHost host) {
    Map<String, String> environment = new HashMap<>(CallText.USUAL);
    environment.put("CNI_COMMAND", "STATUS");
    String config =
        "{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"type\": \"bridge\", \"ipam\": {"
            + ipam
            + "}}";
    CniRequest request =
        RequestReader.read(environment, config.getBytes(StandardCharsets.UTF_8))
            .standingIn(Path.of("/"));
    PaperCall.plugin("bridge", request, host).status(request);
  }

  private static void cannotServe(String ipam, PaperHost host) {
    CniException told = assertThrows(CniException.class, () -> status(ipam, host));
    assertEquals(ErrorCode.PLUGIN_NOT_AVAILABLE.number(), told.code());
    assertEquals(
        "each ADD would be given an IPv6 address, but this kernel has no IPv6", told.getMessage());
  }

  @Test
  void anAddressOfAFamilyThatTheKernelLacksCannotBeGiven() {
    cannotServe(hostLocal(V4 + ", " + V6), host(false));
    cannotServe(
        "\"type\": \"static\", \"addresses\": [{\"address\": \"fd01::5/64\"}]", host(false));
    status(hostLocal(V4), host(false));
    status(hostLocal(V4 + ", " + V6), host(true));
  }
}
