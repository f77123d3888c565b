// Makes the image of mycni that packages install and that runs from anywhere:
//
//   bin/       the executables: one launcher, many names; a program in C where there is a compiler,
//              else a shell script, which knows nothing of the agent
//   lib/       the jars; Maven has put them there
//   runtime/   a Java runtime with only the modules that are needed
//   cache/     the start-up caches, one for calls and one for the command line: what is in a cache is made ready at
//              each start, wanted or not; their names tell for which jars and which runtime they were made
//
// Maven runs this file as it is, by the JDK of the build: java packaging/MakeImage.java IMAGE
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

final class MakeImage {
  /**
   * How the runtime is started. The collector is named, because a cache fits one only; what the runtime
   * itself has to say goes to standard error, because standard output is the answer's.
   */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          // A small young generation keeps the agent small, and a cold start has less to set up.
          "-Xms8m",
          "-Xmx256m",
          "-XX:MaxNewSize=4m",
          // The cache lies where it was made for: to move it takes 1.8 ms of a start, and its memory is each
          // process's own then (7 MB). A runtime that finds the place taken moves it all the same.
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          // Nothing was recorded that could be replayed; there would be a thread that looks for it.
          "-XX:-AOTReplayTraining",
          // A call ends before most of what is compiled for it was of use.
          "-XX:CompileThresholdScaling=2",
          // Asked for the addresses of a link, the JDK goes through those of all that have one of IPv6.
          "-Djava.net.preferIPv4Stack=true",
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  /**
   * What the agent is started with besides: it stays, so methods are compiled after a twentieth of the usual
   * calls, and what compiling has used and freed is given back to the kernel.
   */
  private static final List<String> AGENT_OPTIONS =
      List.of(
          "-XX:CompileThresholdScaling=0.05",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:TrimNativeHeapInterval=30000");

  /** What is lost without a compiler. */
  private static final String NO_AGENT =
      "bin/mycni is a shell script, which never asks the agent, so that every call starts a Java"
          + " runtime. Install gcc and libc6-dev (Fedora: gcc and glibc-devel), and build again.";

  /** The same as project.build.outputTimestamp. */
  private static final Instant PACKAGE_TIME = Instant.parse("2026-01-01T00:00:00Z");

  /** Tells the agent what a DHCP client hears; in the image, as nothing in /run may be executable. */
  private static final String DHCP_EVENT = "udhcpc-event";

  private final Path image;

  private MakeImage(Path image) {
    this.image = image;
  }

  public static void main(String[] args) throws Exception {
    try {
      new MakeImage(Path.of(args[0]).toAbsolutePath()).make();
    } catch (IOException failed) {
      // Of a file alone the message is nothing but its path.
      boolean file = failed instanceof FileSystemException;
      say("the image was not made: " + (file ? failed : failed.getMessage()));
      System.exit(1);
    }
  }

  /** What the person who builds has to know; Maven passes it on, even when it is told to be quiet. */
  static void say(String text) {
    System.err.println("mycni image: " + text);
  }

  private void make() throws Exception {
    JavaRuntime.make(image);
    for (Path jar : jars()) {
      YoungerClasses.in(jar);
    }
    fixTimes();
    manual();
    String id = buildId();
    launcher(id);
    caches(id);
    names();
    completions();
    socket(id);
  }

  /** Where the service manager listens for the agent of this build. */
  private void socket(String id) throws IOException {
    String unit = "mycni-agent.socket";
    Path folder = Files.createDirectories(image.resolveSibling("units"));
    String text = Files.readString(Path.of("packaging/files", unit));
    Files.writeString(folder.resolve(unit), text.replace("@BUILD@", id));
  }

  /** Packages install them; beside the image, as the image needs none. */
  private void completions() throws IOException, InterruptedException {
    Path folder = image.resolveSibling("completions");
    Files.createDirectories(folder);
    for (var shell : Map.of("bash", "mycni", "zsh", "_mycni", "fish", "mycni.fish").entrySet()) {
      Files.writeString(folder.resolve(shell.getValue()), ask("completion", shell.getKey()));
    }
  }

  /**
   * Gives the jars the time that packages give them: a start-up cache is believed only as long as its
   * jars have the time with which it was made.
   */
  private void fixTimes() throws IOException {
    for (Path jar : jars()) {
      Files.setLastModifiedTime(jar, FileTime.from(PACKAGE_TIME));
    }
  }

  /** Packages want manual pages compressed. */
  private void manual() throws IOException {
    Path folder = Files.createDirectories(image.resolveSibling("man"));
    for (String page : List.of("mycni.8", "mycni-agent.8", "changelog")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out =
          new GZIPOutputStream(bytes) {
            {
              def.setLevel(Deflater.BEST_COMPRESSION);
            }
          }) {
        out.write(Files.readAllBytes(Path.of("packaging/files", page)));
      }
      byte[] compressed = bytes.toByteArray();
      // RFC 1952, XFL: made with the best compression. Java does not say so; Debian looks for it.
      compressed[8] = 2;
      Files.write(folder.resolve(page + ".gz"), compressed);
    }
  }

