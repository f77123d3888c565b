// One call on a host of paper, from its environment and its input to its answer: what CniCall does,
// but that nothing is carried out.
package io.mycni.engine;

import io.mycni.call.Plugins;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.ErrorCodec;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.cni.ResultCodec;
import io.mycni.cni.SpecVersion;
import io.mycni.host.HostLook;
import io.mycni.lock.FileLocks;
import io.mycni.plan.Plan;
import io.mycni.plan.PlanJson;
import io.mycni.plan.PlanScript;
import io.mycni.plan.PlanText;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks a plugin on paper; whatever it is asked, its answer is one that a runtime can read. */
final class PaperCall {
  private static final Path FOLDER = Path.of("/");

  /** Only plugins for addresses would be started, of a folder of CNI_PATH. */
  private static final Runner NO_TOOLS =
      (command, stdin, environment, limit) -> {
        if (command.size() != 1 || !Files.isExecutable(Path.of(command.getFirst()))) {
          throw new AssertionError("started: " + command);
        }
        return new Runner.Outcome(127, new byte[0], new byte[0], false);
      };

  private PaperCall() {}

  /** Returns a host with a little of everything. */
  static PaperHost host() {
    PaperHost host = new PaperHost();
    for (String line :
        List.of(
            "ip link add name lan0 address 02:00:00:00:00:99 type dummy",
            "ip link set dev lan0 up",
            "ip link add name nic0 address 02:00:00:00:00:77 mtu 1300 type dummy",
            "ip link add name mybr0 address 02:00:00:00:00:05 type bridge",
            "ip link set dev mybr0 up",
            "ip link add name veth1 address 02:00:00:00:00:06 type dummy",
            "ip link set dev veth1 up",
            "ip address add 192.0.2.9/24 dev lan0",
            "ip route add 0.0.0.0/0 via 192.0.2.1 dev lan0",
            "file /proc/net/none none")) {
      host.describe(line);
    }
    return host;
  }

  /**
   * Makes a call.
   *
   * @return what was planned; empty where it was refused, or is none of a plan
   */
  static Optional<Plan> make(CallText call, HostLook host) {
    byte[] answer;
    Optional<Plan> plan = Optional.empty();
    try {
      CniRequest request = RequestReader.read(call.environment(), call.input()).standingIn(FOLDER);
      plan = serve(call.program(), request, host);
      answer =
          plan.isEmpty()
              ? new byte[0]
              : Json.pretty(ResultCodec.write(plan.get().result(), request.version()));
    } catch (CniException refused) {
      requireKnown(refused);
      answer = Json.pretty(ErrorCodec.write(refused, RequestReader.versionForErrors(call.input())));
    }
    if (answer.length > 0) {
      Json.readObject(answer);
    }
    plan.ifPresent(PaperCall::requireReadable);
    return plan;
  }

  private static Optional<Plan> serve(String program, CniRequest request, HostLook host) {
    CniPlugin plugin = plugin(program, request, host);
    return switch (request.command()) {
      case ADD, DEL, GC -> Optional.of(plugin.plan(request));
      case CHECK -> {
        plugin.check(request);
        yield Optional.empty();
      }
      case STATUS -> {
        plugin.status(request);
        yield Optional.empty();
      }
      case VERSION -> {
        Json.readObject(Json.pretty(ErrorCodec.versions(request.version())));
        yield Optional.empty();
      }
    };
  }

  /** Returns the plugin that is to serve a request on a host. */
  static CniPlugin plugin(String program, CniRequest request, HostLook host) {
    Services services =
        Services.of(
                request.environment(),
                NO_TOOLS,
                new FileLocks(),
                FOLDER,
                Deadline.in(Duration.ofSeconds(20)),
                note -> {})
            .with(host);
    return new Plugins(services, true)
        .named(program)
        .orElseThrow(() -> new CniException(ErrorCode.INVALID_CONFIGURATION, "no plugin", ""));
  }

  /** A fault is 199, and a tool whose answer is none 100. */
  private static void requireKnown(CniException refused) {
    boolean known =
        refused.code() != ErrorCode.INTERNAL.number() && !refused.getMessage().isEmpty();
    if (!known) {
      throw new AssertionError(refused.code() + " " + refused.getMessage(), refused);
    }
  }

  private static void requireReadable(Plan plan) {
    ToldTools.requireSane(plan);
    PlanText.print(plan);
    PlanScript.print(plan);
    Json.readObject(Json.pretty(PlanJson.print(plan, SpecVersion.NEWEST)));
  }
}
