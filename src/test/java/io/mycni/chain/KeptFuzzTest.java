package io.mycni.chain;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import java.io.IOException;
import java.nio.file.Path;

/** What somebody has kept of an attachment is a result, or is passed over. */
class KeptFuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    Kept.parse(bytes)
        .ifPresent(kept -> {
          kept.network();
          kept.readResult();
          for (SpecVersion version : SpecVersion.values()) {
            try {
              kept.resultIn(version);
            } catch (CniException noSuchResultInThatVersion) {
              // Said to who asks, as IPv6 in version 0.2.0 say.
            }
          }
          kept.complete(new Chain.Target("c1", "", "eth0", "", Json.object()), "");
        });
  }

  /** A list that somebody has written, or a runtime has kept. */
  @FuzzTest
  void anyNetwork(byte[] bytes) throws IOException {
    try {
      Network.of(Path.of("/nonexistent/10-x.conflist"), Json.readObject(bytes));
    } catch (CniException refused) {
      // That is an answer, too.
    }
  }
}
