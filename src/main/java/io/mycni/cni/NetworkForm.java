// Whether a file holds a list of plugins or one plugin: for libcni, and so for runtimes, its name
// decides, whatever is in it.
package io.mycni.cni;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The form of a network's file. */
public enum NetworkForm {
  /** {@code .conflist}: an object with {@code plugins}. */
  LIST,
  /** {@code .conf} and {@code .json}: the object of one plugin. */
  PLUGIN;

  /** Returns the form that a file's name promises; empty for a name that no runtime reads. */
  public static Optional<NetworkForm> of(String file) {
    if (file.endsWith(".conflist")) {
      return Optional.of(LIST);
    }
    return file.endsWith(".conf") || file.endsWith(".json")
        ? Optional.of(PLUGIN)
        : Optional.empty();
  }

  /** Returns what is wrong when such a file holds the other form; empty when it does not. */
  public Optional<CniException> contradicts(ObjectNode written) {
    boolean isList = Keys.has(written, "plugins");
    boolean isPlugin = !isList && Keys.has(written, "type");
    return switch (this) {
      case LIST ->
          isPlugin
              ? wrong(
                  "a .conflist holds a list of plugins, this is one plugin: runtimes do not read it",
                  "put it into \"plugins\": […], or name the file .conf")
              : Optional.empty();
      case PLUGIN ->
          isList
              ? wrong(
                  "a .conf holds one plugin, this is a list: runtimes do not read it",
                  "name the file .conflist")
              : Optional.empty();
    };
  }

  private static Optional<CniException> wrong(String what, String whatToDo) {
    return Optional.of(new CniException(ErrorCode.INVALID_CONFIGURATION, what, whatToDo));
  }
}
