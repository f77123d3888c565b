// Where the image of this program is: its Java runtime lies in it, beside the executables.
package io.mycni.process;

import java.nio.file.Path;

/** Finds what lies in the image; packaging/MakeImage.java makes it. */
public final class Image {
  private Image() {}

  /** Returns the folder of its executables. */
  public static Path bin() {
    return Path.of(System.getProperty("java.home")).resolveSibling("bin");
  }
}
