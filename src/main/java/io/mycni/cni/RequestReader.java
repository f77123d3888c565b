// Reads a request: the environment first, all mistakes of one kind in one error, then the input.
package io.mycni.cni;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads requests (CNI 1.1.0, section "Execution Protocol"). */
public final class RequestReader {
  private RequestReader() {}

  /**
   * Reads a request.
   *
   * @param environment the environment of the call
   * @param input what was on standard input
   * @throws CniException when something is missing or wrong
   */
  public static CniRequest read(Map<String, String> environment, byte[] input) {
    CniCommand command = command(environment);
    requireEnvironment(command, environment);
    ObjectNode config = config(command, input);
    SpecVersion version = version(command, config);
    String network = "";
    if (command != CniCommand.VERSION) {
      network = text(config, "name");
      Names.requireNetworkName(network);
    }
    boolean ofAttachment =
        switch (command) {
          case ADD, DEL, CHECK -> true;
          case VERSION, STATUS, GC -> false;
        };
    return new CniRequest(
        command,
        version,
        network,
        ofAttachment ? value(environment, "CNI_CONTAINERID") : "",
        ofAttachment ? value(environment, "CNI_NETNS") : "",
        ofAttachment ? value(environment, "CNI_IFNAME") : "",
        readsArgs(command) ? CniArgs.parse(value(environment, "CNI_ARGS")) : CniArgs.NONE,
        value(environment, "CNI_PATH"),
        config,
        environment);
  }

  /**
   * A DEL needs no arguments, and must not fail for those that no ADD could have been served with.
   */
  private static boolean readsArgs(CniCommand command) {
    return switch (command) {
      case ADD, CHECK -> true;
      case DEL, VERSION, STATUS, GC -> false;
    };
  }

  /** Returns the version in which an error about such an input is given. */
  public static SpecVersion versionForErrors(byte[] input) {
    try {
      return SpecVersion.of(versionText(Json.readObject(input))).orElse(SpecVersion.NEWEST);
    } catch (CniException e) {
      return SpecVersion.NEWEST;
    }
  }

  private static String value(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "");
  }

  private static CniCommand command(Map<String, String> environment) {
    String name = value(environment, "CNI_COMMAND");
    return CniCommand.of(name)
        .orElseThrow(() ->
            new CniException(
                ErrorCode.INVALID_ENVIRONMENT,
                name.isEmpty()
                    ? "required env variables [CNI_COMMAND] missing"
                    : "unknown CNI_COMMAND: " + Names.shown(name),
                "it is one of ADD, DEL, CHECK, VERSION, STATUS and GC"));
  }

  private static void requireEnvironment(CniCommand command, Map<String, String> environment) {
    List<String> required =
        switch (command) {
          case ADD, CHECK -> List.of("CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH");
          case DEL -> List.of("CNI_CONTAINERID", "CNI_IFNAME", "CNI_PATH");
          case STATUS, GC -> List.of("CNI_PATH");
          case VERSION -> List.of();
        };
    refuseZeroBytes(environment);
    List<String> missing = new ArrayList<>();
    for (String name : required) {
      if (value(environment, name).isEmpty()) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "required env variables ["
              + String.join(",", missing)
              + "] missing or empty: "
              + command
              + " needs them",
          "a runtime sets them; by hand, `cnitool` does");
    }
    if (required.contains("CNI_IFNAME")) {
      Names.requireContainerId(value(environment, "CNI_CONTAINERID"));
      String ifname = value(environment, "CNI_IFNAME");
      // No ADD is served for some names that the kernel takes; their DEL must end all the same.
      if (command != CniCommand.DEL || !Names.isKernelLinkName(ifname)) {
        Names.requireIfname(ifname);
      }
      Names.requireNetnsPath(value(environment, "CNI_NETNS"));
    }
  }

  /** No process has them, but a call that comes through a socket could. */
  private static void refuseZeroBytes(Map<String, String> environment) {
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      if (entry.getKey().indexOf('\0') >= 0 || entry.getValue().indexOf('\0') >= 0) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "the environment variable " + Names.shown(entry.getKey()) + " holds a zero byte",
            "no environment can hold one");
      }
    }
  }

  private static ObjectNode config(CniCommand command, byte[] input) {
    if (command == CniCommand.VERSION && isBlank(input)) {
      return Json.object();
    }
    try {
      return Json.readObject(input);
    } catch (CniException e) {
      throw new CniException(
          ErrorCode.DECODING_FAILURE,
          "the network configuration on standard input cannot be read: " + e.getMessage(),
          e.details(),
          e);
    }
  }

  private static boolean isBlank(byte[] input) {
    for (byte b : input) {
      if (b > ' ') {
        return false;
      }
    }
    return true;
  }

  private static String text(ObjectNode config, String key) {
    JsonNode value = Keys.of(config, key);
    if (!value.isMissingNode() && !value.isString()) {
      throw CniException.at(
          key,
          ErrorCode.DECODING_FAILURE,
          key + " is " + Json.text(value) + ", which is no text",
          "put it in double quotes");
    }
    return value.isMissingNode() ? "" : value.asString();
  }

  /** A configuration without a version is one of 0.1.0, as in libcni. */
  private static String versionText(ObjectNode config) {
    String text = Keys.text(config, "cniVersion");
    return text.isEmpty() ? SpecVersion.V0_1_0.toString() : text;
  }

  private static SpecVersion version(CniCommand command, ObjectNode config) {
    String text = versionText(config);
    if (command == CniCommand.VERSION) {
      // Nobody who asks for versions means 0.1.0 by naming none.
      boolean named = Keys.has(config, "cniVersion");
      return named ? SpecVersion.of(text).orElse(SpecVersion.NEWEST) : SpecVersion.NEWEST;
    }
    text(config, "cniVersion");
    SpecVersion version =
        SpecVersion.of(text)
            .orElseThrow(() ->
                CniException.at(
                    "cniVersion",
                    ErrorCode.INCOMPATIBLE_VERSION,
                    "incompatible CNI versions: cniVersion is "
                        + Names.shown(text)
                        + ", which mycni does not speak",
                    "it speaks " + SpecVersion.list()));
    if (!version.has(command)) {
      throw new CniException(
          ErrorCode.INCOMPATIBLE_VERSION,
          "config version does not allow "
              + command
              + ": cniVersion is "
              + version
              + ", in which there is none",
          command == CniCommand.CHECK
              ? "CHECK came with 0.4.0; raise cniVersion"
              : command + " came with 1.1.0; raise cniVersion");
    }
    return version;
  }
}
