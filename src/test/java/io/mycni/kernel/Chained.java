// A plugin behind another one, called as a runtime calls a chain: each ADD gets the result of the
// one before it, CHECK and DEL that of the last.
package io.mycni.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Two plugins of one network.
 *
 * @param first makes the interface
 * @param last works on it
 */
record Chained(Plugin first, Plugin last) {
  /** Addresses of both families. */
  private static final String IPAM =
      """
      "ipam": { "type": "host-local", "dataDir": "DATADIR",
        "ranges": [[{ "subnet": "10.18.0.0/24" }], [{ "subnet": "fd18::/64" }]],
        "routes": [ { "dst": "0.0.0.0/0" }, { "dst": "::/0" } ] }
      """;

  /** Puts a plugin behind the bridge plugin; keys are those of the plugin, without braces. */
  static Chained behindBridge(World world, String type, String keys) {
    return behind(world, "bridge", "\"bridge\": \"mybr0\", \"isGateway\": true", type, keys);
  }

  static Chained behind(World world, String first, String firstKeys, String type, String keys) {
    String head = "{ \"cniVersion\": \"1.1.0\", \"name\": \"chained\", \"type\": \"TYPE\"";
    String more = firstKeys.isEmpty() ? "" : ", " + firstKeys;
    return new Chained(
        new Plugin(world, first, head.replace("TYPE", first) + more + ", " + IPAM + "}"),
        new Plugin(world, type, head.replace("TYPE", type) + ", " + keys + "}"));
  }

  /** The same, spoken in another version. */
  Chained in(String version) {
    return new Chained(
        new Plugin(first.world(), first.type(), first.config().replace("1.1.0", version)),
        new Plugin(last.world(), last.type(), last.config().replace("1.1.0", version)));
  }

  /** Both as the file of a network, in whose head stand the version and the name. */
  String list() {
    String head = "\"cniVersion\": \"1.1.0\", \"name\": \"chained\", ";
    return "{ "
        + head
        + "\"plugins\": ["
        + first.config().replace(head, "")
        + ", "
        + last.config().replace(head, "")
        + "] }";
  }

  String add(String container) {
    return last.after(first.add(container)).add(container);
  }

  /** What CHECK of each has to say. */
  String check(String container, String result) {
    return first.check(container, result) + last.check(container, result);
  }

  void del(String container, String result) {
    last.after(result).del(container);
    first.after(result).del(container);
  }

  /** An ADD of the last by another program. */
  String addBy(String program, String container) {
    return last.after(first.add(container)).call("ADD", container).program(program).run().ok();
  }

  /** A call of the last by another program that ends well and says nothing. */
  void by(String program, String verb, String container, String result) {
    World.Ended ended = last.after(result).call(verb, container).program(program).run();
    assertEquals("", ended.ok());
  }
}
