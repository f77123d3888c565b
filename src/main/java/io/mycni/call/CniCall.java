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
import io.mycni.dhcp.LeaseKeeper;
import io.mycni.host.HostLook;
import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.plan.Plan;
import io.mycni.plan.PlanText;
import io.mycni.plugin.Attached;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.IoReason;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Serves CNI calls. */
public final class CniCall {
  private static final int FAILED = 1;

  private final Runner runner;
  private final FileLocks fileLocks;
  private final Path folder;
  private final Optional<PluginType<?>> own;
  private final Optional<HostLook> look;
  private Optional<LeaseKeeper> keeper = Optional.empty();

  /**
   * Makes what serves calls.
   *
   * @param runner starts processes
   * @param fileLocks the file locks of this process
   * @param folder the caller's working folder
   */
  public CniCall(Runner runner, FileLocks fileLocks, Path folder) {
    this(runner, fileLocks, folder, Optional.empty());
  }

  /**
   * Makes what serves the calls of one more plugin.
   *
   * @param own a plugin of somebody else's, made of mycni's parts
   */
  public CniCall(Runner runner, FileLocks fileLocks, Path folder, Optional<PluginType<?>> own) {
    this(runner, fileLocks, folder, own, Optional.empty());
  }

  /**
   * Makes what serves the calls of a host that is looked at in another way.
   *
   * @param look looks at the host; where there is none, the kernel and the tools are asked
   */
  CniCall(
      Runner runner,
      FileLocks fileLocks,
      Path folder,
      Optional<PluginType<?>> own,
      Optional<HostLook> look) {
    this.runner = runner;
    this.fileLocks = fileLocks;
    this.folder = folder;
    this.own = own;
    this.look = look;
  }

  /** Serves calls in a process that stays, where leases of DHCP servers can be kept. */
  public CniCall keepingLeases(LeaseKeeper leases) {
    keeper = Optional.of(leases);
    return this;
  }

  /**
   * Serves a call.
   *
   * @param program the name that the program was started by
   * @param environment the environment of the call
   * @param in the network configuration
   * @param client takes the answer
   * @param err takes remarks for people
   * @param deadline the end of the call's time
   * @return the exit status
   */
  public int serve(
      String program,
      Map<String, String> environment,
      InputStream in,
      Client client,
      PrintStream err,
      Deadline deadline) {
    byte[] input = {};
    try {
      input = Input.of(environment, in);
      CniRequest request = RequestReader.read(environment, input).standingIn(folder);
      serve(program, request, client, err, deadline);
      return 0;
    } catch (CniException e) {
      explain(e, environment, err);
      return fail(e, input, client, err);
    } catch (IOException e) {
      explain(e, environment, err);
      return fail(
          new CniException(ErrorCode.IO_FAILURE, "error reading from stdin: " + IoReason.of(e), ""),
          input,
          client,
          err);
    } catch (RuntimeException | Error e) {
      explain(e, environment, err);
      return fail(
          new CniException(
              ErrorCode.INTERNAL,
              "mycni has a fault: " + e,
              "set MYCNI_DEBUG=1 to see where, and report it"),
          input,
          client,
          err);
    }
  }

