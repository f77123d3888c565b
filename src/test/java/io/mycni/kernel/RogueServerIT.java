package io.mycni.kernel;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A server on the agent's socket that is none: whatever it sends, the launcher answers with one
 * document, or serves the call directly. The launcher is compiled with checks of its memory, and
 * waits for an answer for a second instead of minutes.
 */
class RogueServerIT {
  private static final byte[] GREETING = "mycni-123456789".getBytes(StandardCharsets.US_ASCII);
  private static final int LARGEST_TEXT = 16 << 20;
  private static final String DOCUMENT = "{ \"x\": 1 }\n";

  private final World world = World.make();
  private Path launcher;
  private Path socket;

  /** What a server does with a caller. */
  @FunctionalInterface
  private interface Rubbish {
    void send(SocketChannel channel) throws Exception;
  }

  @BeforeEach
  void compile() throws IOException {
    Path image = World.BIN.getParent();
    Path build = image.resolveSibling("launcher");
    Assumptions.assumeTrue(
        Files.exists(build.resolve("launcher-build.h")), "this image has no launcher in C");
    Path folder = Files.createDirectories(world.folder().resolve("image/bin")).getParent();
    for (String part : new String[] {"runtime", "lib", "cache"}) {
      Files.createSymbolicLink(folder.resolve(part), image.resolve(part));
    }
    launcher = folder.resolve("bin/mycni");
    socket = world.folder().resolve("agent.sock");
    String cc =
        "cc -std=gnu11 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -DSERVE_LIMIT=1000"
            + " -I "
            + build
            + " -o "
            + launcher
            + " "
            + System.getProperty("mycni.base")
            + "/src/main/c/*.c 2>&1";
    World.Ended compiled = world.sh(cc);
    Assumptions.assumeTrue(
        compiled.status() == 0, "this compiler cannot check memory: " + compiled.out());
  }

  @AfterEach
  void end() {
    world.close();
  }

  private World.Ended callWhile(Rubbish rubbish) {
    return callWhile("VERSION", rubbish);
  }

