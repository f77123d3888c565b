// The tools of a host on paper: processes that read commands as the real ones do, and carry them
// out there. Nothing is started.
package io.mycni.engine;

import io.mycni.exec.Executor;
import io.mycni.exec.Journal;
import io.mycni.exec.Shell;
import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.lock.HostLock;
import io.mycni.net.IpFamily;
import io.mycni.part.MadeNotes;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.ToolCall;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs tools that change the host; questions have no answer.
 *
 * @param host what is changed
 */
record PaperTools(PaperHost host) implements Runner {
  /** Makes files by the tools' names, so that they are found in that folder. */
  static void install(Path folder) throws IOException {
    for (String tool :
        List.of(
            "ip",
            "bridge",
            "tc",
            "nsenter",
            "nft",
            "iptables-restore",
            "ip6tables-restore",
            "iptables-save",
            "ip6tables-save",
            "firewall-cmd")) {
      Files.createFile(folder.resolve(tool)).toFile().setExecutable(true);
    }
  }

  /** Returns an engine that works by these tools, which lie in that folder; not for ADDs. */
  static Engine<?> engine(Case<?> given, PaperHost host, Path folder, Journal journal) {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    Tools found = new Tools(Map.of("PATH", folder.toString()));
    Shell shell = new Shell(new PaperTools(host), found, deadline, journal);
    FileLocks locks = new FileLocks();
    Services services =
        new Services(
            shell,
            host,
            new Executor(shell),
            new HostLock(locks, deadline),
            new AttachmentLock(locks, deadline),
            locks,
            folder,
            remark -> {});
    return new Engine<>(
        given.type(), services, given.lease(), new MadeNotes(folder.resolve("notes")));
  }

  @Override
  public Outcome run(
      List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
    List<String> lines = new String(stdin, StandardCharsets.UTF_8).lines().toList();
    // Lanes run side by side; the kernel takes their changes one by one.
    synchronized (host) {
      try {
        commands(command, lines).forEach(host::apply);
        return ended(0, "");
      } catch (IllegalStateException refused) {
        return ended(1, refused.getMessage());
      }
    }
  }

  private static Outcome ended(int status, String said) {
    return new Outcome(status, new byte[0], said.getBytes(StandardCharsets.UTF_8), false);
  }

  static List<Command> commands(List<String> argv, List<String> lines) {
    if (argv.get(0).endsWith("/nsenter")) {
      String path = argv.get(1).substring("--net=".length());
      return commands(new Namespace.Container(path), argv.subList(2, argv.size()), lines);
    }
    return commands(Namespace.HOST, argv, lines);
  }

  private static List<Command> commands(Namespace where, List<String> argv, List<String> lines) {
    String tool = argv.get(0).substring(argv.get(0).lastIndexOf('/') + 1);
    List<Command> commands = new ArrayList<>();
    switch (tool) {
      case "sh" -> {
        int end = argv.indexOf("--");
        for (int i = argv.indexOf("mycni") + 2; i < end; i += 2) {
          String key = argv.get(i);
          boolean whenPresent = key.startsWith("?");
          commands.add(
              new Command.Sysctl(
                  where, whenPresent ? key.substring(1) : key, argv.get(i + 1), whenPresent));
        }
        if (end + 1 < argv.size()) {
          commands.addAll(commands(where, argv.subList(end + 1, argv.size()), lines));
        }
      }
      case "ip" -> {
        boolean ipv6 = argv.contains("-6");
        lines.forEach(
            line -> commands.add(ipv6 ? new Command.Ip6(where, line) : Command.Ip.in(where, line)));
      }
      case "bridge" -> lines.forEach(line -> commands.add(new Command.Bridge(where, line)));
      case "tc" -> lines.forEach(line -> commands.add(new Command.Tc(where, line)));
      case "nft" -> lines.forEach(line -> commands.add(new Command.Nft(line)));
      case "firewall-cmd" ->
          commands.add(new ToolCall.Firewalld(String.join(" ", argv.subList(1, argv.size()))));
      case "iptables-restore" -> rules(IpFamily.V4, lines, commands);
      case "ip6tables-restore" -> rules(IpFamily.V6, lines, commands);
      default -> throw new IllegalArgumentException("unknown: " + argv);
    }
    return commands;
  }

  private static void rules(IpFamily family, List<String> lines, List<Command> commands) {
    String table = "";
    for (String line : lines) {
      if (line.startsWith("*")) {
        table = line.substring(1);
      } else if (!line.equals("COMMIT")) {
        commands.add(new Command.Iptables(family, table, line));
      }
    }
  }
}
