// What stands behind the names of the plugins.
package io.mycni.call;

import io.mycni.cni.CniException;
import io.mycni.cni.CniRequest;
import io.mycni.dhcp.DhcpAddressing;
import io.mycni.dhcp.LeaseKeeper;
import io.mycni.engine.Engine;
import io.mycni.ipam.AddressManagement;
import io.mycni.ipam.Addressing;
import io.mycni.ipam.Delegated;
import io.mycni.ipam.NoAddressing;
import io.mycni.ipam.StaticAddressing;
import io.mycni.ipam.hostlocal.HostLocal;
import io.mycni.ipam.hostlocal.HostLocalConfig;
import io.mycni.keys.Section;
import io.mycni.keys.SharedKeys;
import io.mycni.keys.TypeName;
import io.mycni.lock.AttachmentLock;
import io.mycni.part.MadeNotes;
import io.mycni.plugin.CniPlugin;
import io.mycni.plugin.PluginName;
import io.mycni.plugin.PluginType;
import io.mycni.plugin.PluginTypes;
import io.mycni.plugin.Services;
import io.mycni.plugin.ipam.IpamPlugin;
import io.mycni.process.PluginProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The plugins of one call. */
public final class Plugins {
  private static final Path LEASE_INDEXES = Path.of("/run/mycni/leases");
  private static final Path LAUNCHER = Path.of("mycni");

  /** Where ADDs note what they make. */
  public static final Path NOTES = Path.of("/run/mycni/made");

  private final Services services;
  private final boolean readOnly;
  private final Optional<PluginType<?>> own;
  private final Optional<LeaseKeeper> keeper;

  /**
   * Makes the plugins.
   *
   * @param services what they work with
   * @param readOnly whether nothing may be changed, as in a dry run
   */
  public Plugins(Services services, boolean readOnly) {
    this(services, readOnly, Optional.empty(), Optional.empty());
  }

  /**
   * Makes the plugins, and one more.
   *
   * @param own a plugin of somebody else's, made of mycni's parts
   * @param keeper keeps leases of DHCP servers; empty in a process that ends with the call
   */
  Plugins(
      Services services,
      boolean readOnly,
      Optional<PluginType<?>> own,
      Optional<LeaseKeeper> keeper) {
    this.services = services;
    this.readOnly = readOnly;
    this.own = own;
    this.keeper = keeper;
  }

  /** Returns the plugin that a program of that name is; empty when there is none. */
  public Optional<CniPlugin> named(String program) {
    if (own.isPresent() && own.get().name().equals(program)) {
      return Optional.of(engine(own.get()));
    }
    Optional<PluginName> name = PluginName.of(program);
    return name.isEmpty() ? Optional.empty() : Optional.of(plugin(name.get()));
  }

  private CniPlugin plugin(PluginName name) {
    Optional<PluginType<?>> type = PluginTypes.of(name);
    if (type.isPresent()) {
      return engine(type.get());
    }
    return switch (name) {
      case HOST_LOCAL -> new IpamPlugin(this::hostLocal);
      case STATIC -> new IpamPlugin(StaticAddressing::new);
      case DHCP -> new IpamPlugin(this::dhcp);
      default -> throw new IllegalStateException("no plugin behind " + name);
    };
  }

  private CniPlugin engine(PluginType<?> type) {
    // Beside the plugin that makes an attachment others may work on it, each with its own notes.
    String role = type.chaining().passesOn() ? type.name() : "";
    return new Engine<>(type, services, new Management(type.name()), new MadeNotes(NOTES, role));
  }

  /**
   * Returns the plugin type that a name stands for; the name itself when mycni has no such type.
   */
  public static String type(String name) {
    return TypeName.of(name);
  }

  /** Tells whether mycni has the plugin that a name stands for. */
  public static boolean isOurs(String name) {
    return PluginName.of(name).isPresent();
  }

  /** The address management of an interface plugin, as other IPAM plugins have to know who asks. */
  private final class Management implements AddressManagement {
    private final String caller;

    Management(String caller) {
      this.caller = caller;
    }

    @Override
    public Addressing of(CniRequest request) {
      String type = SharedKeys.IPAM.read(Section.of(request.config()));
      if (type.isEmpty()) {
        return new NoAddressing();
      }
      return type(type).equals("host-local") ? hostLocal(request) : withoutLeases(type, request);
    }

    @Override
    public Addressing noted(CniRequest request, String type, String dataDir) {
      if (type.isEmpty()) {
        return new NoAddressing();
      }
      if (dataDir.isEmpty()) {
        return withoutLeases(type, request);
      }
      HostLocalConfig config = HostLocalConfig.leasesIn(Path.of(dataDir));
      try {
        HostLocalConfig configured = hostLocalConfig(request);
        config = configured.dataDir().equals(config.dataDir()) ? configured : config;
      } catch (CniException mistaken) {
        // What was noted is enough.
      }
      return hostLocal(request, config);
    }

    /** Returns address management that keeps no leases where mycni could see them. */
    private Addressing withoutLeases(String type, CniRequest request) {
      if (type(type).equals(TypeName.DHCP) && isServedHere(type, request)) {
        return dhcp(request);
      }
      return type(type).equals("static")
          ? new StaticAddressing(request)
          : new Delegated(
              type,
              request,
              AttachmentLock.key(caller, request.attachment()),
              services.folder(),
              services.shell().runner(),
              services.shell().deadline(),
              services.notes());
    }
  }

  /**
   * Where CNI_PATH has another's dhcp, as the reference's with its daemon, that one is asked;
   * mycni's own executable, where this call was not served by an agent, as it may reach one.
   */
  private boolean isServedHere(String type, CniRequest request) {
    Optional<PluginProgram> program =
        PluginProgram.find(type, request.path(), services.folder(), type);
    try {
      return program.isEmpty()
          || keeper.isPresent() && program.get().path().toRealPath().getFileName().equals(LAUNCHER);
    } catch (IOException e) {
      return false;
    }
  }

  private Addressing dhcp(CniRequest request) {
    return new DhcpAddressing(
        request,
        services.shell().tools(),
        services.shell().runner(),
        services.shell().deadline(),
        keeper,
        services.notes());
  }

  private Addressing hostLocal(CniRequest request) {
    return hostLocal(request, hostLocalConfig(request));
  }

  private Addressing hostLocal(CniRequest request, HostLocalConfig config) {
    return new HostLocal(
        config,
        request.attachment(),
        LEASE_INDEXES,
        services.fileLocks(),
        services.shell().deadline(),
        readOnly);
  }

  private HostLocalConfig hostLocalConfig(CniRequest request) {
    Section network = Section.of(request.config());
    HostLocalConfig config =
        switch (request.command()) {
          case DEL, GC -> HostLocalConfig.forRemoval(network, request.args(), request.version());
          case ADD, CHECK, STATUS, VERSION ->
              HostLocalConfig.read(network, request.args(), request.version());
        };
    return config.in(services.folder());
  }
}
