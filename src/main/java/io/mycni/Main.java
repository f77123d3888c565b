// Picks a face: a CNI call where the runtime's variables are set, else the command line.
package io.mycni;

import io.mycni.call.CniCall;
import io.mycni.call.Plugins;
import io.mycni.call.StreamClient;
import io.mycni.cli.Cli;
import io.mycni.cli.Version;
import io.mycni.lock.FileLocks;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.ProcessRunner;
import io.mycni.watch.DirectCalls;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program. */
public final class Main {
  /** The system property in which the launcher passes the name that it was started by. */
  private static final String PROGRAM = "mycni.program";

  /**
   * The caller's LC_ALL; the launcher sets another for the Java runtime, which takes the names of
   * files in UTF-8 only then.
   */
  private static final String CALLERS_LOCALE = "MYCNI_LC_ALL";

  private static final String LOCALE = "LC_ALL";

  private Main() {}

  /** Starts the program and ends the process. */
  public static void main(String[] args) {
    String program = System.getProperty(PROGRAM, "mycni");
    List<String> words = List.of(args);
    Map<String, String> environment = ofTheCaller(System.getenv());
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
    int status =
        run(
            program,
            words,
            environment,
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            err);
    err.flush();
    if (isCniCall(program, words, environment)) {
      count(new DirectCalls(DirectCalls.FOLDER), program, environment, status);
      // All is written, and a call has no hook that would have to run. System.exit asks for a
      // logger first, which costs an eighth of the processor time of VERSION.
      Runtime.getRuntime().halt(status);
    }
    System.exit(status);
  }

  /**
   * Counts a call that has served itself: where agents serve, many of them are worth knowing of.
   *
   * @param calls where they are counted
   * @param status the exit status
   */
  public static void count(
      DirectCalls calls, String program, Map<String, String> environment, int status) {
    if (Plugins.isOurs(program) && !environment.getOrDefault("MYCNI_DRY_RUN", "").equals("1")) {
      String verb = environment.getOrDefault("CNI_COMMAND", "");
      calls.count(Plugins.type(program), verb, status == 0);
    }
  }

  private static Map<String, String> ofTheCaller(Map<String, String> environment) {
    Map<String, String> callers = new HashMap<>(environment);
    callers.remove(LOCALE);
    String locale = callers.remove(CALLERS_LOCALE);
    if (locale != null) {
      callers.put(LOCALE, locale);
    }
    return callers;
  }

  /**
   * Runs the program.
   *
   * @param program the name that it was started by, without folders
   * @param args the arguments of the command line
   * @param environment the environment
   * @param in standard input
   * @param out standard output
   * @param err standard error
   * @return the exit status: 0 done, 1 failed, 2 used wrongly
   */
  public static int run(
      String program,
      List<String> args,
      Map<String, String> environment,
      InputStream in,
      OutputStream out,
      PrintStream err) {
    Path folder = Path.of("").toAbsolutePath();
    ProcessRunner runner = new ProcessRunner(folder);
    FileLocks fileLocks = new FileLocks();
    if (isTypedByAPerson(program, environment)) {
      err.println(Version.about(program));
      return 0;
    }
    if (isCniCall(program, args, environment)) {
      StreamClient client = new StreamClient(out);
      Deadline deadline = Deadline.in(Services.timeOfCall(environment), client);
      return new CniCall(runner, fileLocks, folder)
          .serve(program, environment, in, client, err, deadline);
    }
    return new Cli(environment, runner, fileLocks, new PrintStream(out, true), err).run(args);
  }

  /**
   * A plugin that is started without a verb says what it is, as the reference plugins do. `mycni`
   * itself is a command line.
   */
  private static boolean isTypedByAPerson(String program, Map<String, String> environment) {
    return !program.equals("mycni")
        && Plugins.isOurs(program)
        && !isSet("CNI_COMMAND", environment)
        && !isARuntimes(environment);
  }

  /**
   * Only `mycni` is a command line too; a runtime that forgets CNI_COMMAND gets its error as JSON.
   */
  private static boolean isCniCall(
      String program, List<String> args, Map<String, String> environment) {
    if (isSet("CNI_COMMAND", environment) || !program.equals("mycni")) {
      return true;
    }
    return args.isEmpty() && isARuntimes(environment);
  }

  /** People export CNI_PATH, for cnitool; what tells a container is set for one call only. */
  private static boolean isARuntimes(Map<String, String> environment) {
    return isSet("CNI_CONTAINERID", environment)
        || isSet("CNI_NETNS", environment)
        || isSet("CNI_IFNAME", environment);
  }

  private static boolean isSet(String name, Map<String, String> environment) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}
