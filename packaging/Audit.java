// Compares what the bill of materials says with what is in the image, what was reviewed, and what is known to be
// faulty; needs no network. packaging/audit runs it: java -cp 'IMAGE/lib/*' packaging/Audit.java IMAGE BOM
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class Audit {
  private static final Path PINNED = Path.of(".mvn/checksums/checksums.sha256");
  private static final Path REVIEWED = Path.of("packaging/reviewed-dependencies");
  private static final Path ADVISORIES = Path.of("packaging/advisories");

  /** What is this project's own, and made here. */
  private static final String OWN = "mycni.jar";

  /** The one jar that the build changes (YoungerClasses); its entries are compared, not its bytes. */
  private static final String CHANGED = "picocli";

  /** What it adds, so that whoever looks into the jar knows. */
  private static final String NOTICE = "META-INF/CHANGED-BY-MYCNI";

  private final Path image;
  private final JsonNode bom;
  private final List<String> findings = new ArrayList<>();

  private Audit(Path image, Path bom) throws IOException {
    this.image = image;
    this.bom = JsonMapper.shared().readTree(Files.readAllBytes(bom));
  }

  public static void main(String[] args) throws Exception {
    Audit audit = new Audit(Path.of(args[0]), Path.of(args[1]));
    int looked = audit.look();
    audit.findings.forEach(finding -> System.err.println("audit: " + finding));
    if (!audit.findings.isEmpty()) {
      System.exit(1);
    }
    System.out.println("audit: " + looked + " components are those that were reviewed and pinned");
  }

  private int look() throws Exception {
    Map<String, String> pinned = new HashMap<>();
    for (String line : Files.readAllLines(PINNED)) {
      String[] words = line.split(" +");
      pinned.put(words[1], words[0]);
    }
    Map<String, String[]> reviewed = new HashMap<>();
    rows(REVIEWED).forEach(row -> reviewed.put(row[0], row));
    TreeSet<String> jars = new TreeSet<>();
    try (Stream<Path> files = Files.list(image.resolve("lib"))) {
      files.forEach(file -> jars.add(file.getFileName().toString()));
    }
    int looked = 0;
    for (JsonNode each : bom.path("components")) {
      if (each.path("group").asString("").isEmpty()) {
        runtime(each);
        continue;
      }
      looked++;
      String name = each.path("group").asString() + ":" + each.path("name").asString();
      String version = each.path("version").asString();
      reviewed(name, version, each, reviewed.remove(name));
      String jar = each.path("name").asString() + ".jar";
      if (!jars.remove(jar)) {
        findings.add(name + " is in the bill of materials, and not in the image");
        continue;
      }
      compare(name, version, hash(each), pinned, image.resolve("lib").resolve(jar));
    }
    jars.remove(OWN);
    jars.forEach(jar -> findings.add("lib/" + jar + " is in the image, and not in the bill of materials"));
    reviewed.keySet().forEach(name -> findings.add(REVIEWED + ": " + name + " is in no image any more"));
    known();
    return looked;
  }

  private static List<String[]> rows(Path file) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        rows.add(line.split(" +", 4));
      }
    }
    return rows;
  }

  private void reviewed(String name, String version, JsonNode component, String[] row) {
    String licence = component.path("licenses").path(0).path("license").path("id").asString("none");
    if (row == null || !row[1].equals(version) || !row[2].equals(licence)) {
      findings.add(
          name + " " + version + " (" + licence + ") was not reviewed: look at what changed, its licence and its"
              + " advisories, and then write it into " + REVIEWED);
    }
  }

  private static String hash(JsonNode component) {
    for (JsonNode hash : component.path("hashes")) {
      if (hash.path("alg").asString().equals("SHA-256")) {
        return hash.path("content").asString();
      }
    }
    return "";
  }

  private void compare(String name, String version, String told, Map<String, String> pinned, Path jar)
      throws Exception {
    String artifact = name.substring(name.indexOf(':') + 1);
    String path = name.substring(0, name.indexOf(':')).replace('.', '/') + "/" + artifact + "/" + version + "/"
        + artifact + "-" + version + ".jar";
    if (!told.equals(pinned.getOrDefault(path, "no checksum"))) {
      findings.add(
          path + " has the checksum " + told + ", and " + PINNED + " says " + pinned.get(path)
              + "; if the release was changed on purpose, packaging/pin-dependencies writes it");
    }
    if (artifact.equals(CHANGED)) {
      Path original = repository().resolve(path);
      TreeSet<String> here = entries(jar);
      here.remove(NOTICE);
      if (!here.equals(entries(original))) {
        findings.add(jar + " has other entries than " + path);
      }
    } else if (!sha256(jar).equals(told)) {
      findings.add(jar + " is not the file that the bill of materials tells of: " + sha256(jar));
    }
  }

  private static Path repository() {
    String told = System.getenv("MAVEN_REPOSITORY");
    return told != null ? Path.of(told) : Path.of(System.getProperty("user.home"), ".m2", "repository");
  }

  private static TreeSet<String> entries(Path jar) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> names.add(entry.getName()));
    }
    return names;
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /** The runtime's own file tells its release, though not its build. */
  private void runtime(JsonNode component) throws IOException {
    String told = component.path("version").asString();
    String release = Files.readString(image.resolve("runtime/release")).split("\"")[1];
    boolean java = component.path("name").asString().equals("OpenJDK");
    if (told.isEmpty() || java && !told.startsWith(release)) {
      findings.add(
          component.path("name").asString() + " is \"" + told + "\" in the bill of materials; the image has Java "
              + release);
    }
  }

  private void known() throws IOException {
    Map<String, String> versions = new HashMap<>();
    for (JsonNode each : bom.path("components")) {
      versions.put(each.path("group").asString("") + ":" + each.path("name").asString(),
          each.path("version").asString());
    }
    rows(ADVISORIES).forEach(row -> {
      String name = row[0];
      String version = versions.get(name);
      if (version != null && isBefore(version, row[1])) {
        findings.add(name + " " + version + " has " + row[3] + ", repaired in " + row[1]);
      }
    });
  }

  private static boolean isBefore(String version, String other) {
    String[] ours = version.split("[^0-9]+");
    String[] theirs = other.split("[^0-9]+");
    for (int i = 0; i < Math.max(ours.length, theirs.length); i++) {
      int our = i < ours.length ? Integer.parseInt(ours[i]) : 0;
      int their = i < theirs.length ? Integer.parseInt(theirs[i]) : 0;
      if (our != their) {
        return our < their;
      }
    }
    return false;
  }
}
