// Consecutive commands that go into one subprocess, and how that subprocess is told about them.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands of one tool in one namespace, in their order.
 *
 * @param works the commands; never empty
 */
record Batch(List<Work> works) {
  /** How long iptables-restore waits for another program's xtables lock, in seconds. */
  private static final String XTABLES_WAIT = "60";

  /**
   * Writes settings, each given as a key and a value, then becomes {@code ip}. A key that begins
   * with a question mark is left alone when the kernel does not have it. A setting that cannot be
   * written ends it with {@link #SETTING_FAILED}, after a line with how many were written.
   */
  private static final String SETTINGS_THEN_IP =
      "ip=$1; shift; n=0; while [ $# -gt 0 ]; do k=$1; v=$2; shift 2; "
          + "case $k in \\?*) k=${k#\\?}; [ -e \"/proc/sys/$k\" ] || { n=$((n+1)); continue; };; esac; "
          + "printf %s \"$v\" >\"/proc/sys/$k\" || { echo \""
          + Batch.SETTINGS_MARK
          + "$n\" >&2; exit 97; }; n=$((n+1)); done; "
          + "exec \"$ip\" -batch -";

  /** The exit status of a subprocess that could not write a setting. */
  private static final int SETTING_FAILED = 97;

  /** What tools exit with that could not be started, as the shell and nsenter have it. */
  private static final int NOT_STARTED = 127;

  /** Begins the line that tells how many settings were written before one that could not be. */
  static final String SETTINGS_MARK = "Settings written: ";

  /** Splits a lane's work into batches. */
  static List<Batch> split(List<Work> works) {
    List<Batch> batches = new ArrayList<>();
    List<Work> current = new ArrayList<>();
    for (Work work : works) {
      if (!current.isEmpty() && !joins(current.getLast().command(), work.command())) {
        batches.add(new Batch(List.copyOf(current)));
        current.clear();
      }
      current.add(work);
    }
    if (!current.isEmpty()) {
      batches.add(new Batch(List.copyOf(current)));
    }
    return batches;
  }

  private static boolean joins(Command before, Command next) {
    boolean same = before.kind() == next.kind();
    return switch (next.kind()) {
      case IP ->
          where(before).equals(where(next))
              && (same
                  || before.kind() == Command.Kind.SYSCTL
                      && where(next) instanceof Namespace.Container);
      case SYSCTL -> same && where(before).equals(where(next));
      case IPTABLES -> same && Lane.of(before) == Lane.of(next);
      case BRIDGE, NFT -> same;
      case DROP_UNUSED_TABLE, DROP_NOTED_RULES, DROP_UNUSED_BRIDGE -> false;
    };
  }

  private static Namespace where(Command command) {
    if (command instanceof Command.Ip ip) {
      return ip.where();
    }
    return command instanceof Command.Sysctl sysctl ? sysctl.where() : Namespace.HOST;
  }

  /** Returns one command of each step that has commands in it. */
  List<Work> firstOfEachStep() {
    List<Work> firsts = new ArrayList<>();
    for (Work work : works) {
      if (firsts.isEmpty() || firsts.getLast().step() != work.step()) {
        firsts.add(work);
      }
    }
    return firsts;
  }

  Command first() {
    return works.getFirst().command();
  }

  private Command last() {
    return works.getLast().command();
  }

