package io.mycni.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are networks, and what is read from them. */
class NetworkFolderTest {
  @TempDir private Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text.replace('\'', '"'));
  }

  private List<String> names() {
    return new NetworkFolder(folder).networks().stream().map(Network::name).toList();
  }

  @Test
  void filesOfThreeEndingsCountInTheOrderOfTheirNames() throws IOException {
    write("30-c.conf", "{'cniVersion': '1.0.0', 'name': 'c', 'type': 'bridge'}");
    write("10-a.json", "{'cniVersion': '1.0.0', 'name': 'a', 'type': 'bridge'}");
    write("20-b.conflist", "{'cniVersion': '1.0.0', 'name': 'b', 'plugins': [{'type': 'x'}]}");
    write("05-no.conflist.bak", "{}");
    write("06-no.conf/inside", "{}");
    assertEquals(List.of("a", "b", "c"), names());
  }

  @Test
  void aListIsTakenBeforeASinglePluginOfTheSameName() throws IOException {
    write("10.conf", "{'name': 'n', 'type': 'single'}");
    write("20.conflist", "{'name': 'n', 'plugins': [{'type': 'listed'}]}");
    Network network = new NetworkFolder(folder).named("n");
    assertEquals("listed", Network.type(network.plugins().getFirst()));
  }

  @Test
  void pluginsMayStandInAFolderOfTheNetworksName() throws IOException {
    write("n.conflist", "{'name': 'n', 'plugins': [{'type': 'first'}]}");
    write("n/20.conf", "{'type': 'third'}");
    write("n/10.conf", "{'type': 'second'}");
    assertEquals(
        List.of("first", "second", "third"),
        new NetworkFolder(folder).named("n").plugins().stream().map(Network::type).toList());
    write(
        "n.conflist",
        "{'name': 'n', 'loadOnlyInlinedPlugins': true, 'plugins': [{'type': 'first'}]}");
    assertEquals(1, new NetworkFolder(folder).named("n").plugins().size());
  }

  @Test
  void theNewestVersionThatBothKnowIsSpoken() throws IOException {
    write(
        "n.conflist",
        "{'name': 'n', 'cniVersion': '0.4.0', 'cniVersions': ['0.3.1', '1.1.0', '9.0.0'],"
            + " 'plugins': [{'type': 'x'}]}");
    assertEquals(SpecVersion.V1_1_0, new NetworkFolder(folder).named("n").version());
    write("m.conf", "{'name': 'm', 'type': 'x'}");
    assertEquals(SpecVersion.V0_1_0, new NetworkFolder(folder).named("m").version());
  }

  @Test
  void aPluginGetsOnlyTheCapabilitiesThatItAsksFor() throws IOException {
    write(
        "n.conflist",
        "{'name': 'n', 'cniVersion': '1.0.0', 'plugins':"
            + " [{'type': 'x', 'capabilities': {'mac': true, 'ips': false}}]}");
    Network network = new NetworkFolder(folder).named("n");
    var offered =
        Json.readObject("{\"mac\": 1, \"ips\": 2, \"other\": 3}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "{\"type\":\"x\",\"capabilities\":{\"mac\":true,\"ips\":false},\"name\":\"n\","
            + "\"cniVersion\":\"1.0.0\",\"prevResult\":{},\"runtimeConfig\":{\"mac\":1}}",
        Json.text(
            network.inputOf(network.plugins().getFirst(), Optional.of(Json.object()), offered)));
  }

  @Test
  void anUnknownNameIsToldWithTheNamesThatThereAre() throws IOException {
    write("a.conf", "{'name': 'a', 'type': 'x'}");
    write("b.conf", "{'name': ");
    CniException e =
        assertThrows(CniException.class, () -> new NetworkFolder(folder).named("other"));
    assertEquals("there is no network 'other' in " + folder, e.getMessage());
    assertTrue(e.details().startsWith("there are a; "), e.details());
    assertTrue(e.details().contains("b.conf: the text is no JSON"), e.details());
  }
}
