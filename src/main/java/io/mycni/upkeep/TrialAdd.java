// Whether an ADD would succeed at this moment: it is planned, by the same plugins, for a namespace
// that is made for the purpose and ends with it. Nothing else is changed.
package io.mycni.upkeep;

import io.mycni.chain.Chain;
import io.mycni.cni.CniCommand;
import io.mycni.cni.CniException;
import io.mycni.cni.ErrorCode;
import io.mycni.cni.Json;
import io.mycni.host.NetnsIdentity;
import io.mycni.plugin.Services;
import io.mycni.process.Background;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tries ADDs on paper. */
public final class TrialAdd implements AutoCloseable {
  private static final String CONTAINER = "mycni-doctor";

  /** Should nobody end it, the namespace ends by itself. */
  private static final String LONGEST = "120";

  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  private final Services services;
  private Optional<ProcessHandle> holder = Optional.empty();

  /** Makes a trial; the namespace is made when the first network is tried. */
  public TrialAdd(Services services) {
    this.services = services;
  }

  /**
   * Plans an ADD of a chain whose first plugin is mycni's own.
   *
   * @return what there is to note of the plans, each once; nothing where an ADD cannot be foreseen
   * @throws CniException why an ADD would fail
   */
  public List<String> of(OwnChain chain) {
    Optional<Chain.Target> target = target();
    if (target.isEmpty() || !chain.inOrderOf(CniCommand.ADD).getFirst().isOurs()) {
      return List.of();
    }
    Set<String> notes = new LinkedHashSet<>();
    try {
      for (ChainPlan.Part part : ChainPlan.of(chain, CniCommand.ADD, target.get(), services)) {
        part.plan().ifPresent(plan -> notes.addAll(plan.notes()));
      }
    } catch (CniException e) {
      if (e.code() != ErrorCode.NOT_PREDICTABLE.number()) {
        throw e;
      }
    }
    return new ArrayList<>(notes);
  }

  /** The namespace; empty where none can be made, as by others than root. */
  private Optional<Chain.Target> target() {
    if (holder.isEmpty()) {
      holder = begin();
    }
    return holder
        .filter(ProcessHandle::isAlive)
        .map(process ->
            new Chain.Target(CONTAINER, netns(process.pid()), "eth0", "", Json.object()));
  }

  private static String netns(long pid) {
    return "/proc/" + pid + "/ns/net";
  }

  private Optional<ProcessHandle> begin() {
    Optional<String> unshare = services.shell().tools().find("unshare");
    Optional<String> sleep = services.shell().tools().find("sleep");
    if (unshare.isEmpty() || sleep.isEmpty()) {
      return Optional.empty();
    }
    try {
      ProcessHandle process =
          Background.start(
              List.of(unshare.get(), "--net", sleep.get(), LONGEST),
              services.shell().tools().environment(),
              Path.of("/dev/null"));
      String own = NetnsIdentity.own();
      long end = System.nanoTime() + LONGEST_START.toNanos();
      while (process.isAlive() && System.nanoTime() < end) {
        Optional<String> found = NetnsIdentity.of(netns(process.pid()));
        if (found.isPresent() && !found.get().equals(own)) {
          return Optional.of(process);
        }
        Thread.sleep(2);
      }
      process.destroy();
    } catch (IOException | CniException e) {
      // Whoever may make no namespace may attach no container either, which is told elsewhere.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    holder.ifPresent(ProcessHandle::destroy);
  }
}
