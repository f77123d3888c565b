package io.mycni.host;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.exec.Journal;
import io.mycni.exec.Shell;
import io.mycni.net.IpAddress;
import io.mycni.net.IpFamily;
import io.mycni.process.Deadline;
import io.mycni.process.Runner;
import io.mycni.process.Tools;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whatever a tool prints, who asked it gets a value, or an error that says so: a container chooses
 * the names and addresses that are told of its interfaces.
 */
class ToolAnswerFuzzTest {
  private static final String NETNS = "/proc/self/ns/net";

  private static final List<Question<?>> QUESTIONS =
      List.of(
          new RoutingRules(NETNS),
          new NftWithIptables(new NftTables(List.of("inet cni_plugins_masquerade")), "POSTROUTING"),
          new InsideRoutes(NETNS),
          new PortQuestion(IpAddress.parse("10.1.0.5")),
          new SendingRates(),
          new ShapingOf("veth1"),
          new InsideAddresses(NETNS, "eth0"),
          new NftBeside(new NftTables(List.of("inet cni_plugins_masquerade"))),
          new IptablesChain(IpFamily.V4, "CNI-X"),
          new NftTables(List.of("inet cni_plugins_masquerade")),
          DroppingChains.QUESTION);

  /** The first byte is how the tool ended, all behind it is what it printed. */
  @FuzzTest
  void anyAnswer(byte[] told) {
    int exit = told.length == 0 || told[0] == '0' ? 0 : 1;
    byte[] out = told.length == 0 ? told : Arrays.copyOfRange(told, 1, told.length);
    Runner runner =
        (command, stdin, environment, limit) ->
            new Runner.Outcome(exit, out, exit == 0 ? new byte[0] : out, false);
    Shell shell =
        new Shell(runner, new Tools(Map.of()), Deadline.in(Duration.ofSeconds(60)), new Journal());
    HostReader reader = new HostReader(shell);
    List<Supplier<Object>> all = new ArrayList<>();
    all.add(reader::allLinks);
    all.add(reader::routes);
    all.add(() -> reader.linksInside(NETNS));
    all.add(() -> reader.details("lan0"));
    all.add(() -> reader.thoroughly(HostQuery.links(List.of("veth1", "mybr0"))));
    all.add(() -> reader.thoroughly(HostQuery.inside(NETNS)));
    all.add(() -> reader.thoroughly(HostQuery.portVlans()));
    all.add(() -> reader.thoroughly(HostQuery.allRules()));
    all.add(() -> AllShaping.look(shell));
    for (Question<?> question : QUESTIONS) {
      all.add(() -> question.ask(shell));
    }
    String text = new String(out, StandardCharsets.UTF_8);
    all.add(() -> ShapingOf.classes(text));
    all.add(() -> ShapingOf.filters(text, "1:"));
    all.add(() -> TableRules.parse("nat", text));
    all.forEach(ToolAnswerFuzzTest::isAnswered);
  }

  private static void isAnswered(Supplier<Object> question) {
    try {
      Optional.ofNullable(question.get()).orElseThrow();
    } catch (CniException e) {
      if (e.code() != ErrorCode.COMMAND_FAILED.number()) {
        throw e;
      }
    }
  }
}
