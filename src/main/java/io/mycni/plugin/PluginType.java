// What a plugin is: a description, from which the engine serves every verb.
package io.mycni.plugin;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import java.util.List;
import java.util.Optional;

/**
 * A type of plugin that gives a container an interface, or works on one that another has given it.
 *
 * @param <C> its configuration, typed and validated
 */
public interface PluginType<C> {
  /** Returns the type, as a configuration names it: {@code bridge} say. */
  String name();

  /** Returns its keys, in the order of the documentation. */
  KeySet keys();

  /** Returns what comes before it in a chain. */
  default Chaining chaining() {
    return Chaining.FIRST;
  }

  /**
   * Tells whether an attachment takes something that all interfaces of a container share, the
   * number of a table say: then the calls of one container follow each other.
   */
  default boolean sharesNamespace() {
    return false;
  }

  /**
   * Reads a configuration.
   *
   * @param network the configuration as a whole
   * @param args the pairs of CNI_ARGS
   * @throws CniException naming the first key that is wrong
   */
  C read(Section network, CniArgs args);

  /** Returns what an attachment consists of, in the order in which it is made. */
  List<Part> parts(C config, Subject subject);

  /**
   * Returns what attachments may leave, in the order in which it is removed. Nothing that is wrong
   * in the configuration may keep it from being removed, so it is no {@code C}.
   *
   * @param request the DEL or the GC
   * @param note what the ADD has noted; empty for a GC
   * @param tellsSiblings whether whoever gave the addresses knows those of the container's other
   *     interfaces
   */
  List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings);

  /**
   * Returns what is legal in a configuration and may surprise, as far as it is certain. Only {@code
   * mycni lint} asks.
   */
  default List<Warning> warnings(C config, Surroundings around) {
    return List.of();
  }

  /** Returns where the addresses of a network are known. Only {@code mycni lint} asks. */
  default Reach reach(C config) {
    return Reach.UNKNOWN;
  }

  /** Returns what it needs of the kernel whatever the configuration. */
  default List<KernelFeature> kernel() {
    return List.of();
  }
}
