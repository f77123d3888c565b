package io.mycni.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mycni.cni.CniDns;
import io.mycni.cni.CniInterface;
import io.mycni.cni.CniIp;
import io.mycni.cni.CniResult;
import io.mycni.cni.CniRoute;
import io.mycni.cni.Json;
import io.mycni.cni.SpecVersion;
import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import io.mycni.net.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** One plan with a step of each kind, as people, programs and a shell read it. */
class PlanFormsTest {
  private static final Namespace INSIDE = new Namespace.Container("/run/netns/c1");

  private static final Step THERE = new Step.Present("the bridge br0");
  private static final Step SHARED =
      new Step.Ensure(
          "make the bridge br1",
          List.of(
              new Change(
                  Command.Ip.host("link add br1 type bridge"),
                  List.of(new Removal.UnusedBridge("br1"), new Command.Nft("flush set a b"))),
              Change.of(
                  new Command.Sysctl(Namespace.HOST, "net/a", "1", false),
                  new Command.Sysctl(Namespace.HOST, "net/a", "0", true))));
  private static final Step OWN =
      new Step.Create(
          "set up eth0",
          List.of(Change.of(Command.Ip.in(INSIDE, "link set dev eth0 up"))),
          Optional.of(new Replacement("eth0 has no address now", List.of("its lifetime"))));
  private static final Step GONE =
      new Step.Remove("remove the link v1", List.of(Command.Ip.host("link delete dev v1")));
  private static final Step LEASE =
      new Step.Perform(
          "take an address", "give it back", Effect.done(List.of("echo lease"), () -> {}));
  private static final Step FOR_GOOD =
      new Step.Perform("give it back", "", Effect.once(List.of("echo back"), () -> {}));
  private static final Step WAIT =
      new Step.AwaitAddresses("wait for addresses", INSIDE, "eth0", Duration.ofSeconds(20));

  private static final Plan PLAN =
      new Plan(
          "ADD eth0",
          List.of(List.of(LEASE, THERE, SHARED), List.of(OWN, GONE, WAIT, FOR_GOOD)),
          new CniResult(
              List.of(
                  new CniInterface("br1", Optional.empty(), 1500, ""),
                  new CniInterface(
                      "eth0", Optional.of(MacAddress.of("02:00:00:00:00:01")), 1400, "/n")),
              List.of(
                  new CniIp(
                      Cidr.of("10.1.0.5/24"),
                      Optional.of(IpAddress.of("10.1.0.1")),
                      OptionalInt.of(1)),
                  new CniIp(Cidr.of("fd00::5/64"), Optional.empty(), OptionalInt.of(1))),
              List.of(
                  CniRoute.to(Cidr.of("0.0.0.0/0"), Optional.of(IpAddress.of("10.1.0.1"))),
                  CniRoute.to(Cidr.of("::/0"), Optional.empty())),
              CniDns.NONE),
          List.of("FORWARD drops"));
  private static final Plan NOTHING =
      new Plan("DEL eth0", List.of(List.of(THERE)), CniResult.EMPTY, List.of());

  private static Plan of(Step... steps) {
    return new Plan("title", List.of(List.of(steps)), CniResult.EMPTY, List.of());
  }

  private static String json(Plan plan) {
    return new String(Json.write(PlanJson.print(plan, SpecVersion.V1_1_0)), StandardCharsets.UTF_8);
  }

  @Test
  void aPersonReadsWhatIsThereWhatIsDoneAndWhatIsAnswered() {
    assertEquals(
        """
        Plan: ADD eth0

        Already as it should be:
          - the bridge br0

        To be done, in this order:
          1. take an address
               echo lease
             undone by: give it back
          2. make the bridge br1 (shared; it stays when containers go)
               ip link add br1 type bridge
               sh -c 'echo 1 > /proc/sys/net/a'
             undone by: test ! -e /proc/sys/net/a || sh -c 'echo 0 > /proc/sys/net/a'
             undone by: ip link delete dev br1   (unless it has ports by then)
             undone by: nft 'flush set a b'
          3. set up eth0
               nsenter --net=/run/netns/c1 ip link set dev eth0 up
          4. remove the link v1
               ip link delete dev v1
          5. wait for addresses
               for 20 s at most
          6. give it back
               echo back

        If a step fails, what was done before it is undone, last first.

        The answer will be:
          - interface br1 on the host
          - interface eth0 in /n, MAC 02:00:00:00:00:01
          - address 10.1.0.5/24, gateway 10.1.0.1
          - address fd00::5/64
          - route to 0.0.0.0/0 via 10.1.0.1
          - route to ::/0

        To be noted:
          ! FORWARD drops
        """,
        PlanText.print(PLAN));
    assertEquals(
        """
        Plan: DEL eth0

        Already as it should be:
          - the bridge br0

        Nothing is to be done.
        """,
        PlanText.print(NOTHING));
    assertFalse(PlanText.print(of(GONE, FOR_GOOD, WAIT)).contains("undone"));
    for (Step step : List.of(LEASE, SHARED, OWN)) {
      assertTrue(PlanText.print(of(step)).contains("what was done before it is undone"));
    }
  }

