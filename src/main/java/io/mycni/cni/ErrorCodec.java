// Errors and the answer of VERSION as JSON.
package io.mycni.cni;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answers that hold no result (CNI 1.1.0, sections "Error" and "Version Success"). */
public final class ErrorCodec {
  private ErrorCodec() {}

  /** Writes an error. */
  public static ObjectNode write(CniException error, SpecVersion version) {
    ObjectNode answer = Json.object();
    answer.put("cniVersion", version.toString());
    answer.put("code", error.code());
    answer.put("msg", error.getMessage());
    if (!error.details().isEmpty()) {
      answer.put("details", error.details());
    }
    return answer;
  }

  /** Writes which versions are spoken. */
  public static ObjectNode versions(SpecVersion version) {
    ObjectNode answer = Json.object();
    answer.put("cniVersion", version.toString());
    ArrayNode supported = answer.putArray("supportedVersions");
    for (SpecVersion each : SpecVersion.values()) {
      supported.add(each.toString());
    }
    return answer;
  }
}
