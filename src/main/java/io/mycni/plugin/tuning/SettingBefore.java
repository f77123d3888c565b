// What a setting was before an ADD changed it: what the note of the ADD keeps.
package io.mycni.plugin.tuning;

import io.mycni.part.MadeNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A setting that was changed.
 *
 * @param path its path below {@code /proc/sys}
 * @param before what it was
 * @param after what the ADD has made it
 */
record SettingBefore(String path, String before, String after) {
  private static final int FIELDS = 3;

  /** Returns the line of a note; empty for no settings. */
  static String line(List<SettingBefore> settings) {
    StringBuilder line = new StringBuilder();
    for (SettingBefore each : settings) {
      line.append(line.isEmpty() ? MadeNote.SETTINGS + " " : "\t");
      line.append(each.path).append('\t').append(each.before).append('\t').append(each.after);
    }
    return line.toString();
  }

  /** Returns what a note tells. */
  static List<SettingBefore> in(Optional<MadeNote> note) {
    Optional<String> value =
        note.isPresent() ? note.get().valueOf(MadeNote.SETTINGS) : Optional.empty();
    List<SettingBefore> settings = new ArrayList<>();
    String[] fields = value.isPresent() ? value.get().split("\t", -1) : new String[0];
    for (int i = 0; i + FIELDS <= fields.length; i += FIELDS) {
      settings.add(new SettingBefore(fields[i], fields[i + 1], fields[i + 2]));
    }
    return settings;
  }
}