  @Test
  void aProgramReadsTheSame() {
    assertEquals(
        """
        {"title":"ADD eth0","satisfied":false,"stages":[
        [{"kind":"perform","describe":"take an address","commands":["echo lease"],"undo":["give it back"]},
        {"kind":"present","describe":"the bridge br0","commands":[],"undo":[]},
        {"kind":"ensure","describe":"make the bridge br1",
        "commands":["ip link add br1 type bridge","sh -c 'echo 1 > /proc/sys/net/a'"],
        "undo":["test ! -e /proc/sys/net/a || sh -c 'echo 0 > /proc/sys/net/a'",
        "ip link delete dev br1","nft 'flush set a b'"]}],
        [{"kind":"create","describe":"set up eth0",
        "commands":["nsenter --net=/run/netns/c1 ip link set dev eth0 up"],"undo":[]},
        {"kind":"remove","describe":"remove the link v1","commands":["ip link delete dev v1"],"undo":[]},
        {"kind":"await","describe":"wait for addresses","commands":[],"undo":[],"limitSeconds":20},
        {"kind":"perform","describe":"give it back","commands":["echo back"],"undo":[]}]],
        "result":{"cniVersion":"1.1.0","interfaces":[{"name":"br1","mtu":1500},
        {"name":"eth0","mac":"02:00:00:00:00:01","mtu":1400,"sandbox":"/n"}],
        "ips":[{"interface":1,"address":"10.1.0.5/24","gateway":"10.1.0.1"},
        {"interface":1,"address":"fd00::5/64"}],
        "routes":[{"dst":"0.0.0.0/0","gw":"10.1.0.1"},{"dst":"::/0"}],"dns":{}},
        "notes":["FORWARD drops"]}
        """
            .replace("\n", ""),
        json(PLAN));
    assertEquals(
        "{\"title\":\"DEL eth0\",\"satisfied\":true,\"stages\":[[{\"kind\":\"present\",\"describe\":"
            + "\"the bridge br0\",\"commands\":[],\"undo\":[]}]],\"notes\":[]}",
        json(NOTHING));
  }

  @Test
  void aShellDoesTheSame() {
    assertEquals(
        """

        # ADD eth0
        # Note: FORWARD drops

        # take an address
        echo lease

        # There already: the bridge br0

        # make the bridge br1
        ip link add br1 type bridge
        sh -c 'echo 1 > /proc/sys/net/a'

        # set up eth0
        nsenter --net=/run/netns/c1 ip link set dev eth0 up

        # remove the link v1
        ip link delete dev v1

        # wait for addresses
        while nsenter --net=/run/netns/c1 ip -6 -o address show dev eth0 tentative | grep -q .; do sleep 0.1; done

        # give it back
        echo back
        """,
        PlanScript.print(PLAN));
  }

  @Test
  void aPlanTellsWhatItMakesForAllAndWhatItReplaces() {
    assertTrue(PLAN.makesSharedThings());
    assertFalse(of(OWN, GONE).makesSharedThings());
    assertEquals(List.of(OWN.replaces().orElseThrow()), PLAN.replacements());
    Replacement unsaid = new Replacement("", List.of("a lifetime"));
    Step quiet = new Step.Ensure("a", List.of(), Optional.of(unsaid));
    assertEquals(List.of(), of(quiet, THERE).replacements());
    assertFalse(of(THERE, GONE).isSatisfied());
    assertEquals(List.of(Change.of(Command.Ip.host("link delete dev v1"))), GONE.changes());
    assertEquals(PLAN.stages(), PLAN.with(CniResult.EMPTY).stages());
    assertEquals(CniResult.EMPTY, PLAN.with(CniResult.EMPTY).result());
  }

  @Test
  void whatWasDoneBeforeIsOnlyTakenBackAndWhatIsDoneForGoodIsNot() {
    List<String> done = new ArrayList<>();
    Effect before = Effect.done(List.of("a"), () -> done.add("undone"));
    before.perform();
    assertEquals(List.of(), done);
    before.undo();
    assertEquals(List.of("undone"), done);
    Effect once = Effect.once(List.of("b"), () -> done.add("done"));
    once.undo();
    once.perform();
    assertEquals(List.of("undone", "done"), done);
  }
}
