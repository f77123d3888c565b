// The numbers of users and groups by their names, as far as the files of this host tell them.
package io.mycni.host;

import java.nio.file.Path;

/** Reads passwd(5) and group(5), whose first and third fields are a name and its number. */
final class Accounts {
  static final Path USERS = Path.of("/etc/passwd");
  static final Path GROUPS = Path.of("/etc/group");

  private Accounts() {}

  /** Returns the number of a name; the name itself where the file does not have it. */
  static String number(Path file, String name) {
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      return name;
    }
    for (String line : HostFacts.read(file).split("\n")) {
      String[] fields = line.split(":");
      if (fields.length > 2 && fields[0].equals(name)) {
        return fields[2];
      }
    }
    return name;
  }
}
