// Runs the plugins of a network as libcni does: ADD, CHECK, STATUS and GC from the first to the
// last, DEL from the last to the first. What libcni leaves to its caller is done here, too: a
// failed ADD is undone.
package io.mycni.chain;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.process.PluginProgram;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The plugins of one network. */
public final class Chain {
  /** What kubelets give a call before they give up. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(200);

  private final Network network;
  private final String path;
  private final Map<String, String> environment;
  private final Runner runner;
  private final Consumer<String> notes;

  /**
   * Makes a chain.
   *
   * @param network the network
   * @param path the folders of plugins, separated by colons
   * @param environment the environment that the plugins inherit
   * @param runner starts them
   * @param notes takes what they write on standard error
   */
  public Chain(
      Network network,
      String path,
      Map<String, String> environment,
      Runner runner,
      Consumer<String> notes) {
    this.network = network;
    this.path = path;
    this.environment = environment;
    this.runner = runner;
    this.notes = notes;
  }

  /**
   * What a call is about.
   *
   * @param containerId the container's ID
   * @param netns the path of its namespace; may be empty for DEL
   * @param ifname the interface
   * @param args the value of CNI_ARGS
   * @param capabilities what is offered to plugins that ask for it
   */
  public record Target(
      String containerId, String netns, String ifname, String args, ObjectNode capabilities) {
    /** Returns the attachment to a network. */
    public Attachment to(Network network) {
      return new Attachment(network.name(), containerId, ifname);
    }

    /** Returns the variables that a runtime sets about it. */
    public Map<String, String> variables() {
      return Map.of(
          "CNI_CONTAINERID", containerId,
          "CNI_NETNS", netns,
          "CNI_IFNAME", ifname,
          "CNI_ARGS", args);
    }
  }

  /**
   * Attaches a container and keeps the result.
   *
   * @return the last plugin's result
   * @throws CniException when a plugin fails; what was done is undone then
   */
  public ObjectNode add(Target target) {
    refuseDryRun();
    refuseSecond(target);
    List<PluginProgram> programs = programs();
    Optional<ObjectNode> result = Optional.empty();
    for (int i = 0; i < programs.size(); i++) {
      ObjectNode input = network.inputOf(plugin(i), result, target.capabilities());
      try {
        byte[] answer = run(programs.get(i), CniCommand.ADD, input, target);
        result =
            answer.length == 0 ? Optional.empty() : Optional.of(programs.get(i).answered(answer));
      } catch (CniException e) {
        undo(i, target, e);
        throw e;
      }
    }
    ObjectNode last = result.orElseGet(Json::object);
    Kept.of(target, network, last).write();
    return last;
  }

  private void refuseSecond(Target target) {
    if (Kept.of(target.to(network)).isPresent()) {
      throw new CniException(
          ErrorCode.HOST_CONFLICT,
          target.to(network) + " is attached already, by what is kept in " + Kept.FOLDER,
          "del it first, or choose another --container-id or --ifname");
    }
  }

