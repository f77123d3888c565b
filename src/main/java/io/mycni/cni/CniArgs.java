// CNI_ARGS: the keys that a runtime's user gives on the command line.
package io.mycni.cni;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pairs of {@code CNI_ARGS}, {@code KEY=VALUE;KEY=VALUE} (CNI 1.1.0, section "Parameters").
 *
 * @param pairs the pairs but {@code IgnoreUnknown}, in their order
 * @param ignoreUnknown whether keys that a plugin does not know are no error
 */
public record CniArgs(Map<String, String> pairs, boolean ignoreUnknown) {
  /** No pairs. */
  public static final CniArgs NONE = new CniArgs(Map.of(), false);

  private static final String IGNORE_UNKNOWN = "IgnoreUnknown";

  /**
   * Reads the value of {@code CNI_ARGS}.
   *
   * @throws CniException when an item is no pair
   */
  public static CniArgs parse(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    boolean ignoreUnknown = false;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf(';', start);
      end = end < 0 ? text.length() : end;
      String item = text.substring(start, end);
      start = end + 1;
      int sign = item.indexOf('=');
      if (sign <= 0) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "invalid pair '" + item + "' in CNI_ARGS: it is no KEY=VALUE",
            "separate pairs by semicolons, such as IgnoreUnknown=1;IP=10.1.0.5");
      }
      String key = item.substring(0, sign);
      String value = item.substring(sign + 1);
      if (key.equals(IGNORE_UNKNOWN)) {
        ignoreUnknown = isTrue(value);
      } else {
        pairs.put(key, value);
      }
    }
    return new CniArgs(pairs, ignoreUnknown);
  }

  private static boolean isTrue(String value) {
    return switch (value) {
      case "1", "true", "True", "TRUE" -> true;
      case "", "0", "false", "False", "FALSE" -> false;
      default ->
          throw new CniException(
              ErrorCode.INVALID_ENVIRONMENT,
              "CNI_ARGS has IgnoreUnknown=" + value + ", which is neither true nor false",
              "write 1 or 0");
    };
  }

  /** Returns the value of a key. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(pairs.get(key));
  }

  /**
   * Refuses keys that are not known, unless the runtime said that they may be ignored.
   *
   * @throws CniException naming each of them
   */
  public void refuseUnknown(Set<String> known) {
    StringBuilder unknown = new StringBuilder();
    for (String key : pairs.keySet()) {
      if (!known.contains(key)) {
        unknown.append(unknown.isEmpty() ? "" : ", ").append(key);
      }
    }
    if (!unknown.isEmpty() && !ignoreUnknown) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "unknown args [" + unknown + "] in CNI_ARGS",
          "take them out, or add IgnoreUnknown=1");
    }
  }
}
