// Which numbers a namespace has given to others (ip-netns(8), list-id). Links tell the namespace of
// their other end by such a number; indexes and names are the same in many namespaces.
package io.mycni.node;

import io.mycni.cni.CniException;
import io.mycni.cni.Json;
import io.mycni.exec.Shell;
import io.mycni.host.NetnsIdentity;
import io.mycni.process.Runner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The numbers that one namespace has given.
 *
 * @param numbers the numbers by the identities of the namespaces; -1 for one that has none. A
 *     namespace of which nothing is known is missing
 */
public record NetnsNumbers(Map<String, Integer> numbers) {
  /** Where nobody could be asked. */
  public static final NetnsNumbers UNKNOWN = new NetnsNumbers(Map.of());

  private static final List<String> LSNS = List.of("-J", "-t", "net", "-o", "NS,NETNSID");

  /** Copies the map. */
  public NetnsNumbers {
    numbers = Map.copyOf(numbers);
  }

  /**
   * Tells whether a number can be that of a namespace; false only when it is known not to be.
   *
   * @param number as a link tells it; -1 when it does not tell any
   * @param identity the namespace
   */
  public boolean canBe(int number, String identity) {
    if (number < 0) {
      return true;
    }
    Integer known = numbers.get(identity);
    return known == null ? !numbers.containsValue(number) : known == number;
  }

  /**
   * Asks the host: {@code ip} knows the namespaces below {@code named}, {@code lsns} (util-linux)
   * those of processes. Who does not answer leaves them unknown.
   */
  static NetnsNumbers ofHost(Shell shell, Path named) {
    Map<String, Integer> numbers = new HashMap<>();
    try {
      List<String> question = List.of("-json", "netns", "list");
      for (JsonNode item : items(shell.ask("number namespaces", "ip", question))) {
        Optional<String> identity =
            NetnsIdentity.of(named.resolve(item.path("name").asString("")).toString());
        identity.ifPresent(it -> numbers.put(it, item.path("id").asInt(-1)));
      }
      if (shell.tools().find("lsns").isPresent()) {
        addListed(shell.ask("number namespaces", "lsns", LSNS), numbers);
      }
    } catch (CniException unanswered) {
      return new NetnsNumbers(numbers);
    }
    return new NetnsNumbers(numbers);
  }

  /** Asks in another namespace, by a path to it. */
  static NetnsNumbers of(Shell shell, String netns) {
    Map<String, Integer> numbers = new HashMap<>();
    try {
      Optional<String> lsns = shell.tools().find("lsns");
      if (lsns.isPresent()) {
        List<String> inside = new ArrayList<>(List.of("--net=" + netns, lsns.get()));
        inside.addAll(LSNS);
        addListed(shell.ask("number namespaces", "nsenter", inside), numbers);
      }
    } catch (CniException unanswered) {
      return UNKNOWN;
    }
    return new NetnsNumbers(numbers);
  }

  /** What {@code lsns} says of a namespace that has no number is no number. */
  private static void addListed(Runner.Outcome outcome, Map<String, Integer> numbers) {
    String own = NetnsIdentity.own();
    String device = own.substring(0, own.indexOf(':') + 1);
    for (JsonNode item : items(outcome).path("namespaces")) {
      String inode = item.path("ns").asString("");
      Integer number = number(item.path("netnsid").asString(""));
      if (number != null && !inode.isEmpty()) {
        numbers.putIfAbsent(device + inode, number);
      }
    }
  }

  private static Integer number(String text) {
    if (text.equals("unassigned")) {
      return -1;
    }
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException untold) {
      return null;
    }
  }

  private static JsonNode items(Runner.Outcome outcome) {
    return outcome.ok() && !outcome.out().isBlank() ? Json.read(outcome.stdout()) : Json.array();
  }
}