  /** Only mycni's own plugins know of dry runs; what they did not do the others would build on. */
  private void refuseDryRun() {
    if (environment.getOrDefault("MYCNI_DRY_RUN", "").equals("1")) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "MYCNI_DRY_RUN=1 is set, of which only mycni's own plugins know: nothing was done",
          "`mycni plan` and `mycni gc --dry-run` show what a whole chain would do");
    }
  }

  /** What went wrong again is suppressed in the failure, but for what it says itself. */
  private void undo(int failed, Target target, CniException e) {
    for (int i = failed; i >= 0; i--) {
      PluginProgram program = program(plugin(i));
      try {
        ObjectNode input = network.inputOf(plugin(i), Optional.empty(), target.capabilities());
        run(program, CniCommand.DEL, input, target);
      } catch (CniException second) {
        boolean known =
            i == failed
                && second.getMessage().equals(e.getMessage().replace("refused ADD", "refused DEL"));
        if (!known) {
          e.addSuppressed(second);
        }
      }
    }
  }

  /** Detaches a container and forgets its result; that it is gone already is no failure. */
  public void del(Target target) {
    refuseDryRun();
    Optional<ObjectNode> previous = previous(target);
    for (int i = network.plugins().size() - 1; i >= 0; i--) {
      ObjectNode input = network.inputOf(plugin(i), previous, target.capabilities());
      run(program(plugin(i)), CniCommand.DEL, input, target);
    }
    Kept.forget(target.to(network));
  }

  /**
   * Compares an attachment with its kept result.
   *
   * @return whether plugins were asked; they are not when the network has {@code disableCheck}
   */
  public boolean check(Target target) {
    requireVersion(CniCommand.CHECK);
    if (network.disableCheck()) {
      return false;
    }
    Optional<ObjectNode> previous = previous(target);
    if (previous.isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          "it is not known what the ADD of "
              + target.to(network)
              + " answered: "
              + Kept.whyNone(target.to(network)),
          "CHECK compares with it; `mycni add`, cnitool and runtimes keep it after an ADD");
    }
    for (ObjectNode plugin : network.plugins()) {
      ObjectNode input = network.inputOf(plugin, previous, target.capabilities());
      run(program(plugin), CniCommand.CHECK, input, target);
    }
    return true;
  }

  /** Asks each plugin whether it could serve an ADD. */
  public void status() {
    requireVersion(CniCommand.STATUS);
    for (ObjectNode plugin : network.plugins()) {
      ObjectNode input = network.inputOf(plugin, Optional.empty(), Json.object());
      run(program(plugin), CniCommand.STATUS, input, Map.of());
    }
  }

  /**
   * Removes what belongs to the network and to none of these attachments: first by DEL of what is
   * kept of others, then by GC, where the version has it. Where the network has {@code disableGC}
   * nothing is done, as in libcni.
   *
   * @return what went wrong, one line each; the rest was done all the same
   */
  public List<String> gc(Set<Attachment> valid) {
    refuseDryRun();
    List<String> failures = new ArrayList<>();
    if (network.disableGc()) {
      return failures;
    }
    for (Kept kept : Kept.all()) {
      Attachment attachment = kept.attachment();
      if (attachment.network().equals(network.name()) && !valid.contains(attachment)) {
        try {
          del(
              // Its interface is in no namespace, and the kept path may lead to another's by now.
              new Target(
                  attachment.containerId(),
                  "",
                  attachment.ifname(),
                  kept.args(),
                  kept.capabilities()));
        } catch (CniException e) {
          failures.add("DEL of " + attachment + ": " + e.getMessage());
        }
      }
    }
    if (!network.version().has(CniCommand.GC)) {
      return failures;
    }
    for (ObjectNode plugin : network.plugins()) {
      try {
        run(program(plugin), CniCommand.GC, gcInput(network, plugin, valid), Map.of());
      } catch (CniException e) {
        failures.add(e.getMessage());
      }
    }
    return failures;
  }

  /** Returns what a plugin of a network is given for a GC. */
  public static ObjectNode gcInput(Network network, ObjectNode plugin, Set<Attachment> valid) {
    ObjectNode input = network.inputOf(plugin, Optional.empty(), Json.object());
    ArrayNode attachments = Json.array();
    for (Attachment attachment : valid) {
      ObjectNode item = attachments.addObject();
      item.put("containerID", attachment.containerId());
      item.put("ifname", attachment.ifname());
    }
    input.set("cni.dev/valid-attachments", attachments);
    return input;
  }

  private void requireVersion(CniCommand command) {
    if (!network.version().has(command)) {
      throw new CniException(
          ErrorCode.INCOMPATIBLE_VERSION,
          "config version does not allow "
              + command
              + ": "
              + network.file()
              + " has cniVersion "
              + network.version(),
          command + (command == CniCommand.CHECK ? " came with 0.4.0" : " came with 1.1.0"));
    }
  }

  private Optional<ObjectNode> previous(Target target) {
    if (!network.version().has(CniCommand.CHECK)) {
      return Optional.empty();
    }
    return Kept.of(target.to(network)).map(kept -> kept.resultIn(network.version()));
  }

  private ObjectNode plugin(int place) {
    return network.plugins().get(place);
  }

  /** All are looked for before the first is run. */
  private List<PluginProgram> programs() {
    return network.plugins().stream().map(this::program).toList();
  }

  private PluginProgram program(ObjectNode plugin) {
    String type = Network.type(plugin);
    return PluginProgram.find(type, path, Path.of(""), "the plugin " + type)
        .orElseThrow(() ->
            new CniException(
                ErrorCode.DELEGATE_FAILED,
                "failed to find plugin \""
                    + type
                    + "\" in path ["
                    + path.replace(':', ' ')
                    + "]: the network "
                    + network.name()
                    + " needs it",
                "install it there, or name its folder in CNI_PATH"));
  }

  private byte[] run(PluginProgram program, CniCommand command, ObjectNode input, Target target) {
    return run(program, command, input, target.variables());
  }

  private byte[] run(
      PluginProgram program, CniCommand command, ObjectNode input, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    all.put("CNI_PATH", path);
    return program.run(command, input, all, runner, LONGEST_CALL, notes);
  }
}
