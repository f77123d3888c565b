// The loopback plugin: lo of a container is up. Runtimes call it beside the plugin that makes the
// interface, at the same time, or behind it in a chain.
package io.mycni.plugin.loopback;

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
import java.util.List;
import java.util.Optional;

/** The loopback plugin, which has no keys. */
public final class LoopbackType implements PluginType<KeySet> {
  private static final KeySet NO_KEYS = new KeySet("the loopback plugin");

  @Override
  public String name() {
    return "loopback";
  }

  @Override
  public KeySet keys() {
    return NO_KEYS;
  }

  @Override
  public Chaining chaining() {
    return Chaining.ANYWHERE;
  }

  @Override
  public KeySet read(Section network, CniArgs args) {
    return NO_KEYS;
  }

  @Override
  public List<Part> parts(KeySet config, Subject subject) {
    return List.of(new Lo(subject));
  }

  @Override
  public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean tellsSiblings) {
    return List.of(new LoRemains(request.netns()));
  }
}
