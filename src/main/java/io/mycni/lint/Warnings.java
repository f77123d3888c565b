// What is legal and may surprise: each plugin says it of its own configuration; what an ipam says,
// and that nothing is before a plugin that works behind others, are the same to all.
package io.mycni.lint;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.SpecVersion;
import io.mycni.host.Route;
import io.mycni.keys.Section;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.ArrayList;
import java.util.List;

/** Asks one plugin that can be read. */
final class Warnings {
  private Warnings() {}

  /**
   * Returns what a plugin says; one with errors says nothing that would have to guess what is
   * meant.
   *
   * @param before the types of the plugins before it
   * @param ipamType the type of its ipam; empty for none
   * @param routes the routes of the host
   */
  static <C> List<Finding> of(
      PluginType<C> type,
      Located plugin,
      SpecVersion version,
      List<String> before,
      String ipamType,
      List<Route> routes) {
    List<Warning> warnings = new ArrayList<>();
    Section network = Section.of(plugin.object().orElseThrow());
    try {
      C config = type.read(network, CniArgs.NONE);
      Given given = Given.of(plugin, ipamType, version);
      Surroundings around = new Surroundings(network, before, given.ipam(), routes);
      if (type.chaining() == Chaining.BEHIND && !around.isBehindAnInterface()) {
        warnings.add(Warning.nothingBefore(type.name()));
      }
      warnings.addAll(given.warnings());
      warnings.addAll(type.warnings(config, around));
    } catch (CniException mistake) {
      // It is told as an error.
    }
    return warnings.stream().map(each -> finding(plugin, each)).toList();
  }

  private static Finding finding(Located plugin, Warning warning) {
    Finding.Spot spot = plugin.way(warning.place()).getLast().key();
    return warning.fails()
        ? Finding.error(spot, warning.message(), warning.help())
        : Finding.warning(spot, warning.message(), warning.help());
  }
}
