// How the file of a point is called in a schedule: without what differs from run to run.
package io.mycni.interleave;

import java.nio.file.Path;

/** Names of files. */
final class PointName {
  private PointName() {}

  static String of(Path path) {
    String name = path.getFileName().toString();
    if (name.startsWith(".mycni-")) {
      return "draft" + name.substring(name.lastIndexOf('.'));
    }
    if (path.startsWith("/proc") && name.startsWith("5")) {
      return "process";
    }
    if (name.startsWith("world-")) {
      return "world";
    }
    if (name.endsWith(".lock") && name.indexOf('-') > 0) {
      // Behind that comes the number of the namespace.
      name = name.substring(0, name.indexOf('-')) + ".lock";
    }
    String folder = path.getParent() == null ? "" : path.getParent().getFileName() + "";
    return folder.equals("leases") ? "index" : folder.equals("mycni") ? "mycni/" + name : name;
  }
}
