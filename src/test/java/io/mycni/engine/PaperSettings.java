// The settings of one network namespace on paper: those that somebody has written, and what the
// kernel begins with.
package io.mycni.engine;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Settings by their paths below {@code /proc/sys}. */
final class PaperSettings {
  /** What new links begin with, where it is not 0 (ip-sysctl.rst). */
  private static final Map<String, String> FIRST =
      Map.of("accept_ra", "1", "accept_dad", "1", "enhanced_dad", "1", "autoconf", "1");

  private final Predicate<String> hasLink;
  private final Map<String, String> written = new TreeMap<>();
  private boolean ipv6 = true;

  /**
   * Makes the settings of a namespace.
   *
   * @param hasLink tells whether it has a link of that name
   */
  PaperSettings(Predicate<String> hasLink) {
    this.hasLink = hasLink;
  }

  /** The kernel has no IPv6. */
  void withoutIpv6() {
    ipv6 = false;
  }

  boolean hasIpv6() {
    return ipv6;
  }

  /** Returns the value of a setting; empty when there is no such setting. */
  Optional<String> get(String key) {
    String link = linkOf(key);
    boolean there = link.isEmpty() || link.equals("all") || hasLink.test(link);
    if (!there || !ipv6 && key.startsWith("net/ipv6/")) {
      return Optional.empty();
    }
    String last = key.substring(key.lastIndexOf('/') + 1);
    return Optional.of(written.getOrDefault(key, FIRST.getOrDefault(last, "0")));
  }

  void set(String key, String value) {
    if (get(key).isEmpty()) {
      throw new IllegalStateException("no such setting: " + key);
    }
    written.put(key, value);
  }

  /** The settings of a link go with it. */
  void forget(String link) {
    written.keySet().removeIf(key -> linkOf(key).equals(link));
  }

  /** Settings follow their link's name. */
  void rename(String link, String name) {
    Map<String, String> moved = new TreeMap<>();
    written.forEach((key, value) ->
        moved.put(
            linkOf(key).equals(link) ? key.replace("/" + link + "/", "/" + name + "/") : key,
            value));
    written.clear();
    written.putAll(moved);
  }

  /** Returns what is not as the kernel begins. */
  Map<String, String> changed() {
    Map<String, String> changed = new TreeMap<>(written);
    changed
        .entrySet()
        .removeIf(each -> {
          String last = each.getKey().substring(each.getKey().lastIndexOf('/') + 1);
          return each.getValue().equals(FIRST.getOrDefault(last, "0"));
        });
    return changed;
  }

  /** Returns the link of {@code net/ipv4/conf/LINK/…}; empty for other settings. */
  private static String linkOf(String key) {
    String[] parts = key.split("/");
    return parts.length == 5 && parts[2].equals("conf") ? parts[3] : "";
  }
}