  /** Tells images apart whose cache would not fit each other. */
  private String buildId() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(OPTIONS.toString().getBytes(StandardCharsets.UTF_8));
    digest.update(AGENT_OPTIONS.toString().getBytes(StandardCharsets.UTF_8));
    for (Path jar : jars()) {
      digest.update(Files.readAllBytes(jar));
    }
    for (String file : List.of("lib/modules", "lib/server/libjvm.so")) {
      digest.update(Files.readAllBytes(image.resolve("runtime").resolve(file)));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> jars = Files.list(image.resolve("lib"))) {
      return jars.sorted().toList();
    }
  }

  private String classpath(String root) throws IOException {
    return jars().stream()
        .map(jar -> root + "/lib/" + jar.getFileName())
        .collect(Collectors.joining(":"));
  }

  /** A start-up cache, by what it is trained with. */
  private enum Cache {
    CALLS,
    AGENT,
    COMMANDS;

    String trainedWith() {
      return name().toLowerCase(Locale.ROOT);
    }

    String fileName(String id) {
      return "mycni-" + id + "-" + trainedWith() + ".aot";
    }
  }

  private void caches(String id) throws Exception {
    Path folder = image.resolve("cache");
    if (Stream.of(Cache.values()).allMatch(cache -> Files.exists(folder.resolve(cache.fileName(id))))) {
      return;
    }
    delete(folder);
    Files.createDirectories(folder);
    for (Cache cache : Cache.values()) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "sh",
                  "packaging/train.sh",
                  cache.trainedWith(),
                  image.toString(),
                  folder.resolve(cache.fileName(id)).toString(),
                  classpath(image.toString())));
      command.addAll(OPTIONS);
      run(command.toArray(String[]::new));
    }
  }

  private void launcher(String id) throws Exception {
    Path bin = image.resolve("bin");
    delete(bin);
    Files.createDirectories(bin);
    Path mycni = bin.resolve("mycni");
    if (!compile(mycni, id)) {
      script(mycni, id);
    }
    Files.copy(
        Path.of("packaging", DHCP_EVENT),
        bin.resolve(DHCP_EVENT),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  /**
   * Gives the launcher the names of the plugins; and beside the image lays out the executables as
   * packages install them. The rpm takes only links that lead somewhere here, too, so they are relative.
   */
  private void names() throws IOException, InterruptedException {
    Path node = image.resolveSibling("executables");
    delete(node);
    Path launcher = image.resolve("bin/mycni");
    Path bin = Files.createDirectories(node.resolve("usr/lib/mycni/bin"));
    Files.copy(launcher, bin.resolve("mycni"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(
        image.resolve("bin").resolve(DHCP_EVENT),
        bin.resolve(DHCP_EVENT),
        StandardCopyOption.COPY_ATTRIBUTES);
    link(node.resolve("usr/sbin/mycni"), "../lib/mycni/bin/mycni");
    link(node.resolve("opt/cni/bin/mycni"), "../../../usr/lib/mycni/bin/mycni");
    for (String name : ask("plugins", "--names").split("\n")) {
      link(launcher.resolveSibling(name), "mycni");
      link(bin.resolve(name), "mycni");
      link(node.resolve("opt/cni/bin/mycni-" + name), "../../../usr/lib/mycni/bin/mycni");
    }
  }

  private static void link(Path link, String target) throws IOException {
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  /** Returns what the image's program answers. */
  private String ask(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(image.resolve("bin/mycni").toString()));
    command.addAll(List.of(words));
    ProcessBuilder mycni = new ProcessBuilder(command);
    mycni.environment().keySet().removeIf(name -> name.startsWith("CNI_"));
    mycni.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = mycni.start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("mycni " + String.join(" ", words) + " failed");
    }
    return answer;
  }

  /** Compiles the launcher, static where the C library can be linked so. */
  private boolean compile(Path launcher, String id) throws Exception {
    Path folder = image.resolveSibling("launcher");
    Files.createDirectories(folder);
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("-Dmycni.build=" + id);
    List<String> jars = jars().stream().map(jar -> jar.getFileName().toString()).toList();
    Files.writeString(
        folder.resolve("launcher-build.h"),
        "#define LAUNCHER_ID \"%s\"\n#define LAUNCHER_CACHE \"%s\"\n#define LAUNCHER_AGENT_CACHE \"%s\"\n"
                .formatted(id, Cache.CALLS.fileName(id), Cache.AGENT.fileName(id))
            + "#define LAUNCHER_COMMANDS_CACHE \"%s\"\n".formatted(Cache.COMMANDS.fileName(id))
            + "#define LAUNCHER_OPTIONS %s\n#define LAUNCHER_AGENT_OPTIONS %s\n#define LAUNCHER_JARS %s\n"
                .formatted(quoted(options), quoted(AGENT_OPTIONS), quoted(jars)));
    for (String linking : List.of("-static", "-dynamic")) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "cc", "-std=gnu11", "-Os", "-s", "-Wall", "-Wextra", "-Werror", linking, "-I",
                  folder.toString(), "-o", launcher.toString()));
      try (Stream<Path> sources = Files.list(Path.of("src/main/c"))) {
        sources.map(Path::toString).filter(name -> name.endsWith(".c")).sorted().forEach(command::add);
      }
      try {
        Process compiler =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (compiler.waitFor() == 0) {
          return true;
        }
      } catch (IOException noCompiler) {
        say("no C compiler (cc) was found: " + NO_AGENT);
        return false;
      }
    }
    say(
        "the C compiler failed: "
            + NO_AGENT
            + "\n"
            + Files.readString(folder.resolve("log")).strip());
    return false;
  }

  private static String quoted(List<String> words) {
    return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", "));
  }

  private void script(Path mycni, String id) throws IOException {
    String launcher = Files.readString(Path.of("packaging/launcher.sh"));
    Files.writeString(
        mycni,
        launcher
            .replace("@CLASSPATH@", classpath("$image"))
            .replace("@OPTIONS@", String.join(" ", OPTIONS) + " -Dmycni.build=" + id)
            .replace("@CACHE@", Cache.CALLS.fileName(id))
            .replace("@COMMANDS_CACHE@", Cache.COMMANDS.fileName(id)));
    Files.setPosixFilePermissions(mycni, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with status " + status);
    }
  }

  static void delete(Path folder) throws IOException {
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
