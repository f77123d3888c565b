// Where the executables are. The PATH of the call comes first, because a runtime may have put
// its own tools there; then the usual folders, because containerd may start plugins with
// hardly any PATH.
package io.mycni.process;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds tools by name. Safe to use from several threads. */
public final class Tools {
  /** The variable by which tools are known that a call has started; its value names the call. */
  public static final String TOOL_OF = "MYCNI_TOOL_OF";

  private static final List<String> USUAL =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final List<String> folders = new ArrayList<>();
  private final Map<String, String> environment;
  private final Map<String, Optional<String>> found = new HashMap<>();

  /** Searches the PATH of that environment first. */
  public Tools(Map<String, String> environment) {
    this.environment = environment;
    String path = environment.getOrDefault("PATH", "");
    int start = 0;
    while (start < path.length()) {
      int end = path.indexOf(':', start);
      end = end < 0 ? path.length() : end;
      String folder = path.substring(start, end);
      if (folder.startsWith("/") && Names.path(folder).isPresent()) {
        folders.add(folder);
      }
      start = end + 1;
    }
    for (String usual : USUAL) {
      if (!folders.contains(usual)) {
        folders.add(usual);
      }
    }
  }

  /** Returns the path of a tool; empty when it is not installed. */
  public synchronized Optional<String> find(String name) {
    Optional<String> known = found.get(name);
    if (known == null) {
      known = search(name);
      found.put(name, known);
    }
    return known;
  }

  /**
   * iproute2's {@code bridge} has the name of a CNI plugin, so a PATH with a folder of plugins
   * would lead astray; the right one lies beside {@code ip}.
   */
  private Optional<String> search(String name) {
    if (name.equals("bridge")) {
      Optional<String> beside =
          find("ip")
              .map(ip -> Path.of(ip).resolveSibling(name))
              .filter(Files::isExecutable)
              .map(Path::toString);
      if (beside.isPresent()) {
        return beside;
      }
    }
    for (String folder : folders) {
      Path candidate = Path.of(folder, name);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate.toString());
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the path of a tool that is needed.
   *
   * @throws CniException when it is not installed, saying which package has it
   */
  public String require(String name) {
    return find(name)
        .orElseThrow(() ->
            new CniException(
                ErrorCode.TOOL_MISSING,
                "the tool '" + name + "' is needed and not installed",
                "install the package '"
                    + packageOf(name)
                    + "' (searched in "
                    + String.join(":", folders)
                    + ")"));
  }

  /**
   * Fails when one of the tools is missing without which no ADD could be served.
   *
   * @throws CniException with {@link ErrorCode#PLUGIN_NOT_AVAILABLE} (CNI 1.1.0, section "STATUS")
   */
  public void requireForStatus(List<String> names) {
    for (String name : names) {
      try {
        require(name);
      } catch (CniException e) {
        throw new CniException(ErrorCode.PLUGIN_NOT_AVAILABLE, e.getMessage(), e.details());
      }
    }
  }

  /**
   * Returns the environment for a tool: messages in English, so that they can be read by a program,
   * and a PATH in which the tool finds its own helpers.
   */
  public Map<String, String> environment() {
    Map<String, String> clean = new HashMap<>();
    clean.put("LC_ALL", "C");
    clean.put("PATH", String.join(":", folders));
    pass("LD_LIBRARY_PATH", clean);
    pass(TOOL_OF, clean);
    return clean;
  }

  private void pass(String variable, Map<String, String> clean) {
    String value = environment.get(variable);
    if (value != null) {
      clean.put(variable, value);
    }
  }

  private static String packageOf(String tool) {
    return switch (tool) {
      case "ip", "bridge", "tc" -> "iproute2";
      case "nsenter", "setsid" -> "util-linux";
      case "udhcpc", "busybox" -> "udhcpc";
      case "nft" -> "nftables";
      default -> "iptables";
    };
  }
}
