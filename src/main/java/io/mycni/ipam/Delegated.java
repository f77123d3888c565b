// Address management by another executable, as the specification says: section "Delegated Plugins".
package io.mycni.ipam;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.ResultCodec;
import io.mycni.exec.Deadline;
import io.mycni.exec.Runner;
import io.mycni.net.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs an IPAM plugin with the whole configuration, and passes its errors on. */
public final class Delegated implements Addressing {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(120);

  private final String type;
  private final CniRequest request;
  private final Path folder;
  private final Runner runner;
  private final Deadline deadline;
  private final Consumer<String> notes;

  /**
   * Makes the address management of a request.
   *
   * @param type the plugin's type: the name of its executable
   * @param request the request
   * @param folder the caller's working folder, in which relative folders of CNI_PATH begin
   * @param runner starts it
   * @param deadline the end of the call's time
   * @param notes takes what it writes on standard error
   */
  public Delegated(
      String type,
      CniRequest request,
      Path folder,
      Runner runner,
      Deadline deadline,
      Consumer<String> notes) {
    this.type = type;
    this.request = request;
    this.folder = folder;
    this.runner = runner;
    this.deadline = deadline;
    this.notes = notes;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public CniResult take() {
    byte[] answer = call(CniCommand.ADD);
    CniResult result = ResultCodec.read(json(answer), "the result of the IPAM plugin " + type);
    if (result.ips().isEmpty()) {
      takeBack();
      throw new CniException(
          ErrorCode.DELEGATE_FAILED,
          "the IPAM plugin " + type + " gave no address",
          "check the ipam section; a network without addresses has no ipam section");
    }
    return new CniResult(List.of(), result.ips(), result.routes(), result.dns());
  }

  @Override
  public CniResult foresee() {
    throw new CniException(
        ErrorCode.NOT_PREDICTABLE,
        "only the IPAM plugin " + type + " knows which address it would give",
        "a dry run of ADD needs an ipam of type host-local, or none");
  }

  /** Has time of its own: it is called just when the time of the call may be over. */
  @Override
  public void takeBack() {
    call(CniCommand.DEL, Deadline.TIME_TO_UNDO);
  }

  @Override
  public List<String> takingByHand(CniResult lease) {
    return List.of("# run the IPAM plugin " + type + " with CNI_COMMAND=ADD");
  }

  @Override
  public List<IpAddress> held() {
    return List.of();
  }

  @Override
  public List<IpAddress> heldByOtherInterfaces() {
    return List.of();
  }

  @Override
  public void release(List<IpAddress> hints) {
    call(CniCommand.DEL);
  }

  @Override
  public List<String> releasingByHand(List<IpAddress> addresses) {
    return List.of("# run the IPAM plugin " + type + " with CNI_COMMAND=DEL");
  }

  @Override
  public void check(List<IpAddress> expected) {
    call(CniCommand.CHECK);
  }

  @Override
  public void status() {
    call(CniCommand.STATUS);
  }

  @Override
  public Set<Attachment> holders() {
    return Set.of();
  }

  @Override
  public void collect(Set<Attachment> valid) {
    call(CniCommand.GC);
  }

  private byte[] call(CniCommand command) {
    return call(command, deadline.left(LONGEST_CALL));
  }

  private byte[] call(CniCommand command, Duration limit) {
    Map<String, String> environment = new HashMap<>(request.environment());
    environment.put("CNI_COMMAND", command.name());
    Runner.Outcome outcome =
        runner.run(List.of(executable()), Json.write(request.config()), environment, limit);
    if (!outcome.err().isEmpty()) {
      notes.accept(type + ": " + outcome.err());
    }
    if (outcome.timedOut()) {
      throw new CniException(
          ErrorCode.TRY_AGAIN,
          "the IPAM plugin " + type + " did not answer " + command + " in time and was killed",
          "see what it waits for");
    }
    if (!outcome.ok() || isError(outcome.stdout())) {
      throw failure(command, outcome);
    }
    return outcome.stdout();
  }

  private static boolean isError(byte[] answer) {
    if (answer.length == 0) {
      return false;
    }
    JsonNode node = Json.read(answer);
    return node.has("code") && node.has("msg");
  }

  private CniException failure(CniCommand command, Runner.Outcome outcome) {
    try {
      ObjectNode error = json(outcome.stdout());
      int code = error.path("code").asInt(0);
      String message = error.path("msg").asString("");
      if (!message.isEmpty()) {
        return new CniException(
            code == 0 ? ErrorCode.DELEGATE_FAILED.number() : code,
            "the IPAM plugin " + type + " refused " + command + ": " + message,
            error.path("details").asString(""));
      }
    } catch (CniException noJson) {
      // Then what it wrote on standard error has to do.
    }
    return new CniException(
        ErrorCode.DELEGATE_FAILED,
        "the IPAM plugin "
            + type
            + " failed "
            + command
            + " with exit status "
            + outcome.exit()
            + (outcome.err().isEmpty() ? "" : ": " + outcome.err()),
        "run it by hand with the same environment and input");
  }

  private ObjectNode json(byte[] answer) {
    try {
      return Json.readObject(answer);
    } catch (CniException e) {
      throw new CniException(
          ErrorCode.DELEGATE_FAILED,
          "the IPAM plugin "
              + type
              + " answered with something else than a JSON object: "
              + e.getMessage(),
          "");
    }
  }

  private String executable() {
    if (type.indexOf('/') < 0 && !type.equals("..")) {
      for (String place : request.path().split(":")) {
        Path candidate = folder.resolve(place).resolve(type).toAbsolutePath();
        boolean usable = !place.isEmpty() && Files.isExecutable(candidate);
        if (usable && !Files.isDirectory(candidate)) {
          return candidate.toString();
        }
      }
    }
    throw new CniException(
        ErrorCode.DELEGATE_FAILED,
        "the IPAM plugin " + type + " was not found in CNI_PATH=" + request.path(),
        "install it there, or correct ipam.type");
  }
}
