// Which network namespaces there are besides our own, and what is in them.
package io.mycni.node;

import io.mycni.host.HostLook;
import io.mycni.host.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds namespaces: those with a name in /run/netns, those that are told, and those of processes.
 */
final class NetNamespaces {
  private static final Path NAMED = Path.of("/run/netns");
  private static final Path PROC = Path.of("/proc");

  private NetNamespaces() {}

  /**
   * One namespace.
   *
   * @param path a path by which it can be entered
   * @param name what a person knows it by: its name below /run/netns, or a process in it
   * @param links the links in it
   */
  record NetNamespace(String path, String name, List<Link> links) {
    NetNamespace {
      links = List.copyOf(links);
    }
  }

  /**
   * Returns all of them, each once.
   *
   * @param look looks into them
   * @param told paths that something else knows
   */
  static List<NetNamespace> all(HostLook look, List<String> told) {
    Map<Object, Path> paths = new LinkedHashMap<>();
    for (Path path : entries(NAMED)) {
      put(path, paths);
    }
    for (String path : told) {
      if (!path.isEmpty()) {
        put(Path.of(path), paths);
      }
    }
    for (Path process : entries(PROC)) {
      if (Character.isDigit(process.getFileName().toString().charAt(0))) {
        put(process.resolve("ns/net"), paths);
      }
    }
    paths.remove(inode(Path.of("/proc/self/ns/net")));
    // A process or two for each, side by side: there may be hundreds.
    return paths.values().parallelStream()
        .flatMap(path ->
            look.linksInside(path.toString()).stream()
                .map(links -> new NetNamespace(path.toString(), name(path), links)))
        .toList();
  }

  private static void put(Path path, Map<Object, Path> paths) {
    Object inode = inode(path);
    if (!inode.equals(0L)) {
      paths.putIfAbsent(inode, path);
    }
  }

  /** The number of the namespace that a path leads to; 0 when it leads nowhere, or not for us. */
  private static Object inode(Path path) {
    try {
      return Files.getAttribute(path, "unix:ino");
    } catch (IOException gone) {
      return 0L;
    }
  }

  private static String name(Path path) {
    if (path.startsWith(PROC)) {
      String process = path.getName(1).toString();
      try {
        Path command = PROC.resolve(process).resolve("comm");
        String text = new String(Files.readAllBytes(command), StandardCharsets.UTF_8);
        return "process " + process + " (" + text.strip() + ")";
      } catch (IOException gone) {
        return "process " + process;
      }
    }
    return path.getFileName().toString();
  }

  private static List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        all.forEach(entries::add);
      } catch (IOException e) {
        return List.of();
      }
      entries.sort(null);
    }
    return entries;
  }
}
