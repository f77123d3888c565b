// Which chains of nftables drop what they forward, by their policy. The FORWARD chains of iptables
// are among them where it writes to nftables.
package io.mycni.host;

import io.mycni.exec.Shell;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The question for base chains that drop what they forward and no rule of theirs accepts; the
 * answer has them as {@code FAMILY TABLE NAME}, none where there is no nft.
 */
public final class DroppingChains implements Question<List<String>> {
  /** The one question. */
  public static final DroppingChains QUESTION = new DroppingChains();

  private DroppingChains() {}

  @Override
  public boolean isInside() {
    return false;
  }

  @Override
  public List<String> ask(Shell shell) {
    List<String> dropping = new ArrayList<>();
    if (shell.tools().find("nft").isEmpty()) {
      return dropping;
    }
    List<String> chains = List.of("--json", "list", "chains");
    byte[] answer = shell.answer("look at the chains of nftables", "nft", chains).stdout();
    for (JsonNode item : ToolJson.ofNft(answer)) {
      JsonNode chain = item.path("chain");
      if (text(chain, "hook").equals("forward") && text(chain, "policy").equals("drop")) {
        dropping.add(
            text(chain, "family") + " " + text(chain, "table") + " " + text(chain, "name"));
      }
    }
    return dropping;
  }

  private static String text(JsonNode chain, String key) {
    return chain.path(key).asString("");
  }

  @Override
  public String toString() {
    return "the chains that drop what they forward";
  }
}
