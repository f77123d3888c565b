// The sbr plugin: what comes from the addresses of an interface is routed by its own tables.
package io.mycni.plugin.sbr;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniRequest;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.part.MadeNote;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Surroundings;
import io.mycni.plugin.Warning;
import java.util.List;
import java.util.Optional;

/** The sbr plugin, source based routing. */
public final class SbrType implements PluginType<SbrConfig> {
  @Override
  public String name() {
    return "sbr";
  }

  @Override
  public KeySet keys() {
    return SbrKeys.ALL;
  }

  @Override
  public Chaining chaining() {
    return Chaining.BEHIND;
  }

  /** Which tables are free is seen together with what is taken. */
  @Override
  public boolean sharesNamespace() {
    return true;
  }

  @Override
  public SbrConfig read(Section network, CniArgs args) {
    return SbrConfig.read(network, args);
  }

  @Override
  public List<Part> parts(SbrConfig config, Subject subject) {
    return List.of(new SourceTables(subject, config));
  }

  @Override
  public List<Warning> warnings(SbrConfig config, Surroundings around) {
    boolean alone = config.gateways().isEmpty() && !config.sourceHints();
    return config.table().isEmpty() || alone
        ? List.of()
        : List.of(
            new Warning(
                "table",
                "with a table of your own no routes are made, so gateways and addSourceHints do"
                    + " nothing",
                "leave table out, or them"));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(SbrRemains.of(request, note));
  }
}
