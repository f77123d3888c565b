// Which client is wanted: written down, so that an agent that is started anew can go on with it.
package io.mycni.dhcp;

import io.mycni.cni.Attachment;
import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.cni.Keys;
import io.mycni.cni.Names;
import io.mycni.ipam.dhcp.DhcpConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An order.
 *
 * @param attachment whose lease it is
 * @param netns the path of the container's namespace
 * @param namespace which namespace that was, see {@link io.mycni.host.NetnsIdentity}
 * @param options what the client is told of the options, as it is typed
 * @param priority the metric of the routes; 0 leaves it to the kernel
 * @param takesMtu whether the interface gets the server's MTU
 */
record ClientOrder(
    Attachment attachment,
    String netns,
    String namespace,
    List<String> options,
    int priority,
    boolean takesMtu) {
  /** An option's length is a byte, of which the identifier's type takes the first place. */
  private static final int LONGEST_ID = 254;

  private static final int CLIENT_ID = 61;
  private static final HexFormat HEX = HexFormat.of();

  /** Copies the list. */
  ClientOrder {
    options = List.copyOf(options);
  }

  /** Makes the order of an attachment. */
  static ClientOrder of(Attachment attachment, String netns, String namespace, DhcpConfig config) {
    List<String> options = new ArrayList<>();
    boolean identified = false;
    // Nothing is said that nobody has configured.
    options.addAll(List.of("-V", "", "-C", "-o"));
    if (config.byBroadcast()) {
      options.add("-B");
    }
    for (int requested : config.requested()) {
      options.addAll(List.of("-O", String.valueOf(requested)));
    }
    for (DhcpConfig.Provided provided : config.provided()) {
      identified |= provided.option() == CLIENT_ID;
      options.addAll(List.of("-x", option(provided.option(), bytes(provided.value()))));
    }
    if (!identified) {
      options.addAll(List.of("-x", option(CLIENT_ID, identifier(attachment))));
    }
    return new ClientOrder(
        attachment, netns, namespace, options, config.priority(), config.takesMtu());
  }

  private static String option(int number, byte[] value) {
    return "0x" + HEX.toHexDigits((byte) number) + ":" + HEX.formatHex(value);
  }

  /** The reference's: a server that has seen it gives the same address. */
  private static byte[] identifier(Attachment attachment) {
    byte[] name =
        bytes(attachment.containerId() + "/" + attachment.network() + "/" + attachment.ifname());
    byte[] identifier = new byte[1 + Math.min(name.length, LONGEST_ID)];
    System.arraycopy(name, 0, identifier, 1, identifier.length - 1);
    return identifier;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] text() {
    ObjectNode node = Json.object();
    node.put("network", attachment.network());
    node.put("container", attachment.containerId());
    node.put("ifname", attachment.ifname());
    node.put("netns", netns);
    node.put("namespace", namespace);
    node.put("priority", priority);
    node.put("takesMtu", takesMtu);
    options.forEach(node.putArray("options")::add);
    return Json.pretty(node);
  }

  /** Reads an order; empty where the text is none. */
  static Optional<ClientOrder> parse(byte[] text) {
    try {
      ObjectNode node = Json.readObject(text);
      List<String> options = new ArrayList<>();
      for (JsonNode option : node.path("options")) {
        options.add(option.asString(""));
      }
      Attachment attachment =
          new Attachment(
              Keys.text(node, "network"), Keys.text(node, "container"), Keys.text(node, "ifname"));
      return Names.isIfname(attachment.ifname()) && !attachment.network().isEmpty()
          ? Optional.of(
              new ClientOrder(
                  attachment,
                  Keys.text(node, "netns"),
                  Keys.text(node, "namespace"),
                  options,
                  node.path("priority").asInt(0),
                  node.path("takesMtu").asBoolean(false)))
          : Optional.empty();
    } catch (CniException noJson) {
      return Optional.empty();
    }
  }
}
