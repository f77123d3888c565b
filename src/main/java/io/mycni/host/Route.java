// A route as it was found.
package io.mycni.host;

import io.mycni.net.Cidr;
import io.mycni.net.IpAddress;
import java.util.Optional;

/**
 * A route.
 *
 * @param destination the destination
 * @param gateway the next hop
 * @param device the interface; empty when it has several
 * @param table the table's number or name as ip prints it; {@code main} when it prints none
 * @param metric the metric; 0 when none is printed
 */
public record Route(
    Cidr destination, Optional<IpAddress> gateway, String device, String table, int metric) {}
