// Answers of tools that are lists of objects in JSON. What is none is no answer, whatever the
// tool's
// exit status was; what is in the objects is their readers' business.
package io.mycni.host;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import tools.jackson.databind.JsonNode;

/** Reads lists that tools print. */
final class ToolJson {
  private ToolJson() {}

  /**
   * Reads the list that {@code ip -json} prints.
   *
   * @throws CniException with {@link ErrorCode#COMMAND_FAILED} when it is no list
   */
  static JsonNode ofIp(byte[] answer) {
    return ofIproute2("ip -json", answer);
  }

  /** The same of what {@code bridge -json} prints. */
  static JsonNode ofBridge(byte[] answer) {
    return ofIproute2("bridge -json", answer);
  }

  /** The same of what {@code tc -json} prints. */
  static JsonNode ofTc(byte[] answer) {
    return ofIproute2("tc -json", answer);
  }

  private static JsonNode ofIproute2(String tool, byte[] answer) {
    String hint = "iproute2 4.14 or later is needed; see `ip -Version`";
    return list(tool, parsed(tool, answer, hint), hint);
  }

  /**
   * Reads the list that {@code nft --json} prints, libnftables-json(5).
   *
   * @throws CniException with {@link ErrorCode#COMMAND_FAILED} when it is no list
   */
  static JsonNode ofNft(byte[] answer) {
    String tool = "nft --json";
    String hint = "nftables 0.9 or later is needed; see `nft --version`";
    return list(tool, parsed(tool, answer, hint).path("nftables"), hint);
  }

  private static JsonNode parsed(String tool, byte[] answer, String hint) {
    try {
      return Json.read(answer);
    } catch (CniException e) {
      String message = "`" + tool + "` answered with something else than JSON: " + e.getMessage();
      throw new CniException(ErrorCode.COMMAND_FAILED, message, hint, e);
    }
  }

  private static JsonNode list(String tool, JsonNode items, String hint) {
    if (!items.isArray()) {
      throw new CniException(
          ErrorCode.COMMAND_FAILED,
          "`" + tool + "` answered with something else than its list: " + Json.text(items),
          hint);
    }
    for (JsonNode item : items) {
      if (!item.isObject()) {
        throw new CniException(
            ErrorCode.COMMAND_FAILED,
            "`" + tool + "` answered with a list in which is no object: " + Json.text(item),
            hint);
      }
    }
    return items;
  }
}
