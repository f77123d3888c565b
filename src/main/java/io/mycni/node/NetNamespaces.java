// Finds the network namespaces besides our own: those with a name in /run/netns, those that are
// told, and those of processes; and looks into them.
package io.mycni.node;

import io.mycni.cni.CniException;
import io.mycni.host.Link;
import io.mycni.host.NetnsIdentity;
import io.mycni.plugin.Services;
import io.mycni.process.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for namespaces; what could not be looked at is told, never left out. */
final class NetNamespaces {
  private static final Path NAMED = Path.of("/run/netns");
  private static final Path PROC = Path.of("/proc");

  private final Services services;
  private final Map<String, List<String>> paths = new LinkedHashMap<>();
  private final List<Namespaces.Hidden> hidden = new ArrayList<>();

  private NetNamespaces(Services services) {
    this.services = services;
  }

  /**
   * Returns all of them, each once.
   *
   * @param services look into them
   * @param told paths that something else knows
   */
  static Namespaces all(Services services, List<String> told) {
    return new NetNamespaces(services).find(told);
  }

  private Namespaces find(List<String> told) {
    for (Path path : entries(NAMED)) {
      note(path.toString());
    }
    Map<String, Place> places = new HashMap<>();
    for (String path : told) {
      if (!path.isEmpty() && !places.containsKey(path)) {
        places.put(path, note(path));
      }
    }
    for (Path process : entries(PROC)) {
      if (Character.isDigit(process.getFileName().toString().charAt(0))) {
        noteProcess(process);
      }
    }
    Optional<String> own = NetnsIdentity.of("/proc/self/ns/net");
    own.ifPresent(paths::remove);
    // A process or two for each, side by side: there may be hundreds.
    List<Outcome> outcomes =
        paths.entrySet().parallelStream()
            .map(entry -> lookInto(entry.getKey(), entry.getValue()))
            .toList();
    List<Namespaces.Seen> seen = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      outcome.seen().ifPresent(seen::add);
      outcome.hidden().ifPresent(hidden::addFirst);
    }
    return new Namespaces(places, own, seen, hidden, NetnsNumbers.ofHost(services.shell(), NAMED));
  }

  private Place note(String path) {
    Place place = Place.of(path);
    note(place, path);
    if (place instanceof Place.Unseen unseen) {
      hidden.add(new Namespaces.Hidden(Optional.empty(), path, unseen.why(), Optional.empty()));
    }
    return place;
  }

  private void noteProcess(Path process) {
    String path = process.resolve("ns/net").toString();
    Place place = Place.of(path);
    note(place, path);
    // It may have ended meanwhile.
    if (place instanceof Place.Unseen unseen && Files.exists(process)) {
      hidden.add(new Namespaces.Hidden(Optional.empty(), path, unseen.why(), ProcNet.of(process)));
    }
  }

  /** No switch over the types: it is made anew at each start, which takes longer than the look. */
  private void note(Place place, String path) {
    if (place instanceof Place.There there) {
      paths.computeIfAbsent(there.namespace(), _ -> new ArrayList<>()).add(path);
    }
  }

  /** One of both, or none of them when the namespace has gone meanwhile. */
  private record Outcome(Optional<Namespaces.Seen> seen, Optional<Namespaces.Hidden> hidden) {}

  /** By the first path that still leads there: processes end while we look. */
  private Outcome lookInto(String identity, List<String> ways) {
    for (String path : ways) {
      if (!leadsTo(identity, path)) {
        continue;
      }
      String why;
      try {
        Optional<List<Link>> links = services.host().linksInside(path);
        if (links.isPresent()) {
          Namespaces.Seen seen =
              new Namespaces.Seen(
                  identity, path, name(path), links.get(), numbers(path, links.get()));
          return new Outcome(Optional.of(seen), Optional.empty());
        }
        why = "ip failed in it";
      } catch (CniException e) {
        why = e.getMessage();
      }
      if (leadsTo(identity, path)) {
        return new Outcome(
            Optional.empty(),
            Optional.of(new Namespaces.Hidden(Optional.of(identity), path, why, Optional.empty())));
      }
    }
    return new Outcome(Optional.empty(), Optional.empty());
  }

  /** The host tells where veth pairs lead; where a macvlan's parent is, only its own namespace. */
  private NetnsNumbers numbers(String path, List<Link> links) {
    boolean needed =
        links.stream()
            .anyMatch(link -> link.child().filter(it -> it.parentNetns() >= 0).isPresent());
    return needed ? NetnsNumbers.of(services.shell(), path) : NetnsNumbers.UNKNOWN;
  }

  private static boolean leadsTo(String identity, String path) {
    return Place.of(path) instanceof Place.There there && there.namespace().equals(identity);
  }

  private static String name(String path) {
    Path way = Path.of(path);
    if (!way.startsWith(PROC) || way.getNameCount() < 2) {
      return String.valueOf(way.getFileName());
    }
    String process = way.getName(1).toString();
    try {
      byte[] command = Files.readAllBytes(PROC.resolve(process).resolve("comm"));
      String text = new String(command, StandardCharsets.UTF_8);
      return "process " + process + " (" + text.strip() + ")";
    } catch (IOException gone) {
      return "process " + process;
    }
  }

  private List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(entries::add);
    } catch (NoSuchFileException none) {
      return entries;
    } catch (IOException e) {
      hidden.add(unread(folder, IoReason.of(e)));
    } catch (DirectoryIteratorException e) {
      hidden.add(unread(folder, IoReason.of(e.getCause())));
    }
    entries.sort(null);
    return entries;
  }

  private static Namespaces.Hidden unread(Path folder, String why) {
    String text = folder + " cannot be read: " + why;
    return new Namespaces.Hidden(Optional.empty(), folder.toString(), text, Optional.empty());
  }
}
