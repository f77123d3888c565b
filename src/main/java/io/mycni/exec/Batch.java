// Consecutive commands that go into one subprocess, and how that subprocess is told about them.
package io.mycni.exec;

import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
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
   * Writes settings, then becomes {@code ip}. A setting that begins with a question mark is left
   * alone when the kernel does not have it. Exit 97 tells a failed setting from a failed ip.
   */
  private static final String SETTINGS_THEN_IP =
      "ip=$1; shift; for s in \"$@\"; do k=${s%%=*}; "
          + "case $k in \\?*) k=${k#\\?}; [ -e \"/proc/sys/$k\" ] || continue;; esac; "
          + "printf %s \"${s#*=}\" >\"/proc/sys/$k\" || exit 97; done; "
          + "exec \"$ip\" -batch -";

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
    return switch (next) {
      case Command.Ip ip ->
          before instanceof Command.Ip other && other.where().equals(ip.where())
              || before instanceof Command.Sysctl sysctl
                  && ip.where() instanceof Namespace.Container
                  && sysctl.where().equals(ip.where());
      case Command.Bridge bridge -> before instanceof Command.Bridge;
      case Command.Sysctl sysctl ->
          before instanceof Command.Sysctl other && other.where().equals(sysctl.where());
      case Command.Iptables rule ->
          before instanceof Command.Iptables other && other.family() == rule.family();
      case Command.Nft nft -> before instanceof Command.Nft;
      case Command.DropUnusedTable drop -> false;
      case Command.DropNotedRules drop -> false;
      case Command.DropUnusedBridge drop -> false;
    };
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
    switch (last()) {
      case Command.Ip ip -> {
        enter(ip.where(), tools, argv);
        if (first() instanceof Command.Sysctl) {
          settings(tools, argv);
        } else {
          argv.add(tools.require("ip"));
          if (keepGoing) {
            argv.add("-force");
          }
          argv.add("-batch");
          argv.add("-");
        }
      }
      case Command.Sysctl sysctl -> {
        enter(sysctl.where(), tools, argv);
        settings(tools, argv);
      }
      case Command.Bridge bridge -> {
        argv.add(tools.require("bridge"));
        if (keepGoing) {
          argv.add("-force");
        }
        argv.add("-batch");
        argv.add("-");
      }
      case Command.Iptables rule -> {
        argv.add(
            tools.require(
                Lane.of(rule) == Lane.IPTABLES ? "iptables-restore" : "ip6tables-restore"));
        argv.add("--noflush");
        argv.add("--wait");
        argv.add(XTABLES_WAIT);
      }
      case Command.Nft nft -> nftFile(tools, argv);
      case Command.DropNotedRules drop -> nftFile(tools, argv);
      case Command.DropUnusedTable drop -> {
        argv.add(tools.require("nft"));
        argv.addAll(List.of("delete", "table", drop.family(), drop.table()));
      }
      case Command.DropUnusedBridge drop -> {
        argv.add(tools.require("ip"));
        argv.addAll(List.of("link", "delete", "dev", drop.name()));
      }
    }
    return argv;
  }

  private static void nftFile(Tools tools, List<String> argv) {
    argv.add(tools.require("nft"));
    argv.add("-f");
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
        argv.add((sysctl.whenPresent() ? "?" : "") + sysctl.key() + "=" + sysctl.value());
      }
    }
  }

  /** Returns what the subprocess reads on its standard input. */
  byte[] input() {
    StringBuilder text = new StringBuilder();
    String table = "";
    for (Work work : works) {
      switch (work.command()) {
        case Command.Ip ip -> text.append(ip.line()).append('\n');
        case Command.Bridge bridge -> text.append(bridge.line()).append('\n');
        case Command.Nft nft -> text.append(nft.statement()).append('\n');
        case Command.Iptables rule -> {
          if (!rule.table().equals(table)) {
            text.append(table.isEmpty() ? "" : "COMMIT\n").append('*').append(rule.table());
            text.append('\n');
            table = rule.table();
          }
          text.append(rule.rule()).append('\n');
        }
        case Command.Sysctl sysctl -> {}
        case Command.DropUnusedTable drop -> {}
        case Command.DropNotedRules drop -> {}
        case Command.DropUnusedBridge drop -> {}
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
    return switch (last()) {
      case Command.Iptables rule -> 0;
      case Command.Nft nft -> 0;
      case Command.DropUnusedTable drop -> 0;
      case Command.DropNotedRules drop -> 0;
      case Command.DropUnusedBridge drop -> 0;
      case Command.Sysctl sysctl -> works.size();
      case Command.Bridge bridge -> lineStopped(outcome, 0);
      case Command.Ip ip -> {
        int settings = 0;
        while (works.get(settings).command() instanceof Command.Sysctl) {
          settings++;
        }
        boolean started = !outcome.err().contains("nsenter:") && outcome.exit() != 127;
        yield started ? lineStopped(outcome, settings) : 0;
      }
    };
  }

  /** Reads {@code Command failed -:LINE}, which ip and bridge print for a line that failed. */
  private int lineStopped(Runner.Outcome outcome, int offset) {
    String mark = "Command failed -:";
    String text = outcome.err();
    int at = text.indexOf(mark);
    if (at < 0) {
      return works.size();
    }
    int line = 0;
    for (int i = at + mark.length(); i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      line = line * 10 + digit;
    }
    return Math.min(works.size(), offset + Math.max(line - 1, 0));
  }
}
