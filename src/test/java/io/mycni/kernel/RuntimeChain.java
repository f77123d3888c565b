// A chain as a runtime has it: each plugin is given the result of the one before it, and all are
// given the last result afterwards.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/**
 * Plugins, ours or the reference's.
 *
 * @param members in the order of an ADD
 */
record RuntimeChain(List<Member> members) {
  /**
   * A plugin of a chain.
   *
   * @param ours whether it is mycni's, or the reference's
   */
  record Member(Plugin plugin, boolean ours) {
    World.Ended run(String verb, String container, String result) {
      Plugin after = result.isEmpty() ? plugin : plugin.after(result);
      return (ours ? after.call(verb, container) : after.theirs(verb, container)).run();
    }
  }

  /** The same with a plugin of the reference's at its end, which has no keys but these. */
  RuntimeChain then(String type, String keys) {
    Plugin first = members.getFirst().plugin();
    String config = "{ \"cniVersion\": \"1.1.0\", \"name\": \"lan\", \"type\": \"" + type + "\" }";
    Plugin next = new Plugin(first.world(), type, Configs.with(config, keys));
    return then(new Member(next, false));
  }

  RuntimeChain then(Member next) {
    List<Member> all = new ArrayList<>(members);
    all.add(next);
    return new RuntimeChain(all);
  }

  /**
   * What became of an ADD.
   *
   * @param result the result of the last plugin that did not refuse
   * @param refusal which plugin has refused, and its words; empty when none has
   */
  record Tried(String result, String refusal) {}

  Tried tryAdd(String container) {
    String result = "";
    for (Member each : members) {
      World.Ended ended = each.run("ADD", container, result);
      if (ended.status() != 0) {
        String said = Plugin.json(ended.out()).path("msg").asString();
        return new Tried(result, each.plugin().type() + ": " + said);
      }
      result = ended.out();
    }
    return new Tried(result, "");
  }

  /** The result of the last plugin. */
  String add(String container) {
    Tried tried = tryAdd(container);
    assertEquals("", tried.refusal());
    return tried.result();
  }

  /** What the plugins do not find as it was made, or fail to remove; nothing when all is well. */
  String each(String verb, String container, String result) {
    StringBuilder said = new StringBuilder();
    for (Member each : verb.equals("DEL") ? members.reversed() : members) {
      World.Ended ended = each.run(verb, container, result);
      if (ended.status() != 0) {
        said.append(each.plugin().type()).append(": ").append(ended.out()).append(ended.err());
      }
    }
    return said.toString();
  }
}
