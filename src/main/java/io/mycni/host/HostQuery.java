// What a planner wants to know about the host.
package io.mycni.host;

import java.util.List;

/**
 * A question to the host.
 *
 * @param links the names of the links that matter
 * @param netns the container's namespace, looked into when the look is thorough; empty when there
 *     is none
 * @param rules whether packet filter rules matter
 */
public record HostQuery(List<String> links, String netns, boolean rules) {
  /** Copies the list. */
  public HostQuery {
    links = List.copyOf(links);
  }
}