  List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (Work work : works) {
      commands.add(work.command());
    }
    return commands;
  }

  /** Tells whether the tool goes on behind a line that fails, and says which it was. */
  boolean isOfLines() {
    return last().kind() == Command.Kind.IP || last().kind() == Command.Kind.BRIDGE;
  }

  /** Tells whether mycni does this itself: settings of its own namespace are files to it. */
  boolean needsNoProcess() {
    return first() instanceof Command.Sysctl sysctl && sysctl.where() instanceof Namespace.Host;
  }

  /**
   * Returns the command line of the subprocess.
   *
   * @param keepGoing whether a line that fails shall not stop the lines behind it
   */
  List<String> process(Tools tools, boolean keepGoing) {
    List<String> argv = new ArrayList<>();
    switch (last().kind()) {
      case IP -> {
        enter(where(last()), tools, argv);
        if (first().kind() == Command.Kind.SYSCTL) {
          settings(tools, argv);
        } else {
          lines("ip", keepGoing, tools, argv);
        }
      }
      case SYSCTL -> {
        enter(where(last()), tools, argv);
        settings(tools, argv);
      }
      case BRIDGE -> lines("bridge", keepGoing, tools, argv);
      case IPTABLES -> {
        boolean v4 = Lane.of(last()) == Lane.IPTABLES;
        argv.add(tools.require(v4 ? "iptables-restore" : "ip6tables-restore"));
        argv.add("--noflush");
        argv.add("--wait");
        argv.add(XTABLES_WAIT);
      }
      case NFT, DROP_NOTED_RULES -> {
        argv.add(tools.require("nft"));
        argv.add("-f");
        argv.add("-");
      }
      case DROP_UNUSED_TABLE -> {
        Command.DropUnusedTable drop = (Command.DropUnusedTable) last();
        argv.add(tools.require("nft"));
        argv.addAll(List.of("delete", "table", drop.family(), drop.table()));
      }
      case DROP_UNUSED_BRIDGE -> {
        Command.DropUnusedBridge drop = (Command.DropUnusedBridge) last();
        argv.add(tools.require("ip"));
        argv.addAll(List.of("link", "delete", "dev", drop.name()));
      }
    }
    return argv;
  }

  private static void lines(String tool, boolean keepGoing, Tools tools, List<String> argv) {
    argv.add(tools.require(tool));
    if (keepGoing) {
      argv.add("-force");
    }
    argv.add("-batch");
    argv.add("-");
  }

  private static void enter(Namespace where, Tools tools, List<String> argv) {
    if (where instanceof Namespace.Container container) {
      argv.add(tools.require("nsenter"));
      argv.add("--net=" + container.path());
    }
  }

  private void settings(Tools tools, List<String> argv) {
    argv.add("/bin/sh");
    argv.add("-c");
    argv.add(SETTINGS_THEN_IP);
    argv.add("mycni");
    argv.add(tools.require("ip"));
    for (Work work : works) {
      if (work.command() instanceof Command.Sysctl sysctl) {
        argv.add((sysctl.whenPresent() ? "?" : "") + sysctl.key());
        argv.add(sysctl.value());
      }
    }
  }

  /** Returns what the subprocess reads on its standard input. */
  byte[] input() {
    StringBuilder text = new StringBuilder();
    String table = "";
    for (Work work : works) {
      Command command = work.command();
      switch (command.kind()) {
        case IP -> text.append(((Command.Ip) command).line()).append('\n');
        case BRIDGE -> text.append(((Command.Bridge) command).line()).append('\n');
        case NFT -> text.append(((Command.Nft) command).statement()).append('\n');
        case IPTABLES -> {
          Command.Iptables rule = (Command.Iptables) command;
          if (!rule.table().equals(table)) {
            text.append(table.isEmpty() ? "" : "COMMIT\n").append('*').append(rule.table());
            text.append('\n');
            table = rule.table();
          }
          text.append(rule.rule()).append('\n');
        }
        case SYSCTL, DROP_UNUSED_TABLE, DROP_NOTED_RULES, DROP_UNUSED_BRIDGE -> {}
      }
    }
    if (!table.isEmpty()) {
      text.append("COMMIT\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the place in {@link #works} at which a failed subprocess stopped: everything before it
   * has been done. Rule tools do all or nothing, so nothing has been done there. When the place
   * cannot be told, it is behind the last, because an undo too many is harmless.
   */
  int stoppedAt(Runner.Outcome outcome) {
    return switch (last().kind()) {
      case IPTABLES, NFT, DROP_UNUSED_TABLE, DROP_NOTED_RULES, DROP_UNUSED_BRIDGE -> 0;
      case SYSCTL -> settingStopped(outcome);
      case BRIDGE -> lineStopped(outcome, 0);
      case IP -> {
        int settings = 0;
        while (works.get(settings).command().kind() == Command.Kind.SYSCTL) {
          settings++;
        }
        if (settings > 0 && outcome.exit() == SETTING_FAILED) {
          yield settingStopped(outcome);
        }
        boolean started = !outcome.err().contains("nsenter:") && outcome.exit() != NOT_STARTED;
        yield started ? lineStopped(outcome, settings) : 0;
      }
    };
  }

  /** Reads {@link #SETTINGS_MARK}; nothing was done where the shell did not get so far. */
  private int settingStopped(Runner.Outcome outcome) {
    int at = outcome.err().indexOf(SETTINGS_MARK);
    int written = at < 0 ? 0 : numberAt(outcome.err(), at + SETTINGS_MARK.length());
    return written < 0 ? works.size() : Math.min(works.size(), written);
  }

  /** Reads {@code Command failed -:LINE}, which ip and bridge print for a line that failed. */
  private int lineStopped(Runner.Outcome outcome, int offset) {
    String mark = "Command failed -:";
    String text = outcome.err();
    int at = text.indexOf(mark);
    if (at < 0) {
      return works.size();
    }
    int line = numberAt(text, at + mark.length());
    return line < 1 ? works.size() : Math.min(works.size(), offset + line - 1);
  }

  /** Returns the number that stands there; -1 where none does that could be one of a line. */
  static int numberAt(String text, int start) {
    int number = -1;
    for (int i = start; i < text.length() && i < start + 9; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = Math.max(number, 0) * 10 + digit;
    }
    return number;
  }
}
