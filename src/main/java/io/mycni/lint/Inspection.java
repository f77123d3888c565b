// What is wrong in the files of a node, one after the other: in each alone, and in what they
// contradict each other. `mycni lint` and the doctor ask the same.
package io.mycni.lint;

import io.mycni.cni.NetworkForm;
import io.mycni.host.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Looks at files in their order. */
public final class Inspection {
  private final UnaryOperator<String> names;
  private final Types types;
  private final List<Route> routes;
  private final Together together;

  /**
   * Begins without a file.
   *
   * @param names returns the plugin type that a name stands for
   * @param types the types whose configurations are understood
   * @param routes the routes of the host, which subnets may overlap
   */
  public Inspection(UnaryOperator<String> names, Types types, List<Route> routes) {
    this.names = names;
    this.types = types;
    this.routes = List.copyOf(routes);
    this.together = new Together(names, types);
  }

  /** Returns what is wrong in the next file. */
  public List<Finding> of(String file, String text) {
    List<Finding> findings =
        new ArrayList<>(Linter.lint(text, NetworkForm.of(file), names, types, routes));
    findings.addAll(together.with(file, text));
    return findings;
  }
}
