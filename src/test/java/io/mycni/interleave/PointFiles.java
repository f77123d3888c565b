// The file system of a JVM in which calls are interleaved: each operation of a call is a point at
// which another may come in between, and happens in the call's own world (Machine). What is no call
// has the real files. A JVM takes it by -Djava.nio.file.spi.DefaultFileSystemProvider (pom.xml).
package io.mycni.interleave;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Public as the JDK makes it. */
public final class PointFiles extends FileSystemProvider {
  private final FileSystemProvider real;
  private final PointFileSystem system;

  /** Stands around the real one. */
  public PointFiles(FileSystemProvider real) {
    this.real = real;
    this.system = new PointFileSystem(this, real.getFileSystem(URI.create("file:///")));
  }

  /** Returns the real path of an operation, after the point that it is. */
  private static Path at(String operation, Path path) {
    Path real = PointPath.real(path);
    return Thread.currentThread() instanceof Worker worker ? worker.at(operation, real) : real;
  }

  @Override
  public String getScheme() {
    return real.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
    return real.newFileSystem(uri, environment);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    real.getFileSystem(uri);
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return system.of(real.getPath(uri));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = at("open", path);
    FileChannel channel = real.newFileChannel(file, options, attributes);
    return Thread.currentThread() instanceof Worker worker
        ? new PointChannel(channel, worker.process(), file)
        : channel;
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return Thread.currentThread() instanceof Worker
        ? newFileChannel(path, options, attributes)
        : real.newByteChannel(PointPath.real(path), options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = real.newDirectoryStream(at("list", folder), _ -> true)) {
      for (Path each : all) {
        Path entry = folder.resolve(each.getFileName().toString());
        if (filter.accept(entry)) {
          entries.add(entry);
        }
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return entries.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    real.createDirectory(at("mkdir", folder), attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    real.createSymbolicLink(at("symlink", link), PointPath.real(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    real.createLink(at("link", link), at("", existing));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return system.of(real.readSymbolicLink(at("readlink", link)));
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(at("delete", path));
  }

  /** What is not there is no point: an index that begins would have hundreds. */
  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    return real.exists(at("", path), LinkOption.NOFOLLOW_LINKS)
        && real.deleteIfExists(at("delete", path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    real.copy(at("copy", source), at("", target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    real.move(at("move", source), at("", target), options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(at("", path), at("", other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(at("", path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(at("", path));
  }

  @Override
  public boolean exists(Path path, LinkOption... options) {
    return real.exists(at("stat", path), options);
  }

  /** No point: it is asked about programs, which nobody changes here. */
  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(at("", path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(at("stat", path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(at("stat", path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(at("stat", path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(at("set", path), attribute, value, options);
  }
}
