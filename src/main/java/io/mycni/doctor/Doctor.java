// All questions in their order.
package io.mycni.doctor;

import io.mycni.chain.NetworkFolder;
import io.mycni.node.Attachments;
import io.mycni.node.Node;
import io.mycni.plugin.Services;
import java.util.ArrayList;
import java.util.List;

/** Looks at the node; changes nothing. */
public final class Doctor {
  private Doctor() {}

  /**
   * A part of the report.
   *
   * @param title what it is about
   * @param diagnoses its lines
   */
  public record Part(String title, List<Diagnosis> diagnoses) {
    /** Copies the list. */
    public Part {
      diagnoses = List.copyOf(diagnoses);
    }
  }

  /**
   * Asks everything.
   *
   * @param services look at the host
   * @param attachments those of the node, and what was found on it
   * @param folder the folder of network configurations
   * @param path the folders of plugins
   * @param plugins answer for themselves
   */
  public static List<Part> examine(
      Services services,
      Attachments attachments,
      NetworkFolder folder,
      String path,
      OwnPlugins plugins) {
    Node node = attachments.node();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Tools", ToolQuestions.ask(services.shell())));
    parts.add(
        new Part("Kernel", KernelQuestions.ask(services.shell(), node.rules(), folder.networks())));
    parts.add(
        new Part(
            "Networks",
            NetworkQuestions.ask(folder, path, node.links(), plugins::isOurs, plugins::refusals)));
    List<Diagnosis> ofAttachments = new ArrayList<>(LeftoverQuestions.ask(attachments));
    ofAttachments.addAll(StandingQuestions.ask(plugins));
    parts.add(new Part("Attachments", ofAttachments));
    parts.add(new Part("This installation", ServiceQuestions.ask()));
    return parts;
  }
}
