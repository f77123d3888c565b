// What stands around the keys of a plugin: the keys of a list, and those of every plugin. They are
// read by runtimes and where a request is read.
package io.mycni.keys;

/** The keys that the specification names. */
public final class CommonKeys {
  /** The keys of a {@code .conflist}. */
  public static final KeySet LIST =
      new KeySet(
          "a network list",
          new DescribedKey(
              "cniVersion",
              "a version",
              "0.1.0",
              "\"1.0.0\"",
              "the version that is spoken with the plugins"),
          new TextsKey(
              "cniVersions",
              "none",
              "[\"0.4.0\", \"1.1.0\"]",
              "versions to choose from; the newest that both know is spoken"),
          new TextKey("name", "required", "mynet", "the network's name, unique on the node"),
          new FlagKey("disableCheck", "runtimes do not call CHECK"),
          new FlagKey("disableGC", "runtimes do not call GC"),
          new FlagKey(
              "loadOnlyInlinedPlugins",
              "no plugins are read from the folder of the network's name beside the file"),
          new DescribedKey(
              "plugins",
              "a list of objects",
              "required",
              "[{\"type\": \"bridge\"}]",
              "the plugins, in the order in which ADD runs them"));

  /** The keys of any plugin, beside its own. */
  public static final KeySet PLUGIN =
      new KeySet(
          "every plugin",
          new DescribedKey(
              "cniVersion",
              "a version",
              "the list's",
              "\"1.0.0\"",
              "only where the file is no list"),
          new TextKey("name", "the list's", "mynet", "only where the file is no list"),
          new TextKey(
              "type",
              "required",
              "mycni",
              "the plugin: `mycni` and `bridge` mean the bridge plugin"),
          new DescribedKey(
              "capabilities",
              "an object",
              "none",
              "{\"mac\": true, \"ips\": true}",
              "what the runtime may choose, by the names that its plugin and its `ipam` have in"
                  + " `runtimeConfig`"),
          new DescribedKey(
              "runtimeConfig",
              "an object",
              "none",
              "{\"mac\": \"02:11:22:33:44:55\"}",
              "set by runtimes"),
          new DescribedKey(
              "args",
              "an object",
              "none",
              "{\"cni\": {\"ips\": [\"10.1.0.5\"]}}",
              "`args.cni`: wishes of an older way"),
          new DescribedKey("prevResult", "an object", "none", "{\"ips\": []}", "set by runtimes"));

  private CommonKeys() {}
}
