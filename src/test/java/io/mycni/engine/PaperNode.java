// A host of paper that several calls work on at the same time: each look, and each thing that a
// tool does by itself, is told before to who decides what comes in between.
package io.mycni.engine;

import io.mycni.host.DeviceDetails;
import io.mycni.host.HostLook;
import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.host.Link;
import io.mycni.host.NetnsIdentity;
import io.mycni.host.Route;
import io.mycni.net.IpFamily;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import io.mycni.process.Runner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node. */
public final class PaperNode {
  private static final String REFUSAL = "RTNETLINK answers: Cannot allocate memory";

  private final PaperHost host = new PaperHost();

  /** How many tools are at work in which namespaces; as long as there are any, it is there. */
  private final Map<String, Integer> inside = new HashMap<>();

  /** Hears what is about to happen; may throw what ends the call. */
  public interface Points {
    /** Somebody looks at the host, or a tool begins. */
    void before(String what);

    /** A tool begins that changes something, with that environment. */
    void begins(Map<String, String> environment);

    /** Tells whether what is about to happen is refused, for whatever reason. */
    boolean isRefused();

    /** A tool has done all that it was told, or was refused something. */
    void after();
  }

  /** Makes a host with those lines of a description. */
  public PaperNode(List<String> description) {
    host.tellNamespaces(NetnsIdentity::lasting);
    description.forEach(host::describe);
  }

  /** Makes files by the tools' names in a folder, so that they are found there. */
  public static void install(Path folder) throws IOException {
    PaperTools.install(folder);
  }

  /** Returns a line for each thing that there is. */
  public List<String> dump() {
    return host.dump();
  }

  /** Returns a setting of the host; empty where the kernel has none. */
  public Optional<String> setting(String key) {
    return host.setting(key);
  }

  /** The kernel has a setting of the host, whoever has written it. */
  public void set(String key, String value) {
    host.apply(new Command.Sysctl(Namespace.HOST, key, value, false));
  }

  /** A container's namespace can no longer be entered, and goes when nobody is in it. */
  public void vanish(String netns) {
    if (inside.containsKey(netns)) {
      host.close(netns);
    } else {
      host.vanish(netns);
    }
  }

  /** Returns who looks at the host. */
  public HostLook look(Points points) {
    return new Look(points);
  }

  /** Returns the tools. */
  public Runner tools(Points points) {
    return new Tools(points);
  }

  private final class Look implements HostLook {
    private final Points points;

    Look(Points points) {
      this.points = points;
    }

    private PaperHost at(String what) {
      points.before("look:" + what);
      return host;
    }

    @Override
    public HostState quickly(HostQuery query) {
      return at("quickly").quickly(query);
    }

    @Override
    public boolean seemsToHave(String link) {
      return at("link").seemsToHave(link);
    }

    @Override
    public Optional<Link> link(String name) {
      return at("link").link(name);
    }

    @Override
    public HostState thoroughly(HostQuery query) {
      return at("thoroughly").thoroughly(query);
    }

    @Override
    public DeviceDetails details(String device) {
      return at("details").details(device);
    }

    @Override
    public List<Link> allLinks() {
      return at("links").allLinks();
    }

    @Override
    public List<Route> routes() {
      return at("routes").routes();
    }

    @Override
    public Optional<List<Link>> linksInside(String netns) {
      return at("inside").linksInside(netns);
    }
  }

  /** A tool that goes into a namespace, or refuses to. */
  private boolean enter(String netns) {
    if (netns.isEmpty()) {
      return true;
    }
    if (host.isClosed(netns)) {
      return false;
    }
    inside.merge(netns, 1, Integer::sum);
    return true;
  }

  private void leave(String netns) {
    if (!netns.isEmpty() && inside.merge(netns, -1, Integer::sum) == 0) {
      inside.remove(netns);
      if (host.isClosed(netns)) {
        host.vanish(netns);
      }
    }
  }

  private final class Tools implements Runner {
    private final Points points;

    Tools(Points points) {
      this.points = points;
    }

