// The `main` of a plugin of one's own: a program that is a PluginType and mycni's jars.
package io.mycni;

import io.mycni.call.CniCall;
import io.mycni.call.Plugins;
import io.mycni.call.StreamClient;
import io.mycni.cni.NetworkForm;
import io.mycni.lint.Finding;
import io.mycni.lint.Linter;
import io.mycni.lint.Types;
import io.mycni.lock.FileLocks;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.IoReason;
import io.mycni.process.ProcessRunner;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a plugin that is not one of mycni's, by mycni's engine: every verb of the specification, the
 * plan ({@code MYCNI_DRY_RUN=1}), and {@code NAME lint FILE…}. docs/WRITING-A-PLUGIN.md shows one.
 */
public final class OwnPlugin {
  private OwnPlugin() {}

  /** Serves what the process was started for, and ends the process. */
  public static void main(PluginType<?> type, String[] args) {
    int status = run(type, List.of(args), System.getenv());
    System.out.flush();
    System.exit(status);
  }

  private static int run(PluginType<?> type, List<String> args, Map<String, String> environment) {
    if (!environment.getOrDefault("CNI_COMMAND", "").isEmpty()) {
      return call(type, environment);
    }
    if (args.size() >= 2 && args.getFirst().equals("lint")) {
      int wrong = 0;
      for (String file : args.subList(1, args.size())) {
        wrong += lint(type, file);
      }
      return wrong == 0 ? 0 : 1;
    }
    System.err.println(type.name() + " is a CNI plugin, which a container runtime starts");
    System.err.println("a person may start: " + type.name() + " lint FILE…");
    return args.isEmpty() ? 0 : 2;
  }

  private static int call(PluginType<?> type, Map<String, String> environment) {
    Path folder = Path.of("").toAbsolutePath();
    StreamClient client = new StreamClient(new FileOutputStream(FileDescriptor.out));
    PrintStream err = System.err;
    return new CniCall(new ProcessRunner(folder), new FileLocks(), folder, Optional.of(type))
        .serve(
            type.name(),
            environment,
            System.in,
            client,
            err,
            Deadline.in(Services.timeOfCall(environment), client));
  }

  /** Prints what is wrong in a file, and returns how many errors that are. */
  private static int lint(PluginType<?> type, String file) {
    String text;
    try {
      text = Files.readString(Path.of(file));
    } catch (IOException e) {
      System.out.println(file + ": cannot be read: " + IoReason.of(e));
      return 1;
    }
    Types types = new Types(Optional.of(type));
    int errors = 0;
    for (Finding finding :
        Linter.lint(text, NetworkForm.of(file), Plugins::type, types, List.of())) {
      boolean error = finding.level() == Finding.Level.ERROR;
      System.out.println(
          file
              + ":"
              + finding.spot().line()
              + ": "
              + (error ? "error: " : "warning: ")
              + finding.message()
              + (finding.help().isEmpty() ? "" : "; " + finding.help()));
      errors += error ? 1 : 0;
    }
    return errors;
  }
}
