package io.mycni.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** The table of docs/ARCHITECTURE.md, held against the code. */
@AnalyzeClasses(packages = "io.mycni", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule IMPORTS_POINT_UPWARD =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("net")
          .definedBy("io.mycni.net..")
          .layer("cni")
          .definedBy("io.mycni.cni..")
          .layer("keys")
          .definedBy("io.mycni.keys..")
          .layer("plan")
          .definedBy("io.mycni.plan..")
          .layer("process")
          .definedBy("io.mycni.process..")
          .layer("lock")
          .definedBy("io.mycni.lock..")
          .layer("service")
          .definedBy("io.mycni.service..")
          .layer("exec")
          .definedBy("io.mycni.exec..")
          .layer("host")
          .definedBy("io.mycni.host..")
          .layer("ipam")
          .definedBy("io.mycni.ipam..")
          .layer("dhcp")
          .definedBy("io.mycni.dhcp..")
          .layer("part")
          .definedBy("io.mycni.part..")
          .layer("plugin")
          .definedBy("io.mycni.plugin..")
          .layer("engine")
          .definedBy("io.mycni.engine..")
          .layer("call")
          .definedBy("io.mycni.call..")
          .layer("chain")
          .definedBy("io.mycni.chain..")
          .layer("lint")
          .definedBy("io.mycni.lint..")
          .layer("node")
          .definedBy("io.mycni.node..")
          .layer("topology")
          .definedBy("io.mycni.topology..")
          .layer("doctor")
          .definedBy("io.mycni.doctor..")
          .layer("upkeep")
          .definedBy("io.mycni.upkeep..")
          .layer("watch")
          .definedBy("io.mycni.watch..")
          .layer("metrics")
          .definedBy("io.mycni.metrics..")
          .layer("agent")
          .definedBy("io.mycni.agent..")
          .layer("cli")
          .definedBy("io.mycni.cli..")
          .layer("train")
          .definedBy("io.mycni.train..")
          .layer("main")
          .definedBy("io.mycni")
          .whereLayer("net")
          .mayNotAccessAnyLayer()
          .whereLayer("cni")
          .mayOnlyAccessLayers("net")
          .whereLayer("keys")
          .mayOnlyAccessLayers("net", "cni")
          .whereLayer("plan")
          .mayOnlyAccessLayers("net", "cni")
          .whereLayer("process")
          .mayOnlyAccessLayers("net", "cni")
          .whereLayer("lock")
          .mayOnlyAccessLayers("cni", "process")
          .whereLayer("service")
          .mayOnlyAccessLayers("lock")
          .whereLayer("exec")
          .mayOnlyAccessLayers("net", "cni", "plan", "process", "lock")
          .whereLayer("host")
          .mayOnlyAccessLayers("net", "cni", "process", "exec")
          .whereLayer("ipam")
          .mayOnlyAccessLayers("net", "cni", "keys", "plan", "process", "lock")
          .whereLayer("dhcp")
          .mayOnlyAccessLayers("net", "cni", "keys", "process", "lock", "service", "host", "ipam")
          .whereLayer("part")
          .mayOnlyAccessLayers("net", "cni", "keys", "plan", "host")
          .whereLayer("plugin")
          .mayOnlyAccessLayers(
              "net", "cni", "keys", "plan", "process", "lock", "exec", "host", "ipam", "part")
          .whereLayer("engine")
          .mayOnlyAccessLayers(
              "net", "cni", "keys", "plan", "process", "lock", "exec", "host", "ipam", "part",
              "plugin")
          .whereLayer("call")
          .mayOnlyBeAccessedByLayers("upkeep", "agent", "cli", "main")
          .whereLayer("chain")
          .mayOnlyAccessLayers("net", "cni", "process")
          .whereLayer("lint")
          .mayOnlyAccessLayers("net", "cni", "keys", "service", "host", "ipam", "plugin")
          .whereLayer("node")
          .mayOnlyAccessLayers(
              "net", "cni", "keys", "process", "exec", "host", "ipam", "dhcp", "part", "plugin",
              "chain")
          .whereLayer("topology")
          .mayOnlyAccessLayers("net", "cni", "host", "node")
          .whereLayer("doctor")
          .mayOnlyAccessLayers(
              "net", "cni", "keys", "process", "service", "exec", "host", "part", "plugin", "chain",
              "lint", "node")
          .whereLayer("upkeep")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("watch")
          .mayNotAccessAnyLayer()
          .whereLayer("metrics")
          .mayOnlyAccessLayers(
              "net", "cni", "process", "ipam", "dhcp", "part", "chain", "node", "watch")
          .whereLayer("agent")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("main")
          .whereLayer("train")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("io.mycni.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_ONE_PLACE_STARTS_PROCESSES =
      ArchRuleDefinition.noClasses()
          .that()
          .haveNameNotMatching(
              "io\\.mycni\\.process\\.(ProcessRunner|Starter|TimeLimit|Background).*")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.commons.exec..");

  @ArchTest
  static final ArchRule THE_START_UP_PATH_BINDS_NO_BEANS =
      ArchRuleDefinition.noClasses()
          .that()
          // Loaded only where a node's owner has written regular expressions.
          .doNotHaveFullyQualifiedName("io.mycni.plugin.tuning.AllowList")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("tools.jackson.databind.ObjectMapper")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.util.regex..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_PICOCLI =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage("io.mycni.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule ONLY_METRICS_KNOWS_PROMETHEUS =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage("io.mycni.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..");
}
