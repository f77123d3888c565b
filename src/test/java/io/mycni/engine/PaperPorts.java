// Who listens on the host of paper, and how it reaches a container.
package io.mycni.engine;

import io.mycni.host.HostFacts;
import io.mycni.host.Listeners;
import io.mycni.host.PortFacts;
import io.mycni.host.PortQuestion;
import io.mycni.host.Route;
import io.mycni.net.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Answers the questions for ports. */
final class PaperPorts {
  private final List<Listeners.Listener> listeners = new ArrayList<>();
  private boolean conntrack;

  void installConntrack() {
    conntrack = true;
  }

  /** Takes a protocol, an address, and a port. */
  void listen(String[] words) {
    int port = Integer.parseInt(words[2]);
    listeners.add(new Listeners.Listener(words[0], IpAddress.of(words[1]), port));
  }

  List<Listeners.Listener> listeners() {
    return List.copyOf(listeners);
  }

  PortFacts answer(PortQuestion question, List<Route> routes, PaperNamespace host) {
    Optional<String> link =
        question.container().isEmpty()
            ? Optional.empty()
            : routes.stream()
                .filter(route -> !route.destination().isEverything())
                .filter(route -> route.destination().contains(question.container().get()))
                .max(Comparator.comparingInt(route -> route.destination().prefix()))
                .map(Route::device);
    boolean localnet =
        link.flatMap(name -> host.settings().get(HostFacts.localnetKey(name)))
            .filter(value -> !value.equals("0"))
            .isPresent();
    return new PortFacts(link, localnet, conntrack);
  }
}