  /** Makes one call of the launcher while a server does that on the socket. */
  private World.Ended callWhile(String verb, Rubbish rubbish) {
    Path lock = socket.resolveSibling(socket.getFileName() + ".lock");
    // Without the lock that an agent holds, the launcher would not listen to what is sent.
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        FileChannel held = FileChannel.open(lock, CREATE, WRITE);
        FileLock alone = held.lock()) {
      assertTrue(alone.isValid());
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.startVirtualThread(() -> {
        try (SocketChannel channel = server.accept()) {
          rubbish.send(channel);
        } catch (Exception theLauncherHasGone) {
          // Or the test is over.
        }
      });
      long begun = System.nanoTime();
      World.Ended ended =
          world
              .call(verb, "a", "{ \"cniVersion\": \"0.4.0\" }")
              .program(launcher.toString())
              .with("MYCNI_SOCKET", socket.toString())
              .with("ASAN_OPTIONS", "detect_leaks=0")
              .run();
      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(30), "it took too long");
      assertFalse(ended.err().contains("Sanitizer"), ended.err());
      assertFalse(ended.err().contains("runtime error"), ended.err());
      return ended;
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      world.sh("rm -f agent.sock agent.sock.lock").ok();
    }
  }

  private void isServedDirectlyWhile(Rubbish rubbish) {
    World.Ended ended = callWhile(rubbish);
    assertEquals(0, ended.status(), ended.out() + ended.err());
    assertTrue(document(ended).has("supportedVersions"), ended.out());
  }

  private void failsWith(String words, Rubbish rubbish) {
    World.Ended ended = callWhile("ADD", rubbish);
    assertEquals(1, ended.status(), ended.out() + ended.err());
    assertEquals(11, document(ended).path("code").asInt(), ended.out());
    assertEquals("0.4.0", document(ended).path("cniVersion").asString(), ended.out());
    assertTrue(ended.out().contains(words), ended.out());
  }

  private static JsonNode document(World.Ended ended) {
    return Json.readObject(ended.out().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a greeting, reads the request and accepts it, so that the next is a result. */
  private static SocketChannel accept(SocketChannel channel) throws IOException {
    write(channel, GREETING);
    readRequest(channel);
    write(channel, new byte[] {'A'});
    Channels.newInputStream(channel).read();
    return channel;
  }

  private static void readRequest(SocketChannel channel) throws IOException {
    byte[] length = Channels.newInputStream(channel).readNBytes(4);
    int bytes = ByteBuffer.wrap(length).order(ByteOrder.nativeOrder()).getInt();
    Channels.newInputStream(channel).readNBytes(bytes);
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void result(SocketChannel channel, int status, int length, String out, int rest)
      throws IOException {
    byte[] text = out.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(13 + text.length)
            .order(ByteOrder.nativeOrder())
            .put((byte) 'R')
            .putInt(status)
            .putInt(length)
            .put(text)
            .putInt(rest);
    write(channel, buffer.array());
  }

  private static void result(SocketChannel channel, int status, String out) throws IOException {
    result(channel, status, out.length(), out, 0);
  }

  @Test
  void beforeTheCallIsAcceptedEverythingMeansDirectService() {
    isServedDirectlyWhile(channel -> {});
    isServedDirectlyWhile(channel -> write(channel, new byte[] {'A'}));
    isServedDirectlyWhile(channel -> write(channel, GREETING));
    isServedDirectlyWhile(channel -> write(channel, new byte[1 << 20]));
    isServedDirectlyWhile(channel -> {
      write(channel, GREETING);
      write(channel, "DDDDDDDD".getBytes(StandardCharsets.US_ASCII));
      channel.shutdownOutput();
      Channels.newInputStream(channel).readAllBytes();
    });
    isServedDirectlyWhile(channel -> Thread.sleep(20_000));
    isServedDirectlyWhile(channel -> {
      for (int i = 0; i < 100; i++) {
        write(channel, new byte[] {'m'});
        Thread.sleep(300);
      }
    });
  }

  @Test
  void aConnectionThatEndsIsSaidToHaveEnded() {
    failsWith("broke off", RogueServerIT::accept);
    failsWith("broke off", channel -> write(accept(channel), new byte[] {'R', 0, 0}));
    failsWith("broke off", channel -> result(accept(channel), 0, 1000, DOCUMENT, 0));
    failsWith("broke off", channel -> result(accept(channel), 0, LARGEST_TEXT, DOCUMENT, 0));
    failsWith("broke off", channel -> result(accept(channel), 0, 11, DOCUMENT, 5));
  }

  /** All but an ADD ends well though an agent is killed. */
  @Test
  void whatCanBeBegunAnewIsServedDirectlyWhereTheConnectionEnds() {
    isServedDirectlyWhile(RogueServerIT::accept);
    isServedDirectlyWhile(channel -> write(accept(channel), new byte[] {'R', 0, 0}));
    isServedDirectlyWhile(channel -> result(accept(channel), 0, 1000, DOCUMENT, 0));
  }

  @Test
  void anAnswerThatDoesNotComeIsNotCalledAnEnd() {
    failsWith(
        "has not answered in time",
        channel -> {
          accept(channel);
          Thread.sleep(10_000);
        });
    failsWith(
        "has not answered in time",
        channel -> {
          result(accept(channel), 0, LARGEST_TEXT, DOCUMENT, 0);
          for (int i = 0; i < 100; i++) {
            Thread.sleep(100);
            write(channel, new byte[] {' '});
          }
        });
  }

  @Test
  void lengthsAndStatusesAreNotBelieved() {
    String refused = "sent no answer that could be one";
    for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, LARGEST_TEXT + 1}) {
      failsWith(refused, channel -> result(accept(channel), 0, length, DOCUMENT, 0));
      failsWith(
          refused, channel -> result(accept(channel), 0, DOCUMENT.length(), DOCUMENT, length));
    }
    for (int status : new int[] {-1, 256, 512, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      failsWith(refused, channel -> result(accept(channel), status, DOCUMENT));
    }
    for (String text : new String[] {"rubbish", "[]", "{", "\0{}", "{}x", "\n"}) {
      failsWith(refused, channel -> result(accept(channel), 1, text));
    }
    failsWith(refused, channel -> result(accept(channel), 1, ""));
  }

  @Test
  void anAnswerIsGivenOnAsItIs() {
    World.Ended ended = callWhile(channel -> result(accept(channel), 3, DOCUMENT));
    assertEquals(3, ended.status());
    assertEquals(DOCUMENT, ended.out());
    ended = callWhile(channel -> result(accept(channel), 0, ""));
    assertEquals(0, ended.status());
    assertEquals("", ended.out());
  }

  @Test
  void signsOfLifeAreNoAnswer() {
    World.Ended ended =
        callWhile(channel -> {
          write(channel, GREETING);
          for (int i = 0; i < 8; i++) {
            write(channel, new byte[] {'.'});
            Thread.sleep(500);
          }
          readRequest(channel);
          write(channel, new byte[] {'A'});
          Channels.newInputStream(channel).read();
          write(channel, "....".getBytes(StandardCharsets.US_ASCII));
          result(channel, 3, DOCUMENT);
        });
    assertEquals(3, ended.status());
    failsWith(
        "has not answered in time",
        channel -> {
          accept(channel);
          for (int i = 0; i < 100; i++) {
            Thread.sleep(50);
            write(channel, new byte[] {'.'});
          }
        });
  }

  @Test
  void whatIsToBeConfirmedIsAFailureUnlessItIsKept() {
    for (String end : new String[] {"K", ".K", "", "x", "R", ".."}) {
      World.Ended ended =
          callWhile(channel -> {
            accept(channel);
            ByteBuffer buffer =
                ByteBuffer.allocate(13 + DOCUMENT.length()).order(ByteOrder.nativeOrder());
            buffer.put((byte) 'C').putInt(0).putInt(DOCUMENT.length());
            buffer.put(DOCUMENT.getBytes(StandardCharsets.UTF_8)).putInt(0);
            write(channel, buffer.array());
            assertEquals('W', Channels.newInputStream(channel).read());
            write(channel, end.getBytes(StandardCharsets.US_ASCII));
          });
      assertEquals(end.endsWith("K") ? 0 : 1, ended.status(), end);
      assertEquals(DOCUMENT, ended.out());
    }
  }

  @Test
  void rubbishByChanceIsSurvived() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      boolean accepted = random.nextInt(4) > 0;
      World.Ended ended =
          callWhile(channel -> {
            write(accepted ? accept(channel) : channel, bytes);
            Thread.sleep(random.nextInt(3) * 20);
          });
      assertTrue(ended.status() == 0 || ended.status() == 1, "seed " + seed);
      JsonNode answer = document(ended);
      assertTrue(answer.has("supportedVersions") || answer.has("code"), "seed " + seed);
    }
  }

  @Test
  void aSocketThatOthersMayWriteToIsNotAsked() {
    for (String change : new String[] {"chmod 777 .", "chmod 666 agent.sock"}) {
      World.Ended ended;
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.startVirtualThread(() -> {
          try (SocketChannel channel = server.accept()) {
            result(accept(channel), 3, DOCUMENT);
          } catch (Exception notAsked) {
            // As it should be.
          }
        });
        world.sh(change).ok();
        ended =
            world
                .call("VERSION", "a", "{}")
                .program(launcher.toString())
                .with("MYCNI_SOCKET", socket.toString())
                .with("ASAN_OPTIONS", "detect_leaks=0")
                .run();
      } catch (IOException e) {
        throw new AssertionError(e);
      } finally {
        world.sh("rm -f agent.sock; chmod 700 .").ok();
      }
      assertTrue(document(ended).has("supportedVersions"), ended.out());
    }
  }
}
