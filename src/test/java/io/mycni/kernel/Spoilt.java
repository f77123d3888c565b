// Tools of which one line of a batch fails.
package io.mycni.kernel;

/** Makes such tools. */
final class Spoilt {
  private static final String WRAPPER =
      """
      for real in /usr/sbin/TOOL /usr/bin/TOOL /sbin/TOOL /bin/TOOL; do [ ! -x $real ] || break; done
      case "$*" in
        *-batch*|*noflush*|*-f*) sed "s@^PATTERN.*@INSTEAD@" | $real "$@" ;;
        *) exec $real "$@" ;;
      esac
      """;

  private Spoilt() {}

  /**
   * Puts a tool into the world that passes a batch on, but for the lines that begin so, which fail.
   *
   * @param tool the tool
   * @param pattern how the line begins, as sed(1) understands it
   * @return a PATH that begins with it
   */
  static String tool(World world, String tool, String pattern) {
    String instead = tool.equals("ip") ? "link set dev nosuchlink up" : "-X nosuchchain";
    return world.wrap(
        tool,
        WRAPPER.replace("TOOL", tool).replace("PATTERN", pattern).replace("INSTEAD", instead));
  }
}
