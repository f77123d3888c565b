// What `mycni --version` prints.
package io.mycni.cli;

import io.mycni.cni.SpecVersion;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar, and of the specification. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "mycni " + (version == null ? "(not from a jar)" : version),
      "CNI specification " + SpecVersion.list()
    };
  }
}
