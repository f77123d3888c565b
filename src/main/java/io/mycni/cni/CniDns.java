// A result's "dns".
package io.mycni.cni;

import java.util.List;

/**
 * Settings for a resolver, see resolv.conf(5).
 *
 * @param nameservers addresses in the order of preference
 * @param domain the local domain; empty when there is none
 * @param search domains to try for short names
 * @param options the resolver's options
 * @param others what else is said
 */
public record CniDns(
    List<String> nameservers,
    String domain,
    List<String> search,
    List<String> options,
    OtherKeys others) {
  /** No settings at all. */
  public static final CniDns NONE = new CniDns(List.of(), "", List.of(), List.of());

  /** Copies the lists. */
  public CniDns {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
    options = List.copyOf(options);
  }

  /** Makes settings beside which nothing else is said. */
  public CniDns(
      List<String> nameservers, String domain, List<String> search, List<String> options) {
    this(nameservers, domain, search, options, OtherKeys.NONE);
  }

  /** Tells whether nothing is set. */
  public boolean isEmpty() {
    return nameservers.isEmpty() && domain.isEmpty() && search.isEmpty() && options.isEmpty();
  }
}
