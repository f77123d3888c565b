// The Java runtime of the image: only the modules that are needed, without what is there for debuggers.
// Used by MakeImage.java; what else lies in the image is made there.
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

final class JavaRuntime {
  private static final String MODULES = "java.base,jdk.net,io.mycni.quiet";

  /** A module of our own; its module-info.java says what it is for. */
  private static final Path QUIET = Path.of("packaging/quiet");

  /** Debian's JDK brings 700 MB of these in its modules. */
  private static final String NOT_NEEDED = "**.debuginfo,**/bin/keytool";

  private JavaRuntime() {}

  /** Made once for each JDK: it takes several seconds and depends on nothing else. */
  static void make(Path image) throws IOException, InterruptedException {
    Path runtime = image.resolve("runtime");
    Path jdk = Path.of(System.getProperty("java.home"));
    Path quiet = image.resolveSibling("quiet");
    List<Path> sources;
    try (Stream<Path> files = Files.walk(QUIET)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    List<String> jlink =
        List.of(
            jdk + "/bin/jlink",
            "--module-path",
            quiet.toString(),
            "--add-modules",
            MODULES,
            // Only of classes: with --strip-debug some JDKs, Debian's among them, want objcopy(1).
            "--strip-java-debug-attributes",
            "--exclude-files",
            NOT_NEEDED,
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-6",
            "--output",
            runtime.toString());
    Path made = image.resolveSibling("runtime-made-from");
    StringBuilder madeFrom = new StringBuilder(Runtime.version() + " " + jlink);
    for (Path source : sources) {
      madeFrom.append(Files.readString(source));
    }
    String by = madeFrom.toString();
    if (Files.exists(runtime) && Files.exists(made) && Files.readString(made).equals(by)) {
      return;
    }
    Files.deleteIfExists(made);
    MakeImage.delete(runtime);
    List<String> javac = new ArrayList<>(List.of(jdk + "/bin/javac", "-d", quiet.toString()));
    sources.forEach(source -> javac.add(source.toString()));
    MakeImage.run(javac.toArray(String[]::new));
    try {
      MakeImage.run(jlink.toArray(String[]::new));
    } catch (IOException failed) {
      throw Files.exists(jdk.resolve("jmods"))
          ? failed
          : new IOException(
              failed.getMessage()
                  + "\nThe JDK in "
                  + jdk
                  + " has no folder jmods. Where that is a package of its own, install it"
                  + " (Fedora: java-25-openjdk-jmods).",
              failed);
    }
    if (strip(runtime)) {
      Files.writeString(made, by);
    }
  }

  /**
   * Takes the symbols out of the libraries, whether the JDK's makers did so or not.
   *
   * @return whether there was a strip(1) to do it; without, all works as well, and is larger
   */
  private static boolean strip(Path runtime) throws IOException, InterruptedException {
    List<Path> binaries;
    try (Stream<Path> files = Files.walk(runtime)) {
      binaries =
          files
              .filter(file -> file.toString().endsWith(".so") || file.endsWith("jspawnhelper"))
              .toList();
    }
    for (Path binary : binaries) {
      try {
        MakeImage.run("strip", "--strip-unneeded", binary.toString());
      } catch (IOException noBinutils) {
        MakeImage.say(
            "the libraries keep their symbols, so the image is some megabytes larger ("
                + noBinutils.getMessage()
                + "). The package binutils has strip.");
        return false;
      }
    }
    return true;
  }
}
