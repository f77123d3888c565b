// Which names links have when a plan is done that gives them others, or moves them.
package io.mycni.engine;

import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names that links had, and where they are now. */
final class PaperNames {
  private record Place(Namespace where, String name) {}

  private final Map<Place, Place> moved = new HashMap<>();

  /** Returns the names after a plan. */
  static PaperNames after(Plan plan) {
    PaperNames names = new PaperNames();
    for (Step step : plan.steps()) {
      step.changes()
          .forEach(change -> {
            if (change.run() instanceof Command.Ip ip && ip.line().startsWith("link set ")) {
              names.follow(ip);
            }
          });
    }
    return names;
  }

  private void follow(Command.Ip ip) {
    List<String> words = ip.words();
    Place from = new Place(ip.where(), PaperLink.after(words, "dev"));
    Namespace where = ip.where();
    if (words.contains("netns")) {
      String path = PaperLink.after(words, "netns");
      where = path.equals(Namespace.HOST_PATH) ? Namespace.HOST : new Namespace.Container(path);
    }
    String name = words.contains("name") ? PaperLink.after(words, "name") : from.name();
    Place to = new Place(where, name);
    if (!to.equals(from)) {
      moved.put(from, to);
    }
  }

  /** Returns a command about the same links by their names now. */
  Command now(Command command) {
    return switch (command) {
      case Command.Ip ip -> now(ip);
      case Command.Sysctl setting -> {
        String[] path = setting.key().split("/");
        if (path.length != 5) {
          yield setting;
        }
        Place place = now(new Place(setting.where(), path[3]));
        path[3] = place.name();
        yield new Command.Sysctl(
            place.where(), String.join("/", path), setting.value(), setting.whenPresent());
      }
      default -> command;
    };
  }

  private Command now(Command.Ip ip) {
    Namespace where = ip.where();
    List<String> words = new ArrayList<>(ip.words());
    int name = words.indexOf("dev") + 1;
    if (name > 0) {
      Place place = now(new Place(where, words.get(name)));
      where = place.where();
      words.set(name, place.name());
    }
    return new Command.Ip(where, words);
  }

  private Place now(Place place) {
    Place at = place;
    while (moved.containsKey(at)) {
      at = moved.get(at);
    }
    return at;
  }
}
