// The plugins of a network at their places, those of mycni's own called in this process instead of
// started: plan, trace, doctor, reload and dry runs look inside by it. The same requests as a
// runtime's, in the same order; running a chain as a runtime does is chain.Chain's business.
package io.mycni.upkeep;

import io.mycni.call.Plugins;
import io.mycni.chain.Chain;
import io.mycni.chain.Flannel;
import io.mycni.chain.Kept;
import io.mycni.chain.Network;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginTypes;
import io.mycni.plugin.Services;
import io.mycni.process.PluginProgram;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A chain whose plugins are called one by one. */
public final class OwnChain {
  private static final Duration LONGEST_CHECK = Duration.ofSeconds(60);

  private final Network network;
  private final List<Place> places;
  private final Map<String, String> environment;

  private OwnChain(Network network, List<Place> places, Map<String, String> environment) {
    this.network = network;
    this.places = List.copyOf(places);
    this.environment = environment;
  }

  /**
   * A plugin at its place in the chain.
   *
   * @param network the network whose configuration it is of; another for what flannel delegates
   * @param name its type as it is written, {@code mycni} say
   * @param config its configuration as it is written
   */
  public record Place(Network network, String name, ObjectNode config) {
    /** Tells whether it is one of mycni's own. */
    public boolean isOurs() {
      return Plugins.isOurs(name);
    }

    /** Returns the plugin type that it stands for, {@code bridge} say. */
    public String type() {
      return Plugins.type(name);
    }

    /** Tells whether it works on what another plugin has made, and on nothing else. */
    boolean worksBehindOthers() {
      return PluginName.of(name)
          .flatMap(PluginTypes::of)
          .filter(type -> type.chaining() == Chaining.BEHIND)
          .isPresent();
    }

    /** Returns the plugin, which must be one of mycni's own. */
    public CniPlugin plugin(Services services, boolean readOnly) {
      return new Plugins(services, readOnly).named(name).orElseThrow();
    }
  }

  /**
   * Returns the chain of a network.
   *
   * @param environment the environment that a runtime would hand on, with {@code CNI_PATH}
   */
  public static OwnChain of(Network network, Map<String, String> environment) {
    List<Place> places = new ArrayList<>();
    network.plugins().forEach(plugin -> places.add(place(network, plugin)));
    return new OwnChain(network, places, environment);
  }

  /**
   * The same, with what flannel has a plugin of mycni's do in flannel's place.
   *
   * @throws CniException when it cannot be told what flannel does
   */
  public static OwnChain withDelegates(Network network, Map<String, String> environment) {
    List<Place> places = new ArrayList<>();
    for (ObjectNode plugin : network.plugins()) {
      Optional<Network> delegated =
          Flannel.is(plugin) ? Flannel.delegated(plugin, network.name()) : Optional.empty();
      if (delegated.isEmpty()) {
        places.add(place(network, plugin));
      } else {
        delegated.get().plugins().forEach(each -> places.add(place(delegated.get(), each)));
      }
    }
    return new OwnChain(network, places, environment);
  }

  private static Place place(Network network, ObjectNode plugin) {
    return new Place(network, Network.type(plugin), plugin);
  }

  /** Returns the network. */
  public Network network() {
    return network;
  }

  /** Returns the plugins in the order in which a runtime calls them: DEL goes from the last. */
  public List<Place> inOrderOf(CniCommand command) {
    return command == CniCommand.DEL ? places.reversed() : places;
  }

  /** Returns how many plugins it has. */
  public int size() {
    return places.size();
  }

  /** Tells whether one of the plugins is mycni's own. */
  public boolean hasOurs() {
    return places.stream().anyMatch(Place::isOurs);
  }

  /** Returns the types of those that are not. */
  List<String> foreign() {
    return places.stream().filter(place -> !place.isOurs()).map(Place::name).toList();
  }

  /**
   * Returns the same chain, of which at least one plugin is mycni's own.
   *
   * @throws CniException when there is none
   */
  public OwnChain requireOurs() {
    if (!hasOurs()) {
      String names = String.join(", ", places.stream().map(Place::name).toList());
      throw new CniException(
          ErrorCode.INVALID_CONFIGURATION,
          network.file() + ": none of its plugins is mycni's own: " + names,
          "only those can be looked into; `mycni add`, `del` and `check` run any chain");
    }
    return this;
  }

  /**
   * Returns the request that a runtime would make of one of the plugins about an attachment.
   *
   * @param previous for ADD, the result of the plugin before it; for the others, what is kept of
   *     the ADD; empty when there is none
   */
  public CniRequest request(
      Place place, CniCommand command, Chain.Target target, Optional<ObjectNode> previous) {
    ObjectNode input = place.network().inputOf(place.config(), previous, target.capabilities());
    return request(command, input, target.variables());
  }

  /**
   * Runs the program of a plugin of somebody else's with CHECK.
   *
   * @param result what is kept of the ADD
   * @throws CniException when it refuses, or there is no such program
   */
  void check(Place place, Chain.Target target, ObjectNode result, Runner runner) {
    String role = "the plugin " + place.name();
    PluginProgram program =
        PluginProgram.find(
                place.name(), environment.getOrDefault("CNI_PATH", ""), Path.of(""), role)
            .orElseThrow(() ->
                new CniException(
                    ErrorCode.DELEGATE_FAILED,
                    role + " was not asked, as its program was not found",
                    "name its folder by --cni-path"));
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(target.variables());
    ObjectNode input =
        place.network().inputOf(place.config(), Optional.of(result), target.capabilities());
    program.run(CniCommand.CHECK, input, all, runner, LONGEST_CHECK, said -> {});
  }

  /** Returns what a plugin is given about no attachment in particular. */
  ObjectNode input(Place place) {
    return place.network().inputOf(place.config(), Optional.empty(), Json.object());
  }

  /** Returns a request about no attachment in particular. */
  CniRequest request(CniCommand command, ObjectNode input) {
    return request(command, input, Map.of());
  }

  private CniRequest request(CniCommand command, ObjectNode input, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    all.put("CNI_COMMAND", command.name());
    return RequestReader.read(all, Json.write(input));
  }

  /** Returns the result that is kept of an attachment, as a runtime passes it on. */
  Optional<ObjectNode> kept(Chain.Target target) {
    return Kept.of(target.to(network))
        .map(kept -> kept.resultIn(network.version()))
        .filter(result -> !result.isEmpty());
  }
}
