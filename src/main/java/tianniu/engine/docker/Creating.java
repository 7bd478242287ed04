package tianniu.engine.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.Isolation;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;

/** Writes a container to be made in Docker's words. */
final class Creating {
  private Creating() {}

  static Wire.Creation write(ContainerSpec spec, Isolation isolation) {
    Map<String, Map<String, String>> exposed = new LinkedHashMap<>();
    Map<String, @Nullable List<Wire.Binding>> bindings = new LinkedHashMap<>();
    for (PortMapping port : spec.ports()) {
      String key = port.internal() + "/" + port.protocol().word();
      exposed.put(key, Map.of());
      List<Wire.Binding> ofPort = bindings.computeIfAbsent(key, _ -> new ArrayList<>());
      if (ofPort != null) {
        String external = port.external() == 0 ? "" : Integer.toString(port.external());
        ofPort.add(new Wire.Binding("", external));
      }
    }
    return new Wire.Creation(config(spec), exposed, hostConfig(spec, bindings, isolation));
  }

  private static Wire.Config config(ContainerSpec spec) {
    // A probe of ours takes the place of the image's.
    Wire.Healthcheck none =
        spec.health() == null ? null : new Wire.Healthcheck(List.of("NONE"), null, null, null);
    return new Wire.Config(
        spec.process().hostname(),
        spec.process().user(),
        null,
        spec.environment().stream().map(v -> v.name() + "=" + v.value()).toList(),
        spec.process().command(),
        none,
        spec.image(),
        spec.process().workingDir(),
        spec.process().entrypoint(),
        OwnLabels.write(spec));
  }

  private static Wire.HostSettings hostConfig(
      ContainerSpec spec, Map<String, @Nullable List<Wire.Binding>> bindings, Isolation isolation) {
    Cpus cpu = spec.limits().cpu();
    ByteSize memory = spec.limits().memory();
    return new Wire.HostSettings(
        spec.network() == null ? "default" : spec.network(),
        bindings,
        new Wire.Policy(spec.restartPolicy().type().word(), spec.restartPolicy().maxRetries()),
        memory == null ? null : memory.bytes(),
        cpu == null ? null : cpu.nanos(),
        spec.volumes().stream().map(Creating::mount).toList(),
        isolation.newPrivileges() ? List.of() : List.of("no-new-privileges"),
        isolation.pidsLimit() == 0 ? null : (long) isolation.pidsLimit());
  }

  // As a mount and not as a "bind": Docker makes the source of a bind when it does not exist.
  private static Wire.Mount mount(VolumeMount volume) {
    return new Wire.Mount(
        volume.isBind() ? "bind" : "volume", volume.source(), volume.target(), volume.readOnly());
  }
}
