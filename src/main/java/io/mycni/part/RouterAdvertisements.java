// Whether a link believes what routers advertise: none of mycni's may, as the router could be a
// container (CVE-2020-10749).
package io.mycni.part;

import io.mycni.host.HostQuery;
import io.mycni.host.HostState;
import io.mycni.plan.Change;
import io.mycni.plan.Command;
import io.mycni.plan.Namespace;
import java.util.List;
import java.util.Optional;

/**
 * The setting {@code accept_ra} of a link, ip-sysctl.rst.
 *
 * @param where the namespace of the link
 * @param link the link
 */
public record RouterAdvertisements(Namespace where, String link) {
  /** That of a link of the host. */
  public static RouterAdvertisements on(String link) {
    return new RouterAdvertisements(Namespace.HOST, link);
  }

  String key() {
    return "net/ipv6/conf/" + link + "/accept_ra";
  }

  /** What has to be seen to tell whether they are believed. */
  public HostQuery asks() {
    return where instanceof Namespace.Container inside
        ? HostQuery.settingInside(inside.path(), key())
        : HostQuery.setting(key());
  }

  /** Lets the link believe none, where the kernel has IPv6. */
  public Change refuse() {
    return Change.of(new Command.Sysctl(where, key(), "0", true));
  }

  /** Tells whether they are believed. */
  public boolean areBelieved(HostState host) {
    Optional<String> value = value(host);
    return value.isPresent() && !value.get().equals("0");
  }

  private Optional<String> value(HostState host) {
    return where instanceof Namespace.Container ? host.settingInside(key()) : host.setting(key());
  }

  /**
   * Returns that they are believed, where they are.
   *
   * @param what the link in words
   */
  public List<Difference> differences(String what, HostState host) {
    return areBelieved(host)
        ? List.of(
            Difference.wiped(
                what
                    + " believes router advertisements: accept_ra is "
                    + value(host).orElseThrow()
                    + ", not 0"))
        : List.of();
  }
}
