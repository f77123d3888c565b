// What may be a name. Names reach paths, batch lines and rules, so one that could mean anything
// else there is refused, never quoted.
package io.mycni.cni;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The rules for names: the specification's, the kernel's, and what tools can be told safely. */
public final class Names {
  private static final int LONGEST_LINK_NAME = 15;

  private Names() {}

  /** Tells whether a text is a container ID by the specification's rule. */
  static boolean isContainerId(String id) {
    return isWord(id);
  }

  /** Refuses a container ID that breaks the specification's rule. */
  public static void requireContainerId(String id) {
    if (!isWord(id)) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "invalid characters in containerID: CNI_CONTAINERID=" + shown(id),
          "it begins with a letter or digit; letters, digits, '_', '.' and '-' follow");
    }
  }

  /** Refuses a network name that breaks the specification's rule. */
  public static void requireNetworkName(String name) {
    if (!isWord(name)) {
      throw CniException.at(
          "name",
          ErrorCode.INVALID_CONFIGURATION,
          name.isEmpty()
              ? "missing network name: the configuration has no name"
              : "invalid characters found in network name: name is " + shown(name),
          "it begins with a letter or digit; letters, digits, '_', '.' and '-' follow");
    }
  }

  /** Refuses an interface name that Linux does not take. */
  public static void requireIfname(String name) {
    String problem = problemOfLinkName(name);
    if (!problem.isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          wellKnown(name) + ": CNI_IFNAME=" + shown(name) + " " + problem,
          "use a name such as eth0");
    }
  }

  /** Tells whether a tool can be told a link by that name: an ADD takes no other. */
  public static boolean isIfname(String name) {
    return problemOfLinkName(name).isEmpty();
  }

  /** Refuses a name in the configuration that cannot be a link's. */
  public static void requireLinkName(String key, String name) {
    String problem = problemOfLinkName(name);
    if (!problem.isEmpty()) {
      throw CniException.at(
          key,
          ErrorCode.INVALID_CONFIGURATION,
          key + " is " + shown(name) + ", which " + problem,
          "use a name such as cni0");
    }
  }

  /** Tells whether the kernel takes a name for a link: dev_valid_name() in net/core/dev.c. */
  static boolean isKernelLinkName(String name) {
    return !name.isEmpty()
        && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_LINK_NAME
        && !isFolder(name)
        && !hasSeparator(name)
        && name.indexOf('\0') < 0;
  }

  /** The words by which people know the reference's errors about a name. */
  private static String wellKnown(String name) {
    if (name.length() > LONGEST_LINK_NAME) {
      return "interface name is too long";
    }
    if (isFolder(name)) {
      return "interface name is . or ..";
    }
    return hasSeparator(name)
        ? "interface name contains / or : or whitespace characters"
        : "invalid interface name";
  }

  private static boolean isFolder(String name) {
    return name.equals(".") || name.equals("..");
  }

  private static boolean hasSeparator(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/' || c == ':' || Character.isWhitespace(c)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the path that a text means; empty when it can be none: it holds a zero byte, or a
   * character that file names of this process cannot hold.
   */
  public static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Refuses a path of a namespace that could mean something else to a tool. */
  public static void requireNetnsPath(String path) {
    if (path(path).isEmpty()) {
      throw new CniException(
          ErrorCode.INVALID_ENVIRONMENT,
          "CNI_NETNS=" + shown(path) + " can be no path",
          "use a path such as /run/netns/NAME");
    }
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) <= ' ' || "\"'\\#".indexOf(path.charAt(i)) >= 0) {
        throw new CniException(
            ErrorCode.INVALID_ENVIRONMENT,
            "CNI_NETNS=" + shown(path) + " holds white space, a quote, a backslash or '#'",
            "use a path such as /run/netns/NAME");
      }
    }
  }

  private static String problemOfLinkName(String name) {
    if (name.isEmpty()) {
      return "is empty";
    }
    if (name.length() > LONGEST_LINK_NAME) {
      return "is longer than the " + LONGEST_LINK_NAME + " characters that Linux allows";
    }
    if (isFolder(name)) {
      return "is no name but a folder";
    }
    if (name.equals("all") || name.equals("default")) {
      return "is a name that the kernel's settings use for themselves";
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isWordCharacter(c) && "@+=,~".indexOf(c) < 0) {
        return "holds the character " + shown(String.valueOf(c)) + ", which mycni does not take";
      }
    }
    return name.charAt(0) == '-' ? "begins with '-', like an option" : "";
  }

  private static boolean isWord(String text) {
    if (text.isEmpty() || "_.-".indexOf(text.charAt(0)) >= 0) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isWordCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWordCharacter(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '.'
        || c == '-';
  }

  /** Returns untrusted text in quotes, what does not print replaced. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < text.length() && i < 80; i++) {
      char c = text.charAt(i);
      shown.append(c < ' ' || c == 127 ? '?' : c);
    }
    return shown.append(text.length() > 80 ? "…'" : "'").toString();
  }
}
