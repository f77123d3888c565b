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
import java.nio.file.Path;
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
    } else {
      carry(MadeNote.SETTINGS, subject, parts);
    }
    if (!config.attributes().isEmpty()) {
      // One file has what all of a chain have changed, so that whichever DEL is first finds it.
      Optional<String> folder = subject.earlier(LinkAttributes.PART);
      Path dataDir = folder.isPresent() ? Path.of(folder.get()) : config.dataDir();
      parts.add(new LinkAttributes(subject, config.attributes(), dataDir));
    } else {
      carry(LinkAttributes.PART, subject, parts);
    }
    return parts;
  }

  private static void carry(String part, Subject subject, List<Part> parts) {
    Optional<String> noted = subject.earlier(part);
    if (noted.isPresent()) {
      parts.add(new Carried(part + " " + noted.get()));
    }
  }

  @Override
  public List<Warning> warnings(TuningConfig config, Surroundings around) {
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
