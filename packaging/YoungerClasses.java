// Brings the classes of a jar to the format of Java 6 where they are older: a start-up cache takes no older ones
// (JDK 25), as they have no stack maps (JVMS, 4.7.4), so that they would be read and verified at each start.
// Used by MakeImage.java, for picocli, which is compiled for Java 5. Their code stays as it is.
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ConstantDescs;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

final class YoungerClasses {
  private static final int JAVA_6 = 50;

  /** The licence of picocli (Apache 2.0, 4b) wants it said where a file was changed. */
  private static final String NOTICE = "META-INF/CHANGED-BY-MYCNI";
  private static final String SAID =
      "The classes of this jar were older than Java 6. mycni's build has given them the class file format of\n"
          + "Java 6, with stack maps; what they do is what it was.\n";

  private final FileSystem jar;
  private final ClassFile classFile;

  private YoungerClasses(FileSystem jar) {
    this.jar = jar;
    this.classFile =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(name -> opened(name.descriptorString()))
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    // What is not there, a library that is optional, has no subclass here.
                    .orElse(name -> ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))));
  }

  private InputStream opened(String descriptor) {
    Path file = jar.getPath(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return Files.exists(file) ? Files.newInputStream(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rewrites a jar; one that has no such classes, or was rewritten before, stays as it is, to the byte. */
  static void in(Path file) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    boolean changed = false;
    try (ZipFile jar = new ZipFile(file.toFile());
        FileSystem contents = FileSystems.newFileSystem(URI.create("jar:" + file.toUri()), Map.of());
        ZipOutputStream out = new ZipOutputStream(written)) {
      if (jar.getEntry(NOTICE) != null) {
        return;
      }
      YoungerClasses classes = new YoungerClasses(contents);
      Enumeration<? extends ZipEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class") && version(bytes) < JAVA_6) {
          bytes = classes.younger(bytes);
          changed = true;
        }
        put(out, entry.getName(), entry.getTime(), bytes);
      }
      put(out, NOTICE, jar.entries().nextElement().getTime(), SAID.getBytes(StandardCharsets.UTF_8));
    }
    if (changed) {
      Files.write(file, written.toByteArray());
    }
  }

  private static void put(ZipOutputStream out, String name, long time, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  /** The major version of a class file (JVMS, 4.1). */
  private static int version(byte[] bytes) {
    return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
  }

  private byte[] younger(byte[] old) throws IOException {
    ClassModel model = classFile.parse(old);
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(JAVA_6, 0);
          } else {
            builder.with(element);
          }
        };
    byte[] young =
        classFile.transformClass(
            model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    var errors = classFile.verify(young);
    if (!errors.isEmpty()) {
      throw new IOException(
          model.thisClass().asInternalName() + " cannot be brought to Java 6: " + errors.getFirst());
    }
    return young;
  }
}
