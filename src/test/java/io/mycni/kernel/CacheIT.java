package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start-up cache that is not as it should be costs time, and nothing else. */
class CacheIT {
  private final World world = World.make();

  @BeforeEach
  void copyTheImage() {
    world.sh("cp -a " + World.BIN.getParent() + " image").ok();
  }

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          whole                   | true
          deleted                 | rm $cache
          empty                   | : > $cache
          cut in half             | truncate -s 8000000 $cache
          cut in its head         | truncate -s 100 $cache
          corrupted in its head   | printf 'rubbishrubbish' | dd of=$cache bs=1 seek=16 conv=notrunc
          text                    | echo '{ "code": 1 }' > $cache
          aged                    | touch -d 2001-01-01 $cache
          younger jars            | touch image/lib/*.jar
          another runtime's       | cp image/runtime/lib/server/libjvm.so $cache
          unreadable folder       | mv image/cache image/other
          """)
  void theAnswerIsTheSame(String state, String change) {
    world.container("a");
    world.sh("cache=$(echo image/cache/*-calls.aot); " + change).ok();
    String mycni = world.folder().resolve("image/bin/mycni").toString();
    World.Ended add =
        world.call("ADD", "a", Configs.SAMPLE).program(mycni).with("MYCNI_SOCKET", "").run();
    // Exactly one JSON document: what is behind it would be an error here.
    String answer = Json.readObject(add.ok().getBytes(StandardCharsets.UTF_8)).toString();
    assertTrue(answer.contains("10.16.0.2/16"), answer);
    World.Ended broken = world.call("ADD", "a", "{").program(mycni).with("MYCNI_SOCKET", "").run();
    assertEquals(1, broken.status());
    assertTrue(
        Json.readObject(broken.out().getBytes(StandardCharsets.UTF_8))
            .toString()
            .contains("\"code\":6"),
        broken.out());
  }

  @Test
  void doctorTellsWhetherTheCacheIsInUse() {
    String doctor = world.folder().resolve("image/bin/mycni") + " doctor || true";
    assertTrue(world.sh(doctor).ok().contains("start-up cache is in use"), world.sh(doctor).out());
    world.sh("rm image/cache/*.aot").ok();
    assertTrue(
        world.sh(doctor).ok().contains("start-up cache is not in use"), world.sh(doctor).out());
  }
}
