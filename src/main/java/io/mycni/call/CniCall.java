// The story of one CNI call: read the request, let the plugin serve it, answer. Whatever happens,
// the answer is one JSON document or nothing, and it is the only thing on standard output.
package io.mycni.call;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.ErrorCodec;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.SpecVersion;
import io.mycni.exec.Deadline;
import io.mycni.exec.FileLocks;
import io.mycni.exec.Runner;
import io.mycni.plan.Plan;
import io.mycni.plan.PlanText;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Serves CNI calls. */
public final class CniCall {
  private static final int FAILED = 1;

  private final Runner runner;
  private final FileLocks fileLocks;
  private final Path folder;

  /**
   * Makes what serves calls.
   *
   * @param runner starts processes
   * @param fileLocks the file locks of this process
   * @param folder the caller's working folder
   */
  public CniCall(Runner runner, FileLocks fileLocks, Path folder) {
    this.runner = runner;
    this.fileLocks = fileLocks;
    this.folder = folder;
  }

  /**
   * Serves a call.
   *
   * @param program the name that the program was started by
   * @param environment the environment of the call
   * @param in the network configuration
   * @param out takes the answer
   * @param err takes remarks for people
   * @param deadline the end of the call's time
   * @return the exit status
   */
  public int serve(
      String program,
      Map<String, String> environment,
      InputStream in,
      OutputStream out,
      PrintStream err,
      Deadline deadline) {
    byte[] input = {};
    try {
      input = Input.of(environment, in);
      CniRequest request = RequestReader.read(environment, input).standingIn(folder);
      JsonNode answer = serve(program, request, err, deadline);
      if (!answer.isMissingNode()) {
        print(answer, out);
      }
      return 0;
    } catch (CniException e) {
      explain(e, environment, err);
      return fail(e, input, out);
    } catch (IOException e) {
      explain(e, environment, err);
      return fail(
          new CniException(ErrorCode.IO_FAILURE, "error reading from stdin: " + e, ""), input, out);
    } catch (RuntimeException | Error e) {
      explain(e, environment, err);
      return fail(
          new CniException(
              ErrorCode.INTERNAL,
              "mycni has a fault: " + e,
              "set MYCNI_DEBUG=1 to see where, and report it"),
          input,
          out);
    }
  }

  private JsonNode serve(String program, CniRequest request, PrintStream err, Deadline deadline) {
    boolean dryRun = request.environment().getOrDefault("MYCNI_DRY_RUN", "").equals("1");
    Services services =
        Services.of(
            request.environment(),
            runner,
            fileLocks,
            folder,
            deadline,
            note -> err.println("mycni: " + note));
    CniPlugin plugin =
        new Plugins(services, dryRun)
            .named(program)
            .orElseThrow(() ->
                new CniException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "mycni was started as '" + program + "', and has no plugin of that name",
                    "start it as mycni, bridge or host-local"));
    if (dryRun && changes(request.command())) {
      Plan plan = plugin.plan(request);
      err.print(PlanText.print(plan));
      return request.command() == CniCommand.ADD ? result(plan.result(), request) : nothing();
    }
    return switch (request.command()) {
      case ADD -> result(plugin.add(request), request);
      case DEL -> {
        plugin.del(request);
        yield nothing();
      }
      case CHECK -> {
        plugin.check(request);
        yield nothing();
      }
      case STATUS -> {
        plugin.status(request);
        yield nothing();
      }
      case GC -> {
        plugin.gc(request);
        yield nothing();
      }
      case VERSION -> ErrorCodec.versions(request.version());
    };
  }

  private static boolean changes(CniCommand command) {
    return switch (command) {
      case ADD, DEL, GC -> true;
      case CHECK, STATUS, VERSION -> false;
    };
  }

  private static JsonNode result(CniResult result, CniRequest request) {
    return ResultCodec.write(result, request.version());
  }

  private static JsonNode nothing() {
    return Json.object().path("nothing");
  }

  private static int fail(CniException error, byte[] input, OutputStream out) {
    SpecVersion version = RequestReader.versionForErrors(input);
    try {
      print(ErrorCodec.write(error, version), out);
    } catch (CniException e) {
      // The runtime has gone away; nobody is left to be told.
    }
    return FAILED;
  }

  private static void print(JsonNode answer, OutputStream out) {
    try {
      out.write(Json.pretty(answer));
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new CniException(ErrorCode.IO_FAILURE, "the answer cannot be written: " + e, "");
    }
  }

  private static void explain(Throwable e, Map<String, String> environment, PrintStream err) {
    if (environment.getOrDefault("MYCNI_DEBUG", "").equals("1")) {
      e.printStackTrace(err);
    }
  }
}
