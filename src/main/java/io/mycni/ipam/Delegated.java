// Address management by another executable, as the specification says: section "Delegated Plugins".
package io.mycni.ipam;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.ResultReader;
import io.mycni.keys.TypeName;
import io.mycni.lock.AttachmentLock;
import io.mycni.net.IpAddress;
import io.mycni.process.Deadline;
import io.mycni.process.PluginProgram;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs an IPAM plugin with the whole configuration, and passes its errors on. */
public final class Delegated implements Addressing {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(120);

  private final String type;
  private final CniRequest request;
  private final String key;
  private final Path folder;
  private final Runner runner;
  private final Deadline deadline;
  private final Consumer<String> notes;

  /**
   * Makes the address management of a request.
   *
   * @param type the plugin's type: the name of its executable
   * @param request the request
   * @param key by which the next call knows what this one has started, see {@link AttachmentLock}
   * @param folder the caller's working folder, in which relative folders of CNI_PATH begin
   * @param runner starts it
   * @param deadline the end of the call's time
   * @param notes takes what it writes on standard error
   */
  public Delegated(
      String type,
      CniRequest request,
      String key,
      Path folder,
      Runner runner,
      Deadline deadline,
      Consumer<String> notes) {
    this.type = type;
    this.request = request;
    this.key = key;
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
  public boolean needsLink() {
    return TypeName.of(type).equals(TypeName.DHCP);
  }

  @Override
  public CniResult take() {
    deadline.requireCaller();
    byte[] answer = call(CniCommand.ADD);
    CniResult result =
        ResultReader.read(program().answered(answer), "the result of the IPAM plugin " + type);
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
    call(CniCommand.DEL, request.config(), Deadline.TIME_TO_UNDO);
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
  public Map<Attachment, List<IpAddress>> holdings() {
    return Map.of();
  }

  /** The plugin is told those that are kept here, which may be more than the runtime has named. */
  @Override
  public void collect(Set<Attachment> valid) {
    ArrayNode kept = Json.array();
    for (Attachment attachment : valid) {
      ObjectNode item = kept.addObject();
      item.put("containerID", attachment.containerId());
      item.put("ifname", attachment.ifname());
    }
    ObjectNode config = request.config().deepCopy();
    for (String key : CniRequest.VALID_ATTACHMENTS) {
      if (Keys.has(config, key)) {
        Keys.set(config, key, kept);
      }
    }
    call(CniCommand.GC, config, deadline.left(LONGEST_CALL));
  }

  private byte[] call(CniCommand command) {
    return call(command, request.config(), deadline.left(LONGEST_CALL));
  }

  private byte[] call(CniCommand command, ObjectNode config, Duration limit) {
    Map<String, String> environment = new HashMap<>(request.environment());
    environment.put(AttachmentLock.PLUGIN_OF, key);
    return program().run(command, config, environment, runner, limit, notes);
  }

  private PluginProgram program() {
    return PluginProgram.find(type, request.path(), folder, "the IPAM plugin " + type)
        .orElseThrow(() ->
            new CniException(
                ErrorCode.DELEGATE_FAILED,
                "failed to find plugin \""
                    + type
                    + "\" in path ["
                    + request.path().replace(':', ' ')
                    + "]: ipam.type asks for it",
                "install it there, or correct ipam.type"));
  }
}
