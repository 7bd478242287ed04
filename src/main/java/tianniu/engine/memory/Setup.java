package tianniu.engine.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tianniu.engine.ByteSize;
import tianniu.engine.EngineVolume;
import tianniu.engine.PortMapping;

/**
 * What the twin's machine is like; made by {@link MemoryEngineBuilder}.
 *
 * @param local images that the engine has, by tagged name
 * @param registry images that can be pulled, by tagged name
 * @param denied images whose registry wants credentials
 * @param unreachable images whose registry does not answer
 * @param pullPace time between two steps of a pull
 */
record Setup(
    InstantSource clock,
    Map<String, MemoryImage> local,
    Map<String, MemoryImage> registry,
    Set<String> denied,
    Set<String> unreachable,
    Duration pullPace,
    Set<String> networks,
    Map<String, EngineVolume> volumes,
    Predicate<String> pathExists,
    Map<String, String> links,
    Set<HostPort> takenPorts,
    int cpus,
    ByteSize memory) {
  Setup {
    local = Map.copyOf(local);
    registry = Map.copyOf(registry);
    denied = Set.copyOf(denied);
    unreachable = Set.copyOf(unreachable);
    networks = Set.copyOf(networks);
    volumes = Map.copyOf(volumes);
    links = Map.copyOf(links);
    takenPorts = Set.copyOf(takenPorts);
  }

  /** A port of the host. */
  record HostPort(int port, PortMapping.Protocol protocol) {}
}
