// What the doctor asks of mycni's plugins; whoever asks the doctor hands it in.
package io.mycni.doctor;

import io.mycni.chain.Network;
import io.mycni.cni.CniException;
import io.mycni.lint.Finding;
import io.mycni.node.Compared;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Mycni's plugins. */
public interface OwnPlugins {
  /** Tells whether one is of a type, by whichever of its names. */
  boolean isOurs(String type);

  /** Returns why those of a network would refuse an ADD, as their STATUS says. */
  List<CniException> refusals(Network network);

  /**
   * Plans an ADD to a network for a container of no account.
   *
   * @return what there is to note of it; nothing where it cannot be foreseen
   * @throws CniException why an ADD would fail
   */
  List<String> tryAdd(Network network);

  /** Returns what `mycni lint` finds in a file, held against those that were asked about before. */
  List<Finding> findings(Path file);

  /** Compares all attachments that live with what the plugins made. */
  List<Compared> compared();

  /** Returns the plugins of others in the chains of those, by the names of the networks. */
  Map<String, List<String>> besides();
}
