package io.mycni.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.part.Difference;
import io.mycni.plan.Plan;
import io.mycni.plan.PlanText;
import io.mycni.plan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder below {@code src/test/resources/plans/PLUGIN} is one case. In: {@code case.json}
 * (config, lease, CNI_ARGS), {@code host.txt}, and {@code broken.txt}, what somebody breaks after
 * the ADD. Out: {@code add.txt}, {@code del.txt}, {@code gc.txt}, and where something was broken
 * {@code check.txt} and {@code reload.txt}; or {@code error.txt}. With {@code -Dgolden.write=true}
 * what comes out is written, to be read before it is committed.
 */
class PlanGoldenTest {
  static List<String> cases() throws IOException {
    return Case.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCaseIsPlannedAsWritten(String name) throws IOException {
    Case<?> given = Case.named(name);
    Path folder = Case.folder(name);
    PaperHost host = given.host();
    Plan add;
    try {
      add = given.add("c1", host);
    } catch (CniException e) {
      String error = e.code() + " " + e.getMessage() + "\n" + e.details() + "\n";
      compare(folder.resolve("error.txt"), error);
      return;
    }
    compare(folder.resolve("add.txt"), PlanText.print(add));
    host.apply(add);
    assertEquals(List.of(), texts(given.differences(add.result(), host)));

    List<Step> second = given.takesTheOnlyOne() ? List.of() : given.add("c2", host).steps();
    for (Step step : second) {
      assertTrue(!(step instanceof Step.Ensure), "shared and still missing: " + step.describe());
    }

    if (Files.exists(folder.resolve("broken.txt"))) {
      host.describe(folder.resolve("broken.txt"));
      CniException check = given.check(add.result(), host).orElseThrow();
      String lines = check.getMessage().replace("; ", ";\n  ");
      compare(folder.resolve("check.txt"), lines + "\n" + check.details() + "\n");
      Plan reload = given.reload(add.result(), host);
      compare(folder.resolve("reload.txt"), PlanText.print(reload));
      host.apply(reload);
      for (Difference left : given.differences(add.result(), host)) {
        assertTrue(!left.wiped(), "not mended: " + left.text());
      }
    }

    compare(
        folder.resolve("gc.txt"),
        PlanText.print(
            given.gc(host, given.takesTheOnlyOne() ? List.of("c1") : List.of("c1", "c2"))));
    Plan del = given.del(add.result(), host);
    compare(folder.resolve("del.txt"), PlanText.print(del));
    host.apply(del);
    for (Step step : given.del(add.result(), host).steps()) {
      assertTrue(
          step instanceof Step.Present || step instanceof Step.Perform,
          "a second DEL would still " + step.describe());
    }
  }

  private static List<String> texts(List<Difference> differences) {
    return differences.stream()
        .map(each -> (each.wiped() ? "wiped: " : "broken: ") + each.text())
        .toList();
  }

  private static void compare(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual);
  }
}
