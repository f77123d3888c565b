package io.mycni.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What `mycni lint` says of several files, and of the node that they are on. */
class LintTogetherTest {
  @TempDir private Path folder;

  private String lint(String... words) {
    List<String> all = new ArrayList<>(List.of("lint"));
    all.addAll(List.of(words));
    return new Typing(folder.resolve("net.d"), folder.resolve("bin")).mycni(all);
  }

  private String network(String file, String keys) throws IOException {
    String text =
        "{'cniVersion': '1.0.0', 'name': '" + Path.of(file).getFileName() + "', " + keys + "}";
    Path path = folder.resolve(file + ".conf");
    Files.writeString(path, text.replace('\'', '"'));
    return path.toString();
  }

  private static String hostLocal(String keys) {
    return "'ipam': {'type': 'host-local', " + keys + "}";
  }

  @ParameterizedTest(name = "{0} | {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'bridge': 'b'    | 'subnet': '10.1.0.0/16' | 'bridge': 'b' | 'subnet': '10.1.0.0/16', 'gateway': '10.1.0.9' | b is to have the gateway address 10.1.0.9/16 here, and 10.1.0.1/16 by
          'bridge': 'b'    | 'subnet': '10.1.0.0/16' | 'bridge': 'b' | 'subnet': '10.2.0.0/16'  | ADD refuses whichever comes second
          'bridge': 'b'    | 'subnet': 'fd01::/64'   | 'bridge': 'b' | 'subnet': 'fd02::/64'    | 0 errors
          'bridge': 'b'    | 'subnet': '10.1.0.0/16' | 'bridge': 'b' | 'subnet': '10.1.0.0/16'  | two containers may have one address in the bridge b
          'bridge': 'b'    | 'subnet': '10.1.0.0/16', 'rangeEnd': '10.1.0.9' | 'bridge': 'b' | 'subnet': '10.1.0.0/16', 'rangeStart': '10.1.1.0'  | 0 errors
          'bridge': 'b'    | 'subnet': '10.1.0.0/16', 'rangeEnd': '10.1.0.9' | 'bridge': 'c' | 'subnet': '10.1.8.0/24'  | the subnet 10.1.8.0/24 overlaps 10.1.0.0/16 of the network one in
          'bridge': 'b'    | 'subnet': '10.1.0.0/16' | 'bridge': 'c' | 'subnet': '10.1.8.0/24'  | two containers may have one address in the routes of this host
          'bridge': 'b'    | 'subnet': '10.1.0.0/16' | 'bridge': 'c' | 'subnet': '10.2.0.0/16'  | 0 errors
          """)
  void gatewaysOfBridgesAndSubnetsMustNotContradictEachOther(
      String one, String range, String other, String otherRange, String said) throws IOException {
    String bridge = "'type': 'bridge', 'isGateway': true, ";
    String lint =
        lint(
            network("one", bridge + one + ", " + hostLocal(range)),
            network("two", bridge + other + ", " + hostLocal(otherRange)));
    assertTrue(lint.contains(said), lint);
    assertEquals(said.equals("0 errors"), lint.contains("0 errors"), lint);
  }

  @Test
  void addressesWithoutAHostInBetweenMayBeThereTwice() throws IOException {
    String range = hostLocal("'subnet': '10.1.0.0/16'");
    String lint =
        lint(
            network("one", "'type': 'bridge', 'bridge': 'b', " + range),
            network("two", "'type': 'bridge', 'bridge': 'c', " + range),
            network("three", "'type': 'macvlan', 'master': 'm', " + range),
            network("four", "'type': 'macvlan', 'master': 'n', " + range));
    assertTrue(lint.contains("4 files: 0 errors"), lint);
    String same = network("five", "'type': 'ipvlan', 'master': 'm', " + range);
    String again = lint(folder.resolve("three.conf").toString(), same);
    assertTrue(again.contains("one address in the link m"), again);
  }

  @Test
  void theSamplesAreCleanAndGoTogether() throws IOException {
    try (Stream<Path> samples = Files.list(Path.of("conf"))) {
      String lint = lint(samples.map(Path::toString).sorted().toArray(String[]::new));
      assertTrue(lint.contains(": 0 errors, 0 warnings"), lint);
    }
  }

  private void install(String... names) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String name : names) {
      Files.writeString(bin.resolve(name), "#!/bin/sh\n");
      assertTrue(bin.resolve(name).toFile().setExecutable(true));
    }
  }

  @Test
  void onTheNodeAMissingPluginIsAnErrorAndElsewhereItIsNot() throws IOException {
    Files.createDirectories(folder.resolve("net.d"));
    String file =
        network(
            "net.d/10",
            "'plugins': [{'type': 'bridge', 'ipam': {'type': 'whereabouts'}}, {'type': 'weave'},"
                + " {'type': 'ptp', "
                + hostLocal("'subnet': '10.1.0.0/16'")
                + "}]");
    Path list = folder.resolve("net.d/10.conflist");
    Files.move(Path.of(file), list);
    install("mycni", "ptp");
    Files.createSymbolicLink(folder.resolve("bin/bridge"), Path.of("mycni"));
    String lint = lint();
    assertTrue(lint.contains("no executable of the plugin weave in " + folder), lint);
    assertTrue(lint.contains("no executable of the IPAM plugin whereabouts in "), lint);
    // This ptp is the reference's, which has no host-local in it.
    assertTrue(lint.contains("no executable of the IPAM plugin host-local in "), lint);
    install("weave", "whereabouts", "host-local");
    assertTrue(lint().contains("1 file: 0 errors"), lint());
    Path elsewhere = Files.move(list, folder.resolve("elsewhere.conflist"));
    Files.delete(folder.resolve("bin/weave"));
    assertFalse(lint(elsewhere.toString()).contains("executable"), lint(elsewhere.toString()));
  }
}
