// A kernel setting that the configuration wants: which one is meant, and which are the plugin's to
// write. Whether the node's owner lets it be written is AllowList's business.
package io.mycni.plugin.tuning;

/**
 * A setting.
 *
 * @param name the name as it is written in the configuration
 * @param value the value
 */
record Setting(String name, String value) {
  /** Stands for the name of the container's interface, once in a name, as for the reference. */
  private static final String IFNAME = "IFNAME";

  /** What an interface may be called in a name besides, and what separates. */
  private static final String MARKS = "./-_:@+";

  /** What a shell or a line of a note would take for something else. */
  private static final String NO_VALUES = "'\"\\$`";

  /**
   * Returns the path below {@code /proc/sys}. As for sysctl(8), the separator that comes first is
   * one all along: {@code net.ipv4.conf.eth0/5.arp_filter} and {@code
   * net/ipv4/conf/eth0.5/arp_filter} are the same.
   */
  String path(String ifname) {
    int dot = name.indexOf('.');
    int slash = name.indexOf('/');
    String path = name;
    if (dot >= 0 && (slash < 0 || dot < slash)) {
      path = name.replace('.', '\n').replace('/', '.').replace('\n', '/');
    }
    int at = path.indexOf(IFNAME);
    return at < 0 ? path : path.substring(0, at) + ifname + path.substring(at + IFNAME.length());
  }

  /** Returns what is wrong with the name, to follow it; empty when nothing is. */
  String mistake() {
    String path = path("eth0");
    if (!path.startsWith("net/")) {
      return "is an invalid net sysctl key: it is none of the network, of which each container has"
          + " its own";
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return "is an invalid net sysctl key: it names no setting";
      }
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && MARKS.indexOf(c) < 0) {
        return "is an invalid net sysctl key: it holds the character '" + c + "'";
      }
    }
    return "";
  }

  /** Tells whether the kernel could take the value. */
  boolean isWritable() {
    boolean writable = !value.isBlank();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      writable &= c >= ' ' && c <= '~' && NO_VALUES.indexOf(c) < 0;
    }
    return writable;
  }

  /**
   * Tells whether two values are the same to the kernel, which prints them its own way: with tabs
   * between numbers, and without zeros before them.
   */
  static boolean same(String one, String other) {
    String[] left = one.strip().split("[ \t\n]+");
    String[] right = other.strip().split("[ \t\n]+");
    boolean same = left.length == right.length;
    for (int i = 0; same && i < left.length; i++) {
      same = left[i].equals(right[i]) || isSameNumber(left[i], right[i]);
    }
    return same;
  }

  private static boolean isSameNumber(String one, String other) {
    try {
      return Long.decode(one).equals(Long.decode(other));
    } catch (NumberFormatException words) {
      return false;
    }
  }
}
