// Starts the tests that need a full kernel, without Maven: under an emulated processor that alone
// would take a minute. Says each test with its time, and fails when one was skipped.
package io.mycni.kernel;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The main class of that process. */
final class FullKernel implements TestExecutionListener {
  private final PrintWriter out = new PrintWriter(System.out, true);
  private final List<String> wrong = new ArrayList<>();
  private Instant begun = Instant.now();
  private int passed;

  private FullKernel() {}

  /**
   * Runs all tests of a tag in this package; ends with 1 unless each has passed.
   *
   * @param arguments a pattern of the names of classes, where not all are to be run
   */
  public static void main(String[] arguments) {
    FullKernel listener = new FullKernel();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectPackage(FullKernel.class.getPackageName()))
            .filters(
                ClassNameFilter.includeClassNamePatterns(
                    arguments.length == 0 ? ".*IT" : arguments[0]),
                TagFilter.includeTags(System.getProperty("mycni.tag", NeedsFullKernel.TAG)))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    LauncherFactory.create().execute(request, listener);
    System.exit(listener.end());
  }

  private int end() {
    out.println(passed + " passed");
    wrong.forEach(out::println);
    return wrong.isEmpty() && passed > 0 ? 0 : 1;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    begun = Instant.now();
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    wrong.add("SKIPPED: " + name(test) + ": " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Duration time = Duration.between(begun, Instant.now());
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      wrong.add(result.getStatus() + ": " + name(test));
      result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(out));
    } else if (test.isTest()) {
      passed++;
      out.printf("%5.1f s  %s%n", time.toMillis() / 1000.0, name(test));
    }
  }

  private static String name(TestIdentifier test) {
    String place = test.getUniqueId().replaceAll(".*\\[class:([^]]*\\.)?([^].]*)].*", "$2 ");
    return place + test.getDisplayName();
  }
}
