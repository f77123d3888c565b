// All questions in their order.
package io.mycni.doctor;

import io.mycni.chain.NetworkFolder;
import io.mycni.node.Attachments;
import io.mycni.node.Node;
import io.mycni.plugin.Services;
import io.mycni.service.AgentSocket;
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
   * @param agent where calls look for one
   * @param plugins answer for themselves
   */
  public static List<Part> examine(
      Services services,
      Attachments attachments,
      NetworkFolder folder,
      String path,
      AgentSocket agent,
      OwnPlugins plugins) {
    Node node = attachments.node();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Tools", ToolQuestions.ask(services.shell())));
    List<Diagnosis> ofKernel =
        new ArrayList<>(KernelQuestions.ask(services.shell(), folder.networks()));
    ofKernel.addAll(ForwardQuestions.ask(services.shell(), attachments));
    parts.add(new Part("Kernel", ofKernel));
    List<Diagnosis> ofNetworks =
        new ArrayList<>(NetworkQuestions.ask(folder, attachments, plugins));
    ofNetworks.addAll(ProgramQuestions.ask(services.shell(), folder.networks(), path));
    ofNetworks.addAll(StorageQuestions.ask(attachments.leases()));
    parts.add(new Part("Networks", ofNetworks));
    List<Diagnosis> ofAttachments = new ArrayList<>(LeftoverQuestions.ask(attachments));
    ofAttachments.addAll(StandingQuestions.ask(plugins));
    parts.add(new Part("Attachments", ofAttachments));
    parts.add(new Part("This installation", ServiceQuestions.ask(agent)));
    return parts;
  }
}
