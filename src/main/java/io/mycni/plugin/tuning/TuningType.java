// The tuning plugin: settings of the container's kernel, and attributes of the interface that a
// plugin before it has made.
package io.mycni.plugin.tuning;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tuning plugin. */
public final class TuningType implements PluginType<TuningConfig> {
  @Override
  public String name() {
    return "tuning";
  }

  @Override
  public KeySet keys() {
    return TuningKeys.ALL;
  }

  @Override
  public Chaining chaining() {
    return Chaining.BEHIND;
  }

  @Override
  public TuningConfig read(Section network, CniArgs args) {
    return TuningConfig.read(network, args);
  }

  @Override
  public List<Part> parts(TuningConfig config, Subject subject) {
    List<Part> parts = new ArrayList<>();
    if (!config.settings().isEmpty()) {
      parts.add(new KernelSettings(subject, config.settings()));
    }
    if (!config.attributes().isEmpty()) {
      parts.add(new LinkAttributes(subject, config.attributes(), config.dataDir()));
    }
    return parts;
  }

  @Override
  public List<Warning> warnings(TuningConfig config, Surroundings around) {
    if (around.before().isEmpty()) {
      return List.of(Warning.nothingBefore("tuning", "the one that does"));
    }
    boolean asksRuntime = around.network().section("capabilities").isPresent();
    return config.settings().isEmpty() && config.attributes().isEmpty() && !asksRuntime
        ? List.of(
            new Warning(
                "type",
                "nothing is tuned: there is neither sysctl nor an attribute of the interface",
                "add \"capabilities\": { \"mac\": true }, or what is wanted"))
        : List.of();
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(TuningRemains.of(request, note));
  }
}
