// The one list of commands. Each is made only when it is asked for: what a parser of command lines
// has to learn of all of them takes longer than most of them do.
package io.mycni.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A command, in the order in which help lists them. */
enum CommandName {
  ADD,
  DEL,
  CHECK,
  STATUS,
  GC,
  LIST,
  PLAN,
  TRACE,
  LINT,
  IPAM,
  TOPOLOGY,
  DOCTOR,
  RELOAD,
  INIT,
  PLUGINS,
  TAKEOVER,
  AGENT,
  METRICS,
  COMPLETION;

  /** All of them. */
  static final List<CommandName> ALL = List.of(values());

  /** Returns the command that the first word names; empty where it names none. */
  static Optional<CommandName> of(List<String> words) {
    for (CommandName name : ALL) {
      if (!words.isEmpty() && words.getFirst().equals(name.word())) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Returns the word that a person types. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns what is to be done where the words behind the command are plain; only for those that
   * are asked for often enough that it pays.
   */
  Optional<Callable<Integer>> plain(Cli cli, List<String> words) {
    return switch (this) {
      case LIST -> ListCommand.plain(cli, words).map(list -> list);
      case LINT -> LintCommand.plain(cli, words).map(lint -> lint);
      case PLAN -> PlanCommand.plain(cli, words).map(plan -> plan);
      default -> Optional.empty();
    };
  }

  /** Makes what runs it, as the parser takes it. */
  Object make(Cli cli) {
    return switch (this) {
      case ADD -> new AddCommand(cli);
      case DEL -> new DelCommand(cli);
      case CHECK -> new CheckCommand(cli);
      case STATUS -> new StatusCommand(cli);
      case GC -> new GcCommand(cli);
      case LIST -> new ListCommand(cli);
      case PLAN -> PlanCommand.with(cli);
      case TRACE -> TraceCommand.with(cli);
      case LINT -> new LintCommand(cli);
      case IPAM -> IpamCommand.with(cli);
      case TOPOLOGY -> new TopologyCommand(cli);
      case DOCTOR -> new DoctorCommand(cli);
      case RELOAD -> new ReloadCommand(cli);
      case INIT -> new InitCommand(cli);
      case PLUGINS -> new PluginsCommand(cli);
      case TAKEOVER -> new TakeoverCommand(cli);
      case AGENT -> AgentCommand.with(cli);
      case METRICS -> new MetricsCommand(cli);
      case COMPLETION -> new CompletionCommand(cli);
    };
  }
}