    /** Lanes run one after the other; the thread is one that nobody has to wait for. */
    @Override
    public Thread beside(Runnable lane) {
      lane.run();
      return Thread.ofPlatform().unstarted(lane);
    }

    @Override
    public Outcome run(
        List<String> command, byte[] stdin, Map<String, String> environment, Duration limit) {
      String tool = command.getFirst().substring(command.getFirst().lastIndexOf('/') + 1);
      if (tool.endsWith("-save") || command.contains("show") || command.contains("list")) {
        points.before("look:" + tool);
        return ended(0, answer(tool, command), "");
      }
      points.begins(environment);
      String netns = tool.equals("nsenter") ? command.get(1).substring("--net=".length()) : "";
      if (!enter(netns)) {
        points.after();
        return ended(1, "", "nsenter: cannot open " + netns + ": No such file or directory");
      }
      List<String> lines = new String(stdin, StandardCharsets.UTF_8).lines().toList();
      List<Command> commands = PaperTools.commands(command, lines);
      String said;
      try {
        said =
            tool.endsWith("-restore") || tool.equals("nft")
                ? together(tool, commands)
                : oneByOne(tool, commands, command.contains("-force"));
      } finally {
        leave(netns);
      }
      points.after();
      return ended(said.isEmpty() ? 0 : 1, "", said);
    }

    private static Outcome ended(int status, String out, String err) {
      return new Outcome(
          status,
          out.getBytes(StandardCharsets.UTF_8),
          err.getBytes(StandardCharsets.UTF_8),
          false);
    }

    private String together(String tool, List<Command> commands) {
      points.before("tool:" + tool);
      if (points.isRefused()) {
        return REFUSAL;
      }
      Runnable restore = host.remembered();
      try {
        commands.forEach(host::apply);
        return "";
      } catch (IllegalStateException refused) {
        restore.run();
        return refused.getMessage();
      }
    }

    /** The kernel takes the lines one by one; settings come before them. */
    private String oneByOne(String tool, List<Command> commands, boolean keepsGoing) {
      StringBuilder said = new StringBuilder();
      int line = 0;
      for (Command each : commands) {
        line += each instanceof Command.Sysctl ? 0 : 1;
        points.before("tool:" + tool);
        try {
          if (points.isRefused()) {
            throw new IllegalStateException(REFUSAL);
          }
          requireNamespaces(each);
          host.apply(each);
        } catch (IllegalStateException refused) {
          said.append(refused.getMessage()).append("\nCommand failed -:").append(line).append('\n');
          if (!keepsGoing) {
            break;
          }
        }
      }
      return said.toString();
    }

    /** Whoever names a namespace that has gone is told so by ip(8). */
    private void requireNamespaces(Command command) {
      List<String> words = command instanceof Command.Ip ip ? ip.words() : List.of();
      int at = words.indexOf("netns") + 1;
      if (at > 0 && host.isClosed(words.get(at))) {
        throw new IllegalStateException("Error: argument \"" + words.get(at) + "\" is wrong");
      }
    }

    private String answer(String tool, List<String> command) {
      if (tool.equals("nft")) {
        return command.contains("tables")
            ? host.nftTables()
            : host.nftTable(command.get(command.size() - 2), command.getLast());
      }
      if (tool.equals("ip")) {
        StringBuilder links = new StringBuilder();
        for (Link link : host.allLinks()) {
          String master = link.master().isEmpty() ? "" : " master " + link.master() + " ";
          links.append(link.name()).append(master).append('\n');
        }
        return links.toString();
      }
      IpFamily family = tool.equals("iptables-save") ? IpFamily.V4 : IpFamily.V6;
      StringBuilder text = new StringBuilder();
      for (String table : List.of("nat", "filter")) {
        text.append('*').append(table).append('\n');
        host.table(table, family)
            .chains()
            .forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
        host.table(table, family).rules().forEach(rule -> text.append(rule).append('\n'));
        text.append("COMMIT\n");
      }
      return text.toString();
    }
  }
}
