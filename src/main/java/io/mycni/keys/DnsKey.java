// The key "dns" of a plugin or of an `ipam` section, and the keys in it.
package io.mycni.keys;

import io.mycni.cni.CniDns;
import java.util.Optional;

/**
 * What a result says about DNS.
 *
 * @param byDefault what is taken when it is left out, in words
 */
public record DnsKey(String byDefault) implements Key {
  private static final TextsKey NAMESERVERS =
      new TextsKey("nameservers", "none", "[\"10.1.0.1\"]", "addresses of name servers");
  private static final TextKey DOMAIN =
      new TextKey("domain", "none", "example.org", "the local domain");
  private static final TextsKey SEARCH =
      new TextsKey("search", "none", "[\"example.org\"]", "domains to search short names in");
  private static final TextsKey OPTIONS =
      new TextsKey("options", "none", "[\"ndots:2\"]", "options as in resolv.conf(5)");

  /** Returns what is said; nothing where there is nothing. */
  public CniDns read(Section section) {
    Optional<Section> dns = section.section(name());
    if (dns.isEmpty()) {
      return CniDns.NONE;
    }
    Section said = dns.get();
    return new CniDns(
        NAMESERVERS.read(said), DOMAIN.read(said), SEARCH.read(said), OPTIONS.read(said));
  }

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public String values() {
    return "an object";
  }

  @Override
  public String example() {
    return "{\"nameservers\": [\"10.1.0.1\"]}";
  }

  @Override
  public String meaning() {
    return "what the result says about DNS";
  }

  @Override
  public KeySet inside() {
    return new KeySet("dns", NAMESERVERS, DOMAIN, SEARCH, OPTIONS);
  }
}
