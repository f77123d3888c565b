// What `mycni --version` prints.
package io.mycni.cli;

import io.mycni.cni.SpecVersion;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar, and of the specification. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "mycni " + number() + ", build " + build(), "CNI specification " + SpecVersion.list()
    };
  }

  /** Returns what a plugin says of itself to a person who starts it as a command. */
  public static String about(String program) {
    return "CNI "
        + program
        + " plugin of mycni "
        + number()
        + System.lineSeparator()
        + "CNI protocol versions supported: "
        + SpecVersion.list();
  }

  /** Returns what tells images apart whose start-up caches and agents would not fit each other. */
  static String build() {
    return System.getProperty("mycni.build", "(not from an image)");
  }

  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }
}
