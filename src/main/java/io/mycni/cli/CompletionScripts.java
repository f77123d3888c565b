// What a shell needs to complete `mycni`: scripts made from the commands themselves. Names of
// networks are
// asked for when they are needed (`mycni completion --networks`); all else stands in the script.
package io.mycni.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Scripts for bash, zsh and fish. */
final class CompletionScripts {
  private static final String NETWORKS = "mycni completion --networks 2> /dev/null";

  /** A command at its place: {@code ipam list}; the first is mycni itself, with no words. */
  private record Place(String words, CommandSpec spec) {
    String lastWord() {
      return words.substring(words.lastIndexOf(' ') + 1);
    }

    String wordsBefore() {
      return words.substring(0, Math.max(0, words.lastIndexOf(' ')));
    }

    boolean asksForNetwork() {
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        if (parameter.paramLabel().equals("NETWORK")) {
          return true;
        }
      }
      return false;
    }

    List<Place> below() {
      List<Place> places = new ArrayList<>();
      for (var command : spec.subcommands().entrySet()) {
        String place = (words + " " + command.getKey()).strip();
        places.add(new Place(place, command.getValue().getCommandSpec()));
      }
      return places;
    }

    /** What is typed once, to have the completion, is not offered; but known when it is typed. */
    boolean isOffered() {
      return !spec.usageMessage().hidden();
    }
  }

  private CompletionScripts() {}

  /** Returns a script for bash to read. */
  static String bash(CommandLine mycni) {
    List<Place> places = places(mycni);
    String commands =
        places.stream()
            .skip(1)
            .map(place -> "'" + place.words() + "'")
            .collect(Collectors.joining("|"));
    StringBuilder values = new StringBuilder();
    StringBuilder words = new StringBuilder();
    for (Place place : places) {
      for (OptionSpec option : options(place)) {
        if (takesValue(option)) {
          values.append("    %s) words='%s' ;;%n".formatted(after(place, option), values(option)));
        }
      }
      List<String> all = new ArrayList<>();
      place.below().stream().filter(Place::isOffered).map(Place::lastWord).forEach(all::add);
      options(place).forEach(option -> all.add(option.longestName()));
      place.spec().positionalParameters().forEach(parameter -> all.addAll(candidates(parameter)));
      words.append(
          "      '%s') words='%s'%s ;;%n"
              .formatted(
                  place.words(),
                  String.join(" ", all),
                  place.asksForNetwork() ? "\" $(" + NETWORKS + ")\"" : ""));
    }
    return """
    # Completion of mycni(8) for bash.
    _mycni() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} place= words= i
      for ((i = 1; i < COMP_CWORD; i++)); do
        case ${place:+$place }${COMP_WORDS[i]} in
          @COMMANDS@) place=${place:+$place }${COMP_WORDS[i]} ;;
        esac
      done
      case $place:$before in
    @VALUES@    *) case $place in
    @WORDS@    esac ;;
      esac
      COMPREPLY=($(compgen -W "$words" -- "$word"))
    }
    complete -o default -F _mycni mycni
    """
        .replace("@COMMANDS@", commands)
        .replace("@VALUES@", values)
        .replace("@WORDS@", words);
  }

  /**
   * Returns a script for zsh to load as {@code _mycni}: that of bash, for which zsh has an
   * emulation.
   */
  static String zsh(CommandLine mycni) {
    // zsh loads the file when it completes for the first time, and wants an answer from that.
    return """
    #compdef mycni
    autoload -U +X bashcompinit && bashcompinit
    """
        + bash(mycni)
        + "[[ ${funcstack[1]} = _mycni ]] && _bash_complete -o default -F _mycni\n";
  }

  /** Returns a script for fish to load as {@code mycni.fish}. */
  static String fish(CommandLine mycni) {
    StringBuilder script = new StringBuilder("# Completion of mycni(8) for fish.\n");
    for (Place place : places(mycni)) {
      String here = conditionOf(place);
      if (!place.words().isEmpty() && place.isOffered()) {
        script.append(
            "complete -c mycni -f -n '%s' -a %s -d %s%n"
                .formatted(
                    conditionOf(new Place(place.wordsBefore(), place.spec())),
                    place.lastWord(),
                    quoted(String.join(" ", place.spec().usageMessage().header()))));
      }
      for (OptionSpec option : options(place)) {
        String value = values(option).isEmpty() ? " -r" : " -x -a '" + values(option) + "'";
        script.append(
            "complete -c mycni -n '%s' -l %s%s -d %s%n"
                .formatted(
                    here,
                    option.longestName().substring(2),
                    takesValue(option) ? value : "",
                    quoted(String.join(" ", option.description()))));
      }
      for (PositionalParamSpec parameter : place.spec().positionalParameters()) {
        String words = String.join(" ", candidates(parameter));
        if (!words.isEmpty()) {
          script.append("complete -c mycni -f -n '%s' -a '%s'%n".formatted(here, words));
        }
      }
      if (place.asksForNetwork()) {
        script.append("complete -c mycni -f -n '%s' -a '(%s)'%n".formatted(here, NETWORKS));
      }
    }
    return script.toString();
  }

  /** Whether the words typed so far lead to this place, and no further. */
  private static String conditionOf(Place place) {
    if (place.words().isEmpty()) {
      return "__fish_use_subcommand";
    }
    String condition =
        "__fish_seen_subcommand_from "
            + place.words().replace(" ", "; and __fish_seen_subcommand_from ");
    String below = place.below().stream().map(Place::lastWord).collect(Collectors.joining(" "));
    return below.isEmpty()
        ? condition
        : condition + "; and not __fish_seen_subcommand_from " + below;
  }

  private static List<Place> places(CommandLine mycni) {
    List<Place> places = new ArrayList<>();
    places.add(new Place("", mycni.getCommandSpec()));
    for (int next = 0; next < places.size(); next++) {
      places.addAll(places.get(next).below());
    }
    return places;
  }

  private static List<OptionSpec> options(Place place) {
    return place.spec().options().stream()
        .filter(option -> !option.hidden() && option.longestName().startsWith("--"))
        .toList();
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** How bash's script names the word after an option. */
  private static String after(Place place, OptionSpec option) {
    return "'" + place.words() + ":" + option.longestName() + "'";
  }

  /** The values that an option can have; none where a file is meant, or anything. */
  private static String values(OptionSpec option) {
    return String.join(" ", candidates(option));
  }

  private static List<String> candidates(ArgSpec argument) {
    return argument.completionCandidates() == null
        ? List.of()
        : StreamSupport.stream(argument.completionCandidates().spliterator(), false).toList();
  }

  private static String quoted(String text) {
    return "'" + text.replace("%n", " ").replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
