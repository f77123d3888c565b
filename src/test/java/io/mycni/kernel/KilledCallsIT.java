package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mycni.cni.Attachment;
import io.mycni.lock.AttachmentLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What killed calls have left is collected by a GC, also where nobody else would come for it. */
@InBothModes
class KilledCallsIT {
  private static final String NETWORK =
      """
      { "cniVersion": "1.1.0", "name": "mynet", "type": "bridge", "bridge": "mybr0",
        "ipam": { "type": "host-local", "dataDir": "DATADIR", "subnet": "10.8.0.0/24" } }
      """;

  private static final String NONE_VALID =
      Configs.with(NETWORK, "\"cni.dev/valid-attachments\": []");

  private final World world = World.make();

  @AfterEach
  void end() {
    world.close();
  }

  /** A tool goes on when its call is killed: what it makes after the GC would be nobody's. */
  @Test
  void aGcEndsTheToolsOfAKilledCallAndRemovesItsNote() {
    String key = AttachmentLock.key("bridge", new Attachment("mynet", "gone", "eth0"));
    world
        .sh(
            """
            mkdir -p /run/mycni/calls
            touch /run/mycni/calls/KEY
            MYCNI_TOOL_OF=KEY setsid sleep 60 < /dev/null > /dev/null 2>&1 &
            echo $! > tool
            """
                .replace("KEY", key))
        .ok();
    assertNotEquals("", runningTool());
    gc();
    assertEquals("", runningTool());
    assertEquals("", world.sh("ls -A /run/mycni/calls").ok());
  }

  private String runningTool() {
    return world.sh("tr '\\0' ' ' < /proc/$(cat tool)/cmdline 2> /dev/null || true").ok();
  }

  private void gc() {
    world.container("any");
    world
        .call("GC", "any", NONE_VALID)
        .program("bridge")
        .with("CNI_CONTAINERID", "")
        .with("CNI_NETNS", "")
        .run()
        .ok();
  }

  /** A DEL that fails at its very end has removed all but the note, and is not always repeated. */
  @Test
  void aGcRemovesANoteThatIsAllThatIsLeft() {
    world.container("a");
    world.call("ADD", "a", NETWORK).program("bridge").run().ok();
    world.remove("a").sh("rm data/mynet/10.8.0.2 && ls /run/mycni/made/*").ok();
    gc();
    assertEquals("", world.sh("ls /run/mycni/made").ok());
  }
}
