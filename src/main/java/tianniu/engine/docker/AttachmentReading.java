package tianniu.engine.docker;

import static tianniu.engine.docker.ContainerReading.emptyToNull;
import static tianniu.engine.docker.ContainerReading.orEmpty;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tianniu.engine.NetworkPoint;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;

/** Reads what a container is attached to: ports, volumes and a network. */
final class AttachmentReading {
  private static final Comparator<PortMapping> PORT_ORDER =
      Comparator.comparingInt(PortMapping::internal)
          .thenComparing(PortMapping::protocol)
          .thenComparingInt(PortMapping::external);

  private AttachmentReading() {}

  /** Published ports. One that is bound for IPv4 and for IPv6 is one. */
  static List<PortMapping> ports(Wire.Inspected wire, boolean running) {
    Wire.Networks networks = wire.networkSettings();
    // Only a container that runs has ports; before, there is what was asked for.
    Map<String, @Nullable List<Wire.Binding>> bindings =
        running && networks != null
            ? orEmpty(networks.ports())
            : orEmpty(wire.hostConfig().portBindings());
    List<PortMapping> ports = new ArrayList<>();
    bindings.forEach(
        (key, list) -> {
          if (list != null) {
            byOneFamily(list).forEach(binding -> addPort(ports, key, binding));
          }
        });
    return ports.stream().distinct().sorted(PORT_ORDER).toList();
  }

  /**
   * The bindings for IPv4, or when there are none those for IPv6: some engines pick a port of its
   * own for each family when none is asked for, and it is one port that was asked for.
   */
  private static List<Wire.Binding> byOneFamily(List<Wire.Binding> bindings) {
    List<Wire.Binding> first =
        bindings.stream().filter(binding -> orEmpty(binding.hostIp()).indexOf(':') < 0).toList();
    return first.isEmpty() ? bindings : first;
  }

  private static void addPort(List<PortMapping> ports, String key, Wire.Binding binding) {
    int slash = key.indexOf('/');
    String word = slash < 0 ? "tcp" : key.substring(slash + 1);
    for (PortMapping.Protocol protocol : PortMapping.Protocol.values()) {
      if (protocol.word().equals(word)) {
        int internal = number(slash < 0 ? key : key.substring(0, slash));
        if (internal > 0) {
          ports.add(new PortMapping(internal, number(orEmpty(binding.hostPort())), protocol));
        }
      }
    }
  }

  // A range such as 8000-8010, from which the engine is to pick, is no port yet.
  private static int number(String text) {
    try {
      int number = text.isEmpty() ? 0 : Integer.parseInt(text);
      return number >= 0 && number <= 65535 ? number : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** In the order in which they were asked for; the engine itself gives them in any. */
  static List<VolumeMount> volumes(Wire.Inspected wire) {
    Map<String, VolumeMount> byTarget = new TreeMap<>();
    for (Wire.MountPoint mount : orEmpty(wire.mounts())) {
      String source =
          switch (orEmpty(mount.type())) {
            case "bind" -> emptyToNull(mount.source());
            case "volume" -> emptyToNull(mount.name());
            default -> null;
          };
      String target = emptyToNull(mount.destination());
      if (source != null && target != null) {
        byTarget.put(target, new VolumeMount(source, target, !mount.writable()));
      }
    }
    Map<String, VolumeMount> ordered = new LinkedHashMap<>();
    for (Wire.Mount asked : orEmpty(wire.hostConfig().mounts())) {
      VolumeMount mount = byTarget.get(orEmpty(asked.target()));
      if (mount != null) {
        ordered.put(mount.target(), mount);
      }
    }
    byTarget.forEach(ordered::putIfAbsent);
    return List.copyOf(ordered.values());
  }

  static @Nullable NetworkPoint network(Wire.Inspected wire, boolean running) {
    Wire.Networks settings = wire.networkSettings();
    Map<String, Wire.Endpoint> networks =
        settings == null ? Map.of() : orEmpty(settings.networks());
    String mode = orEmpty(wire.hostConfig().networkMode());
    String asked = mode.isEmpty() || mode.equals("default") ? "bridge" : mode;
    String name = asked;
    Wire.Endpoint endpoint = networks.get(asked);
    if (endpoint == null && !networks.isEmpty() && !asked.startsWith("container:")) {
      // Asked for by id, or moved to other networks since.
      Map.Entry<String, Wire.Endpoint> entry = byIdOrFirst(networks, asked);
      name = entry.getKey();
      endpoint = entry.getValue();
    }
    if (name.isEmpty()) {
      return null;
    }
    return new NetworkPoint(name, running && endpoint != null ? address(endpoint) : null);
  }

  private static Map.Entry<String, Wire.Endpoint> byIdOrFirst(
      Map<String, Wire.Endpoint> networks, String asked) {
    for (Map.Entry<String, Wire.Endpoint> entry : networks.entrySet()) {
      if (orEmpty(entry.getValue().networkId()).startsWith(asked)) {
        return entry;
      }
    }
    return new TreeMap<>(networks).firstEntry();
  }

  private static @Nullable String address(Wire.Endpoint endpoint) {
    String ipv4 = emptyToNull(endpoint.ipAddress());
    return ipv4 != null ? ipv4 : emptyToNull(endpoint.globalIpv6Address());
  }
}
