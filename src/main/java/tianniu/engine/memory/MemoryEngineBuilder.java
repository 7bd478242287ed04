package tianniu.engine.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tianniu.engine.ByteSize;
import tianniu.engine.EngineVolume;
import tianniu.engine.PortMapping;

/** Says what the twin's machine has, and makes the twin. */
public final class MemoryEngineBuilder {
  private final InstantSource clock;
  private final Map<String, MemoryImage> local = new HashMap<>();
  private final Map<String, MemoryImage> registry = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
  private final Set<String> unreachable = new HashSet<>();
  private final Set<String> networks = new HashSet<>(List.of("bridge", "host", "none"));
  private final Map<String, EngineVolume> volumes = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();
  private final Set<Setup.HostPort> takenPorts = new HashSet<>();
  private Predicate<String> pathExists = path -> false;
  private Duration pullPace = Duration.ZERO;
  private int cpus = 4;
  private ByteSize memory = new ByteSize(8L << 30);

  MemoryEngineBuilder(InstantSource clock) {
    this.clock = clock;
  }

  /** Images that the engine has. */
  public MemoryEngineBuilder images(MemoryImage... images) {
    for (MemoryImage image : images) {
      local.put(MemoryImage.tagged(image.name()), image);
    }
    return this;
  }

  /** Images that are pulled when they are asked for. */
  public MemoryEngineBuilder registry(MemoryImage... images) {
    for (MemoryImage image : images) {
      registry.put(MemoryImage.tagged(image.name()), image);
    }
    return this;
  }

  /** Images whose registry wants credentials. */
  public MemoryEngineBuilder denied(String... names) {
    for (String name : names) {
      denied.add(MemoryImage.tagged(name));
    }
    return this;
  }

  /** Images whose registry does not answer. */
  public MemoryEngineBuilder unreachable(String... names) {
    for (String name : names) {
      unreachable.add(MemoryImage.tagged(name));
    }
    return this;
  }

  /** Time between two steps of a pull; nothing unless it is told. */
  public MemoryEngineBuilder pullPace(Duration pace) {
    pullPace = pace;
    return this;
  }

  /** Networks beside bridge, host and none. */
  public MemoryEngineBuilder networks(String... names) {
    networks.addAll(List.of(names));
    return this;
  }

  /** Volumes of the engine's own. */
  public MemoryEngineBuilder volumes(String... names) {
    for (String name : names) {
      volume(new EngineVolume(name, Map.of(), new EngineVolume.Backing.Own()));
    }
    return this;
  }

  public MemoryEngineBuilder volume(EngineVolume volume) {
    volumes.put(volume.name(), volume);
    return this;
  }

  /** Which paths of the host exist; none unless it is told. */
  public MemoryEngineBuilder paths(Predicate<String> exists) {
    pathExists = exists;
    return this;
  }

  /** A symbolic link of the host, which exists. */
  public MemoryEngineBuilder link(String path, String target) {
    links.put(path, target);
    return this;
  }

  /** A port that some other process of the host holds. */
  public MemoryEngineBuilder takenPort(int port, PortMapping.Protocol protocol) {
    takenPorts.add(new Setup.HostPort(port, protocol));
    return this;
  }

  public MemoryEngineBuilder machine(int newCpus, ByteSize newMemory) {
    cpus = newCpus;
    memory = newMemory;
    return this;
  }

  public MemoryEngine build() {
    return new MemoryEngine(
        new Setup(
            clock,
            local,
            registry,
            denied,
            unreachable,
            pullPace,
            networks,
            volumes,
            pathExists,
            links,
            takenPorts,
            cpus,
            memory));
  }
}
