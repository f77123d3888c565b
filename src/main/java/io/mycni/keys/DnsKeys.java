// The key "dns" of a configuration or of an `ipam` section.
package io.mycni.keys;

import io.mycni.cni.CniDns;

/** Reads what a result says about DNS. */
public final class DnsKeys {
  private DnsKeys() {}

  /** Returns what {@code dns} says; nothing where there is none. */
  public static CniDns read(Section network) {
    return network
        .section("dns")
        .map(dns ->
            new CniDns(
                dns.strings("nameservers"),
                dns.string("domain").orElse(""),
                dns.strings("search"),
                dns.strings("options")))
        .orElse(CniDns.NONE);
  }
}
