// What is published of one container in one family: the mappings that have an effect there, and
// where they lead.
package io.mycni.plugin.portmap;

import io.mycni.net.Cidr;
import io.mycni.net.IpFamily;
import io.mycni.part.AttachmentNames;
import java.util.ArrayList;
import java.util.List;

/**
 * A container's published ports.
 *
 * @param names whose they are
 * @param container the container's address, with the length of its subnet's prefix
 * @param config what is wanted
 */
record Publication(AttachmentNames names, Cidr container, PortmapConfig config) {
  IpFamily family() {
    return container.family();
  }

  /** Returns the mappings that have an effect in this family. */
  List<PortMapping> mappings() {
    List<PortMapping> mappings = new ArrayList<>();
    for (PortMapping mapping : config.mappings()) {
      if (mapping.isOf(family())) {
        mappings.add(mapping);
      }
    }
    return mappings;
  }

  /** Returns where a mapping leads, as iptables and nft write it. */
  String target(PortMapping mapping) {
    String address = container.address().toString();
    return (family() == IpFamily.V4 ? address : "[" + address + "]")
        + ":"
        + mapping.containerPort();
  }

  List<String> conditions() {
    return config.conditions(family());
  }

  String containerId() {
    return names.attachment().containerId();
  }

  /** Returns the ports in words, for the sentences of steps. */
  String inWords() {
    StringBuilder text = new StringBuilder();
    for (PortMapping mapping : mappings()) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(mapping.hostSide())
          .append(" to ")
          .append(target(mapping));
    }
    return text.isEmpty() ? "nothing of " + family() : text.toString();
  }
}
