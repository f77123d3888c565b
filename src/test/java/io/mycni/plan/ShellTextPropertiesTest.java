package io.mycni.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is quoted here, a real shell reads back as it was. */
class ShellTextPropertiesTest {
  private static final String MARKS = " '\"\\$`;&|<>()*?[]#~!=%{}^-\t\nä€";

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .withCharRange('a', 'f')
        .withChars(MARKS)
        .ofMaxLength(12)
        .list()
        .ofSize(40);
  }

  @Property(tries = 40)
  void aWordIsReadBackAsItWas(@ForAll("texts") List<String> words)
      throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("printf '%s\\0'");
    words.forEach(word -> script.append(' ').append(ShellText.quote(word)));
    assertEquals(words, said(script.toString()));
  }

  /** As a line of ip(8): the words hold no space, and none begins with a quote. */
  @Property(tries = 40)
  void theWordsOfALineAreReadBackAsTheyWere(@ForAll("texts") List<String> texts)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (String text : texts) {
      words.add("x" + text.replace(" ", ""));
    }
    words.add("/run/netns/`reboot`$(reboot)");
    String line = ShellText.words(String.join(" ", words) + " \"a `b\" \"\"");
    words.addAll(List.of("a `b", ""));
    assertEquals(words, said("printf '%s\\0' " + line));
  }

  @Property(tries = 10)
  void aSettingIsWrittenAsItIs(@ForAll("texts") List<String> texts)
      throws IOException, InterruptedException {
    for (String text : texts.subList(0, 3)) {
      // No white space but single spaces, and nothing that echo itself takes for more.
      String value = "v" + text.strip().replaceAll("[\\t\\n\\\\\"]", "").replaceAll(" +", " ");
      String typed = new Command.Sysctl(Namespace.HOST, "net/x", value.strip(), false).typed();
      String toOutput = typed.replace(" > /proc/sys/net/x", "");
      assertEquals(List.of(value.strip() + "\n"), said(toOutput + "; printf '\\0'"));
    }
  }

  private static List<String> said(String script) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("/bin/sh").start();
    try (OutputStream in = shell.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String all = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), script);
    return List.of(all.substring(0, all.length() - 1).split("\0", -1));
  }
}
