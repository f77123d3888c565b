// The key "sysctl": settings by their names.
package io.mycni.plugin.tuning;

import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.keys.Key;
import io.mycni.keys.Section;
import io.mycni.keys.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings, of the configuration and of {@code args.cni}, whose word counts more for each. */
record SysctlKey() implements Key {
  /** Returns the settings, each once. */
  List<Setting> read(Section network) {
    List<Setting> settings = new ArrayList<>();
    add(network, settings);
    Section wishes = sources().placeOf(name(), network);
    if (wishes != network) {
      add(wishes, settings);
    }
    return settings;
  }

  private void add(Section from, List<Setting> settings) {
    Optional<Section> given = from.section(name());
    if (given.isEmpty()) {
      return;
    }
    List<Setting> here = new ArrayList<>();
    for (String name : given.get().names()) {
      Setting setting = new Setting(name, given.get().string(name).orElse(""));
      if (!setting.mistake().isEmpty()) {
        throw mistake(from, name + ", which " + setting.mistake(), "such as net.core.somaxconn");
      }
      if (!setting.isWritable()) {
        throw mistake(from, name + " with a value that no setting has", "such as \"1\"");
      }
      if (holds(here, setting)) {
        throw mistake(from, "two of " + name, "duplicated sysctl keys are not allowed");
      }
      here.add(setting);
    }
    for (Setting setting : here) {
      drop(settings, setting);
      settings.add(setting);
    }
  }

  /** Names hold dots, so they are no places. */
  private CniException mistake(Section from, String what, String whatToDo) {
    String place = from.path(name());
    return CniException.at(
        place, ErrorCode.INVALID_CONFIGURATION, place + " has " + what, whatToDo);
  }

  private static boolean holds(List<Setting> settings, Setting one) {
    for (Setting each : settings) {
      if (each.path("IFNAME").equals(one.path("IFNAME"))) {
        return true;
      }
    }
    return false;
  }

  private static void drop(List<Setting> settings, Setting one) {
    for (int i = settings.size() - 1; i >= 0; i--) {
      if (settings.get(i).path("IFNAME").equals(one.path("IFNAME"))) {
        settings.remove(i);
      }
    }
  }

  @Override
  public String name() {
    return "sysctl";
  }

  @Override
  public String values() {
    return "an object of texts";
  }

  @Override
  public String byDefault() {
    return "none";
  }

  @Override
  public String example() {
    return "{\"net.core.somaxconn\": \"500\", \"net.ipv4.conf.IFNAME.arp_filter\": \"1\"}";
  }

  @Override
  public String meaning() {
    return "kernel settings of the container below `net`; `IFNAME` stands for its interface";
  }

  @Override
  public Sources sources() {
    return Sources.wished(name());
  }
}