  private void serve(
      String program, CniRequest request, Client client, PrintStream err, Deadline deadline) {
    boolean dryRun = request.environment().getOrDefault("MYCNI_DRY_RUN", "").equals("1");
    String type = Plugins.type(program);
    Services services = services(environment(type, request), deadline, err);
    CniPlugin plugin =
        new Plugins(services, dryRun, own, keeper)
            .named(program)
            .orElseThrow(() ->
                new CniException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "mycni was started as '" + program + "', and has no plugin of that name",
                    "start it as mycni, or as " + String.join(", ", PluginName.all())));
    if (dryRun && changes(request.command())) {
      Plan plan = plugin.plan(request);
      err.print(PlanText.print(plan));
      answer(
          request.command() == CniCommand.ADD ? result(plan.result(), request) : nothing(), client);
      return;
    }
    AttachmentLock lock = services.attachments();
    JsonNode answer = nothing();
    switch (request.command()) {
      case ADD -> {
        refuseCircle(type, request);
        try (FileLocks.Held _ = lock.change(type, request.attachment())) {
          answerOrUndo(plugin.add(request), request, client);
        }
        return;
      }
      case DEL -> {
        refuseCircle(type, request);
        try (FileLocks.Held _ = lock.change(type, request.attachment())) {
          plugin.del(request);
        }
      }
      case CHECK -> {
        try (FileLocks.Held _ = lock.look(type, request.attachment())) {
          plugin.check(request);
        }
      }
      case STATUS -> plugin.status(request);
      case GC -> {
        try (FileLocks.Held _ = lock.changeAll(type, request.network())) {
          plugin.gc(request);
        }
      }
      case VERSION -> answer = ErrorCodec.versions(request.version());
    }
    answer(answer, client);
  }

  /** Puts together what a call works with. */
  private Services services(Map<String, String> environment, Deadline deadline, PrintStream err) {
    Services services =
        Services.of(
            environment,
            runner,
            fileLocks,
            folder,
            deadline,
            note -> err.println("mycni: " + note));
    return look.isPresent() ? services.with(look.get()) : services;
  }

  /** A call by a plugin that a call of the same attachment runs would wait for its own end. */
  private static void refuseCircle(String type, CniRequest request) {
    String within = request.environment().getOrDefault(AttachmentLock.PLUGIN_OF, "");
    if (within.equals(AttachmentLock.key(type, request.attachment()))) {
      throw new CniException(
          ErrorCode.DELEGATE_FAILED,
          "a plugin that " + request.attachment() + " runs asks for the same attachment again",
          "a plugin in the circle names itself as its ipam");
    }
  }

  /** The environment of a call, from which its tools get the mark by which they are known. */
  private static Map<String, String> environment(String type, CniRequest request) {
    if (request.command() != CniCommand.ADD && request.command() != CniCommand.DEL) {
      return request.environment();
    }
    Map<String, String> marked = new HashMap<>(request.environment());
    marked.put(Tools.TOOL_OF, AttachmentLock.key(type, request.attachment()));
    return marked;
  }

  private static boolean changes(CniCommand command) {
    return switch (command) {
      case ADD, DEL, GC -> true;
      case CHECK, STATUS, VERSION -> false;
    };
  }

  /** What was made for somebody who never hears of it would be there for ever. */
  private static void answerOrUndo(Attached made, CniRequest request, Client client) {
    String reason;
    try {
      client.answer(0, text(result(made.result(), request)), true);
      return;
    } catch (IOException e) {
      reason = unwritten(e);
    } catch (RuntimeException | Error e) {
      made.undo().undo();
      throw e;
    }
    throw made.undo().undo().after(new CniException(ErrorCode.IO_FAILURE, reason, ""));
  }

  private static void answer(JsonNode answer, Client client) {
    try {
      client.answer(0, answer.isMissingNode() ? new byte[0] : text(answer), false);
    } catch (IOException e) {
      throw new CniException(ErrorCode.IO_FAILURE, unwritten(e), "");
    }
  }

  private static String unwritten(IOException e) {
    return "the answer cannot be written: " + e.getMessage();
  }

  private static JsonNode result(CniResult result, CniRequest request) {
    return ResultCodec.write(result, request.version());
  }

  private static JsonNode nothing() {
    return Json.object().path("nothing");
  }

  private static int fail(CniException error, byte[] input, Client client, PrintStream err) {
    SpecVersion version = RequestReader.versionForErrors(input);
    if (error.leftBehind()) {
      client.somethingIsLeft();
    }
    try {
      client.answer(FAILED, text(ErrorCodec.write(error, version)), false);
    } catch (IOException e) {
      // The runtime has gone away; perhaps a person reads this.
      err.println("mycni: " + error.getMessage());
      if (!error.details().isEmpty()) {
        err.println("       " + error.details());
      }
    }
    return FAILED;
  }

  private static byte[] text(JsonNode answer) {
    byte[] pretty = Json.pretty(answer);
    byte[] text = Arrays.copyOf(pretty, pretty.length + 1);
    text[pretty.length] = '\n';
    return text;
  }

  private static void explain(Throwable e, Map<String, String> environment, PrintStream err) {
    if (environment.getOrDefault("MYCNI_DEBUG", "").equals("1")) {
      e.printStackTrace(err);
    }
  }
}
