package io.mycni.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.net.IpFamily;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.plan.Removal;
import io.mycni.plan.Step;
import io.mycni.plan.Tool;
import io.mycni.plan.ToolCall;
import io.mycni.process.Settings;
import io.mycni.process.Tools;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a lane has to do: batches do the same, in its order, in as few processes as may be. */
class BatchPropertiesTest {
  private static final Tools NO_TOOLS = new Tools(Map.of());

  @Provide
  Arbitrary<List<Work>> works() {
    return command().map(BatchPropertiesTest::work).list().ofMaxSize(12);
  }

  private static Work work(Command command) {
    return new Work(new Step.Remove("remove it", List.of(command)), Change.of(command));
  }

  private static Arbitrary<Command> command() {
    Arbitrary<Namespace> where =
        Arbitraries.of(
            Namespace.HOST,
            new Namespace.Container("/run/netns/c1"),
            new Namespace.Container("/run/netns/c2"));
    return Combinators.combine(
            Arbitraries.integers().between(0, 9), where, Arbitraries.integers().between(1, 99))
        .as(BatchPropertiesTest::command);
  }

  private static Command command(int kind, Namespace where, int number) {
    return switch (kind) {
      case 0, 1 -> Command.Ip.in(where, "link set dev v" + number + " up");
      case 2 -> new Command.Sysctl(where, "net/s" + number, "1", number % 2 == 0);
      case 3 -> new Command.Bridge(where, "vlan add dev v vid " + number);
      case 4 -> new Command.Ip6(where, "rule add from fd00::" + number + " table 7");
      case 5 -> new Command.IpInContext(where, "u:r:t:s0", "tuntap add dev t" + number);
      case 6 -> new Command.Nft("add table ip t" + number);
      case 7 -> new Removal.UnusedBridge("br" + number);
      case 8 -> new ToolCall.Conntrack(IpFamily.V4, "udp", number);
      default ->
          new Command.Iptables(
              number % 3 == 0 ? IpFamily.V6 : IpFamily.V4,
              number % 2 == 0 ? "nat" : "filter",
              "-A A" + number);
    };
  }

  @Property
  void eachCommandIsInOneBatchAndTheOrderIsKept(@ForAll("works") List<Work> works) {
    List<Work> batched = new ArrayList<>();
    Batch.split(works).forEach(batch -> batched.addAll(batch.works()));
    assertEquals(works, batched);
  }

  /** Settings of a container are written by the process that then starts a tool of lines. */
  @Property
  void aProcessIsOneToolInOneNamespace(@ForAll("works") List<Work> works) {
    for (Batch batch : Batch.split(works)) {
      List<Command> commands = batch.commands();
      int settings = 0;
      while (settings < commands.size() && commands.get(settings) instanceof Command.Sysctl) {
        settings++;
      }
      for (Command command : commands) {
        assertEquals(commands.getFirst().where(), command.where());
        assertTrue(!command.isByItself() || commands.size() == 1);
      }
      for (Command command : commands.subList(settings, commands.size())) {
        assertEquals(commands.getLast().tool(), command.tool());
      }
      if (0 < settings && settings < commands.size()) {
        assertTrue(commands.getFirst().where() instanceof Namespace.Container);
        assertEquals(Tool.Input.LINES, commands.getLast().tool().input());
      }
    }
  }

  @Property
  void whatCanGoTogetherDoes(@ForAll("works") List<Work> works) {
    List<Batch> batches = Batch.split(works);
    for (int i = 1; i < batches.size(); i++) {
      Command before = batches.get(i - 1).commands().getLast();
      Command next = batches.get(i).first();
      assertFalse(
          before.tool() == next.tool()
              && before.where().equals(next.where())
              && !before.isByItself()
              && !next.isByItself());
    }
  }

  private static List<String> input(Batch batch) {
    return new String(batch.input(), StandardCharsets.UTF_8).lines().toList();
  }

  @Property
  void aToolOfLinesReadsItsCommandsAndNamesEachByItsLine(@ForAll("works") List<Work> works) {
    for (Batch batch : Batch.split(works)) {
      if (batch.tool().input() != Tool.Input.LINES) {
        continue;
      }
      List<String> lines = new ArrayList<>();
      List<String> settings = new ArrayList<>();
      for (int i = 0; i < batch.works().size(); i++) {
        switch (batch.works().get(i).command()) {
          case Command.Sysctl setting -> {
            settings.add((setting.whenPresent() ? "?" : "") + setting.key());
            settings.add(setting.value());
            assertEquals(i, batch.failed(Settings.FAILED + settings.size() / 2));
          }
          case Command.Line line -> {
            lines.add(line.line());
            assertEquals(i, batch.failed("Command failed -:" + lines.size()));
          }
          default -> throw new AssertionError();
        }
      }
      assertEquals(lines, input(batch));
      assertEquals(settings, batch.process(NO_TOOLS, true).settings().pairs());
    }
  }

  @Property
  void aTableOfRulesHasThoseOfItAndIsClosed(@ForAll("works") List<Work> works) {
    for (Batch batch : Batch.split(works)) {
      if (batch.tool().input() != Tool.Input.RULES) {
        continue;
      }
      List<Command> read = new ArrayList<>();
      String table = "";
      for (String line : input(batch)) {
        if (line.startsWith("*")) {
          assertEquals("", table);
          table = line.substring(1);
        } else if (line.equals("COMMIT")) {
          assertFalse(table.isEmpty());
          table = "";
        } else {
          IpFamily family = batch.tool() == Tool.IPTABLES ? IpFamily.V4 : IpFamily.V6;
          read.add(new Command.Iptables(family, table, line));
        }
      }
      assertEquals("", table);
      assertEquals(batch.commands(), read);
    }
  }
}
