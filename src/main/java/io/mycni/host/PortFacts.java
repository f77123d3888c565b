// What somebody has to know of the host who publishes ports of a container.
package io.mycni.host;

import java.util.Optional;

/**
 * The way to a container, and what is installed.
 *
 * @param link the link by which the host reaches the container's IPv4 address; empty where it has
 *     none, or only the default route leads there
 * @param localnet whether 127.0.0.1 is routed by that link
 * @param conntrack whether conntrack(8) is installed
 */
public record PortFacts(Optional<String> link, boolean localnet, boolean conntrack) {}
