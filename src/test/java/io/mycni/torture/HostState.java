// All that an attachment may change, as lines that can be compared: links, addresses, routes,
// rules, queueing disciplines, settings, leases and notes, of the host and inside each container.
package io.mycni.torture;

import io.mycni.kernel.World;

/** What was seen. */
record HostState(String lines) {
  private static final String SCRIPT =
      """
      set +e
      seen() {
        $1 ip -d link show | sed -E 's/[a-z_]*timer +[0-9.]+//g; s/NO-CARRIER,//; s/,LOWER_UP//; s/M-DOWN,?//; s/ state [A-Z]+//; s/bridge_slave state [a-z]+/bridge_slave/; s/^([0-9]+): /link /; s/@if[0-9]+:/@:/; s/link-netnsid [0-9]+/link-netnsid/'
        $1 ip -o address show scope global | sed -E 's/^[0-9]+: //; s/ tentative//'
        ($1 ip -4 route show table all; $1 ip -6 route show table all | grep -v -e fe80 -e expires -e ff00 -e '^local .* table local proto kernel' -e '^anycast ') | sed 's/ linkdown//'
        $1 ip rule; $1 ip -6 rule
        $1 tc qdisc show | grep -v -e noqueue -e '^qdisc pfifo_fast 0:' -e '^qdisc mq 0:'
        $1 sh -c 'grep . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/core/somaxconn /proc/sys/net/ipv4/conf/*/arp_filter /proc/sys/net/ipv6/conf/*/disable_ipv6 /proc/sys/net/ipv4/conf/*/route_localnet'
      }
      # A table of the legacy interface is there from the first look at it on, with nothing in it.
      used_tables() {
        awk '/^\\*/ { text = ""; used = 0 } { text = text $0 "\\n" }
            /^-/ || /^:[^ ]+ -/ || /^:[^ ]+ DROP/ { used = 1 } /^COMMIT/ && used { printf "%s", text }'
      }
      seen ''
      for save in iptables-save ip6tables-save; do $save | grep -v -e '^#' | sed 's/\\[[0-9]*:[0-9]*\\]//' | used_tables; done
      nft list ruleset | sed 's/counter packets.*bytes [0-9]*/counter/'
      for n in $(ls /run/netns); do echo "in $n"; seen "ip netns exec $n" | sed "s/^/$n: /"; done
      find data /run/mycni/calls /run/mycni/made /var/lib/cni ! -name lock -type f -exec sh -c 'for f; do echo "file $f $(tr "\\r\\n" "  " < $f)"; done' sh {} + 2> /dev/null | sort
      find data -name '.*' -path '*/.*' | sed 's/^/hidden /'
      own=$(readlink /proc/self/ns/mnt)
      for p in /proc/[1-9]*; do
        if [ "$(readlink $p/ns/mnt)" = "$own" ] && tr '\\0' '\\n' < $p/environ | grep -q '^MYCNI_TOOL_OF'; then
          echo "a tool is left: $(tr '\\0' ' ' < $p/cmdline)"
        fi
      done 2> /dev/null
      true
      """;

  static HostState of(World world) {
    return new HostState(world.sh(SCRIPT).ok());
  }

  /** Returns what differs; nothing when all is alike, in whatever order. */
  String differences(HostState now) {
    return World.differences(lines, now.lines);
  }

  /** Without what may be used up: which address was given last. */
  HostState withoutLast() {
    StringBuilder rest = new StringBuilder();
    lines
        .lines()
        .filter(line -> !line.contains("last_reserved_ip"))
        .forEach(line -> rest.append(line).append('\n'));
    return new HostState(rest.toString());
  }
}
