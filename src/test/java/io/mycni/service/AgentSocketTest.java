package io.mycni.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.service.AgentSocket.Presence;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSocketTest {
  private static final String SOCKETS =
      """
      Num       RefCount Protocol Flags    Type St Inode Path
      00000000d306c147: 00000003 00000000 00000000 0001 03  1674
      00000000142a7458: 00000003 00000000 00000000 0001 03  1675 /run/mycni/served.sock
      00000000142a7459: 00000002 00000000 00010000 0001 01  1676 /run/mycni/listened on.sock
      """;

  @Test
  void onlyWhoAcceptsConnectionsListens() {
    assertTrue(AgentSocket.isListenedOn(SOCKETS, Path.of("/run/mycni/listened on.sock")));
    assertFalse(AgentSocket.isListenedOn(SOCKETS, Path.of("/run/mycni/served.sock")));
    assertFalse(AgentSocket.isListenedOn(SOCKETS, Path.of("/run/mycni/listened")));
  }

  @Test
  void whoIsThereIsSeenWithoutACall(@TempDir Path folder) throws IOException {
    AgentSocket socket = new AgentSocket(folder.resolve("a.sock"));
    assertEquals(Presence.NOBODY, socket.presence());
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket.path()));
      assertEquals(Presence.LISTENED, socket.presence());
      server.configureBlocking(false);
      assertEquals(null, server.accept());
      assertFalse(socket.greets(Duration.ofMillis(50)));
      Path lock = folder.resolve("a.sock.lock");
      try (FileChannel held =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        assertTrue(held.lock().isValid());
        assertEquals(Presence.AGENT, socket.presence());
      }
    }
    // The file of one that was killed.
    assertEquals(Presence.NOBODY, socket.presence());
  }

  @Test
  void aCallsEnvironmentMayNameAnother() {
    assertEquals(Path.of("/a.sock"), AgentSocket.in(Map.of("MYCNI_SOCKET", "/a.sock")).path());
    assertEquals(AgentSocket.usual(), AgentSocket.in(Map.of("MYCNI_SOCKET", "none")));
    assertEquals(AgentSocket.usual(), AgentSocket.in(Map.of()));
  }
}
