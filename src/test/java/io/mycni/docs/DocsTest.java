package io.mycni.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniCommand;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Effect;
import io.mycni.plan.Namespace;
import io.mycni.plan.Plan;
import io.mycni.plan.Step;
import io.mycni.upkeep.ChainPlan;
import io.mycni.upkeep.ChainPlanForms;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the documentation says, held against the code. */
class DocsTest {
  @Test
  void everyErrorCodeIsDocumentedAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs/errors.md")).stream()
            .filter(line -> line.matches("\\| \\d+ \\|.*"))
            .map(line -> line.split("\\|")[1].strip() + " " + line.split("\\|")[2].strip())
            .toList();
    List<String> codes =
        List.of(ErrorCode.values()).stream()
            .map(code -> code.number() + " " + code.name())
            .toList();
    assertEquals(codes, rows);
  }

  /** {@code Class.method} and {@code ClassIT} between backquotes. */
  private static final Pattern NAMED_TEST =
      Pattern.compile("`([A-Z][A-Za-z]*(?:IT|Test))(?:\\.([a-z][A-Za-z0-9]*))?`");

  @Test
  void theTestsThatAPageNamesAreThere() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
      }
    }
    List<String> missing = new ArrayList<>();
    int named = 0;
    try (DirectoryStream<Path> pages = Files.newDirectoryStream(Path.of("docs"), "*.md")) {
      for (Path page : pages) {
        Matcher test = NAMED_TEST.matcher(Files.readString(page));
        for (; test.find(); named++) {
          String source = sources.getOrDefault(test.group(1), "");
          String method = test.group(2) == null ? "class " : "void " + test.group(2) + "(";
          if (!source.contains(method)) {
            missing.add(page + ": " + test.group());
          }
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(named > 20, "only " + named + " were found");
  }

  @Test
  void plansAreAsTheSchemaSays() throws IOException {
    JsonNode schema = Json.read(Files.readAllBytes(Path.of("docs/plan.schema.json")));
    Plan plan =
        new Plan(
            "a plan",
            List.of(
                List.of(
                    new Step.Present("p"),
                    new Step.Ensure("e", List.of(Change.of(Command.Ip.host("link add a")))),
                    new Step.Create(
                        "c",
                        List.of(
                            Change.of(
                                Command.Ip.host("link add b"), Command.Ip.host("link del b")))),
                    new Step.Remove("r", List.of(Command.Ip.host("link del c"))),
                    new Step.Perform("d", "u", Effect.once(List.of("true"), () -> {})),
                    new Step.AwaitAddresses("w", Namespace.HOST, "x", Duration.ofSeconds(5)))),
            CniResult.EMPTY,
            List.of("a note"));
    JsonNode chain =
        ChainPlanForms.json(
            "net",
            CniCommand.ADD,
            List.of(
                new ChainPlan.Part("mycni", Optional.of(plan), List.of(), SpecVersion.NEWEST),
                new ChainPlan.Part("other", Optional.empty(), List.of(), SpecVersion.NEWEST),
                new ChainPlan.Part(
                    "portmap", Optional.empty(), List.of("other"), SpecVersion.NEWEST)));
    holds(schema, chain);
    for (JsonNode plugin : chain.path("plugins")) {
      holds(schema.path("$defs").path("plugin"), plugin);
    }
    JsonNode printed = chain.path("plugins").get(0).path("plan");
    holds(schema.path("$defs").path("plan"), printed);
    Set<String> kinds = new TreeSet<>();
    Set<String> allowed = new TreeSet<>();
    JsonNode step = schema.path("$defs").path("step");
    for (JsonNode each : printed.path("stages").get(0)) {
      holds(step, each);
      kinds.add(each.path("kind").asString());
    }
    step.path("properties").path("kind").path("enum").forEach(kind -> allowed.add(kind.asString()));
    assertEquals(allowed, kinds);
  }

  /** Checks what is required and that nothing else is there. */
  private static void holds(JsonNode schema, JsonNode object) {
    for (JsonNode key : schema.path("required")) {
      assertTrue(object.has(key.asString()), key + " is missing in " + object);
    }
    for (var property : object.properties()) {
      JsonNode known = schema.path("properties").path(property.getKey());
      assertTrue(known.isObject(), property.getKey() + " is not in the schema");
      String type = known.path("type").asString("");
      JsonNode value = property.getValue();
      boolean fits =
          switch (type) {
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "integer" -> value.isInt() || value.isLong();
            default -> true;
          };
      assertTrue(fits, property.getKey() + " is no " + type + ": " + value);
    }
  }
}
