// That containers do not reach what listens at 127.0.0.1 of the host alone. The kernel refuses that
// by itself, until LocalRouting lets such packets pass: a container that may send what it likes
// would be served as the host is (with kube-proxy: CVE-2020-8558). The reference has no such rule.
package io.mycni.plugin.portmap;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.NftRule;
import io.mycni.host.NftState;
import io.mycni.keys.MasqueradeBackend;
import io.mycni.net.IpFamily;
import io.mycni.part.Difference;
import io.mycni.part.NatTable;
import io.mycni.part.Part;
import io.mycni.part.Subject;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Step;
import java.util.List;

/**
 * One rule, which all containers of the node share: what comes from elsewhere to 127.0.0.0/8 (RFC
 * 1122, section 3.2.1.3) never arrives there.
 *
 * @param subject whose ports are published
 * @param backend by what
 */
record LoopbackGuard(Subject subject, MasqueradeBackend backend) implements Part {
  /** The chain of the table {@code ip cni_hostport}. */
  static final String CHAIN = "loopback";

  /**
   * The nat table cannot drop: what is sent there gets to the same port of the interface that it
   * came by, where the container may go anyway.
   */
  static final String RULE =
      "-A PREROUTING -d 127.0.0.0/8 ! -i lo -m comment --comment"
          + " \"CNI portfwd guard of 127.0.0.1\" -j REDIRECT";

  private static final String WHAT = "what keeps containers from 127.0.0.1 of the host";
  private static final String TABLE = NftRules.table(IpFamily.V4);

  private boolean byNft() {
    return backend == MasqueradeBackend.NFTABLES;
  }

  @Override
  public HostQuery asks() {
    return byNft() ? HostQuery.question(NftPorts.WITH_IPTABLES) : HostQuery.iptables(IpFamily.V4);
  }

  private boolean isThere(HostState host) {
    return byNft()
        ? drops(host.answer(NftPorts.WITH_IPTABLES).nft())
        : host.natRules(IpFamily.V4).rules().contains(RULE);
  }

  /** Whatever words nft has for it by now. */
  private static boolean drops(NftState now) {
    for (NftRule rule : now.rulesOf(NftRules.word(IpFamily.V4), NftRules.NAME, CHAIN)) {
      String match = rule.match();
      if (match.contains("\"drop\"")
          && match.contains("\"iifname\"")
          && match.contains("\"lo\"")
          && match.contains("\"127.0.0.0")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Step> make(HostState host) {
    if (!byNft() && !host.thorough()) {
      Command check = NatTable.rule(IpFamily.V4, "-C" + RULE.substring("-A".length()));
      return List.of(new Step.Create("find " + WHAT, List.of(Change.of(check))));
    }
    if (isThere(host)) {
      return List.of(new Step.Present(WHAT));
    }
    String title = "keep containers from 127.0.0.1 of the host";
    if (byNft()) {
      return List.of(new Step.Ensure(title, drop()));
    }
    Change add = Change.of(NatTable.rule(IpFamily.V4, RULE), NatTable.delete(IpFamily.V4, RULE));
    return List.of(new Step.Ensure(title, List.of(add)));
  }

  /** Before connections are tracked, so that no state of theirs can open it. */
  private static List<Change> drop() {
    String chain = "chain " + TABLE + " " + CHAIN;
    String rule = " iifname != \"lo\" ip daddr 127.0.0.0/8 drop";
    Command flush = new Command.Nft("flush " + chain);
    return List.of(
        Change.of(
            new Command.Nft("add " + chain + " { type filter hook prerouting priority -300; }"),
            new Command.Nft("delete " + chain)),
        Change.of(flush),
        Change.of(new Command.Nft("add rule " + TABLE + " " + CHAIN + rule), flush));
  }

  /** Where the reference has published the ports nobody has made it, and nothing is missing. */
  @Override
  public List<Difference> differences(HostState host) {
    return subject.note().isEmpty() || isThere(host)
        ? List.of()
        : List.of(
            Difference.wiped(
                "a container that sends to 127.0.0.1 reaches the host's own services: "
                    + (byNft() ? "the chain " + CHAIN + " of table " + TABLE : "`" + RULE + "`")
                    + " is gone"));
  }

  @Override
  public List<String> tools() {
    return List.of(byNft() ? "nft" : "iptables-restore");
  }
}
