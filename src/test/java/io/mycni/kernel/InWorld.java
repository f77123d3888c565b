// Runs code of a test inside a world: where mycni's classes are to meet a kernel whose links and
// settings are the test's own.
package io.mycni.kernel;

import io.mycni.exec.Journal;
import io.mycni.exec.Shell;
import io.mycni.process.Deadline;
import io.mycni.process.ProcessRunner;
import io.mycni.process.Tools;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The main class of such a process. */
final class InWorld {
  private InWorld() {}

  /** Runs a static method without parameters there, and fails as it does. */
  static void run(World world, Class<?> place, String method) {
    String ours = System.getProperty("surefire.test.class.path");
    String path = ours == null ? System.getProperty("java.class.path") : ours;
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    world
        .run(
            Map.of(),
            "",
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            path,
            InWorld.class.getName(),
            place.getName(),
            method)
        .ok();
  }

  /** Returns the tools of the world, to those that run in it. */
  static Shell shell() {
    return new Shell(
        new ProcessRunner(Path.of("/")),
        new Tools(System.getenv()),
        Deadline.in(Duration.ofMinutes(1)),
        new Journal());
  }

  /** Runs the method of that class and name. */
  public static void main(String[] arguments) throws Throwable {
    Method method = Class.forName(arguments[0]).getDeclaredMethod(arguments[1]);
    method.setAccessible(true);
    try {
      method.invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
