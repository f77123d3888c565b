// Makes the image of mycni that packages install and that runs from anywhere:
//
//   bin/       the executables: one launcher, many names
//   lib/       the jars; Maven has put them there
//   runtime/   a Java runtime with only the modules that are needed
//
// Maven runs this file as it is, by the JDK of the build: java packaging/MakeImage.java IMAGE
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class MakeImage {
  private static final String MODULES = "java.base,java.logging";
  private static final List<String> OTHER_NAMES = List.of("bridge", "host-local");

  private final Path image;

  private MakeImage(Path image) {
    this.image = image;
  }

  public static void main(String[] args) throws Exception {
    MakeImage maker = new MakeImage(Path.of(args[0]).toAbsolutePath());
    maker.runtime();
    maker.executables();
  }

  /** Made once for each JDK: it takes several seconds and depends on nothing else. */
  private void runtime() throws Exception {
    Path runtime = image.resolve("runtime");
    Path made = image.resolve("runtime/made-from");
    String jdk = Runtime.version() + " " + System.getProperty("java.home") + " " + MODULES;
    if (Files.exists(made) && Files.readString(made).equals(jdk)) {
      return;
    }
    delete(runtime);
    run(
        System.getProperty("java.home") + "/bin/jlink",
        "--add-modules",
        MODULES,
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--compress",
        "zip-6",
        "--output",
        runtime.toString());
    Files.writeString(made, jdk);
  }

  private void executables() throws IOException {
    Path bin = image.resolve("bin");
    delete(bin);
    Files.createDirectories(bin);
    String classpath;
    try (Stream<Path> jars = Files.list(image.resolve("lib"))) {
      classpath =
          jars.map(jar -> "$image/lib/" + jar.getFileName())
              .sorted()
              .collect(Collectors.joining(":"));
    }
    String launcher = Files.readString(Path.of("packaging/launcher.sh"));
    Path mycni = bin.resolve("mycni");
    Files.writeString(mycni, launcher.replace("@CLASSPATH@", classpath));
    Files.setPosixFilePermissions(mycni, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String name : OTHER_NAMES) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("mycni"));
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with status " + status);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
