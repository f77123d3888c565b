package io.mycni.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniArgs;
import io.mycni.cni.CniException;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniRequest;
import io.mycni.cni.CniResult;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.cni.RequestReader;
import io.mycni.cni.ResultCodec;
import io.mycni.exec.Executor;
import io.mycni.exec.Journal;
import io.mycni.exec.Shell;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.keys.KeySet;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.lock.AttachmentLock;
import io.mycni.lock.FileLocks;
import io.mycni.lock.HostLock;
import io.mycni.net.Cidr;
import io.mycni.part.Difference;
import io.mycni.part.MadeNote;
import io.mycni.part.MadeNotes;
import io.mycni.part.Part;
import io.mycni.part.Remains;
import io.mycni.part.Subject;
import io.mycni.plan.Step;
import io.mycni.plugin.Chaining;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.Services;
import io.mycni.process.Deadline;
import io.mycni.process.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A plugin behind another: it works on what that one has answered, and passes it on. */
class ChainingTest {
  /** The test's own namespace, which is there; nothing is done in it. */
  private static final String NETNS = "/proc/" + ProcessHandle.current().pid() + "/ns/net";

  private static final String BEFORE =
      """
      {"cniVersion": "1.1.0", "by": "somebody",
       "interfaces": [{"name": "veth1", "mac": "02:00:00:00:00:01"},
                      {"name": "eth0", "mac": "80:00:02:08:fe:80:00:00:00:00:00:00:00:01:02:03:04:05:06:07",
                       "mtu": 1400, "sandbox": "NETNS", "pciID": "0000:03:00.1", "wish": null}],
       "ips": [{"address": "10.1.0.5/24", "gateway": "10.1.0.1", "interface": 1, "pool": [1, 2]}],
       "routes": [{"dst": "0.0.0.0/0", "priority": 7, "owner": "us"}],
       "dns": {"nameservers": ["10.1.0.53"], "ttl": 5}}
      """
          .replace("NETNS", NETNS);

  @TempDir private Path folder;

  private final List<Cidr> seen = new ArrayList<>();

  /** Tells of one more interface, and keeps the addresses that it was given. */
  private record Behind(List<Cidr> seen) implements PluginType<String>, Part {
    @Override
    public String name() {
      return "behind";
    }

    @Override
    public KeySet keys() {
      return new KeySet("the plugin behind", SharedKeys.IPAM);
    }

    @Override
    public Chaining chaining() {
      return Chaining.BEHIND;
    }

    @Override
    public String read(Section network, CniArgs args) {
      return "";
    }

    @Override
    public List<Part> parts(String config, Subject subject) {
      seen.addAll(subject.given().addresses());
      return List.of(this);
    }

    @Override
    public List<Remains> remains(CniRequest request, Optional<MadeNote> note, boolean siblings) {
      return List.of();
    }

    @Override
    public HostQuery asks() {
      return HostQuery.NOTHING;
    }

    @Override
    public List<Step> make(HostState host) {
      return List.of();
    }

    @Override
    public List<Difference> differences(HostState host) {
      return List.of();
    }

    @Override
    public CniResult tell(CniResult answer, HostState host) {
      return answer.with(new CniInterface("ifb1", Optional.empty(), 0, ""));
    }
  }

  private static final class NoLeases implements AddressManagement {
    @Override
    public Addressing of(CniRequest request) {
      throw new AssertionError("nobody takes addresses here");
    }

    @Override
    public Addressing noted(CniRequest request, String type, String dataDir) {
      throw new AssertionError("nobody gives addresses back here");
    }
  }

  private Engine<String> engine() {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    PaperHost host = new PaperHost();
    Shell shell = new Shell(new PaperTools(host), new Tools(Map.of()), deadline, new Journal());
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
        new Behind(seen), services, new NoLeases(), new MadeNotes(folder, "behind"));
  }

  private static CniRequest request(String verb, String version, String before) {
    ObjectNode config = Json.object().put("cniVersion", version).put("name", "n");
    config.put("type", "behind").putObject("ipam").put("type", "host-local");
    if (!before.isEmpty()) {
      config.set("prevResult", node(before));
    }
    Map<String, String> environment =
        Map.of(
            "CNI_COMMAND", verb,
            "CNI_CONTAINERID", "c1",
            "CNI_NETNS", NETNS,
            "CNI_NETNS_OVERRIDE", "1",
            "CNI_IFNAME", "eth0",
            "CNI_PATH", "/opt/cni/bin");
    return RequestReader.read(environment, Json.write(config));
  }

  private static ObjectNode node(String text) {
    return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void itPassesOnAllThatItWasGivenWithWhatItDoesNotKnow() {
    for (String version : List.of("1.1.0", "1.0.0")) {
      String before = BEFORE.replace("1.1.0", version);
      CniRequest request = request("ADD", version, before);
      CniResult answer = engine().plan(request).result();
      ObjectNode expected = node(before);
      expected.withArray("interfaces").addObject().put("name", "ifb1");
      assertEquals(expected, ResultCodec.write(answer, request.version()));
    }
    assertEquals(Cidr.of("10.1.0.5/24"), seen.getFirst());
  }

  @Test
  void withoutAResultOfAPluginBeforeItAnAddIsRefused() {
    CniRequest alone = request("ADD", "1.1.0", "");
    CniException refusal = assertThrows(CniException.class, () -> engine().plan(alone));
    assertEquals(ErrorCode.INVALID_CONFIGURATION.number(), refusal.code());
    assertTrue(refusal.getMessage().startsWith("must be called as chained plugin: behind"));
    CniRequest check = request("CHECK", "1.1.0", "");
    assertThrows(CniException.class, () -> engine().check(check));
  }

  @Test
  void itIsCheckedForItsOwnPartsAlone() {
    engine().check(request("CHECK", "1.1.0", BEFORE));
    assertTrue(engine().restoring(request("CHECK", "1.1.0", BEFORE)).isSatisfied());
  }

  @Test
  void noAddressIsGivenBackByIt() {
    engine().del(request("DEL", "1.1.0", BEFORE));
    engine().status(request("STATUS", "1.1.0", ""));
  }

  @Test
  void itsNotesAreNotThoseOfThePluginThatMadeTheAttachment() {
    CniRequest request = request("DEL", "1.1.0", BEFORE);
    MadeNotes ofMaker = new MadeNotes(folder);
    MadeNote note =
        new MadeNote(List.of(), "host-local", "", List.of(), NETNS, "1:2", MadeNote.State.FINISHED);
    ofMaker.write(request.attachment(), note);
    assertEquals(Optional.empty(), new MadeNotes(folder, "behind").of(request.attachment()));
    engine().del(request);
    assertEquals(Optional.of(note), ofMaker.of(request.attachment()));
    assertEquals(Map.of(request.attachment(), note), ofMaker.ofNetwork("n"));
    assertEquals(Map.of(), new MadeNotes(folder, "behind").ofNetwork("n"));
  }
}
