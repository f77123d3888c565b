// Configurations that several tests start from.
package io.mycni.kernel;

/** Texts of configurations; DATADIR becomes a folder of the world. */
final class Configs {
  /** The configuration of the README. */
  static final String SAMPLE =
      """
      { "cniVersion": "0.4.0", "name": "mynet", "type": "mycni", "bridge": "mybr0",
        "isGateway": true, "ipMasq": true,
        "ipam": { "type": "host-local", "subnet": "10.16.0.0/16", "dataDir": "DATADIR",
                  "routes": [ { "dst": "0.0.0.0/0" } ] } }
      """;

  /** Both families. */
  static final String DUAL =
      """
      { "cniVersion": "1.0.0", "name": "dual", "type": "mycni", "bridge": "mybr0",
        "isDefaultGateway": true, "ipMasq": true,
        "ipam": { "type": "host-local", "dataDir": "DATADIR",
                  "ranges": [[{ "subnet": "10.17.0.0/24" }], [{ "subnet": "fd17::/64" }]] } }
      """;

  /** A network without addresses. */
  static final String LAYER2 =
      """
      { "cniVersion": "0.4.0", "name": "l2", "type": "mycni", "bridge": "mybr0" }
      """;

  private Configs() {}

  /** Returns a configuration with more keys. */
  static String with(String config, String keys) {
    return config.replaceFirst("\\{", "{ " + keys + ",");
  }

  /** Returns a configuration with a result in it. */
  static String after(String config, String result) {
    return with(config, "\"prevResult\": " + result);
  }
}
