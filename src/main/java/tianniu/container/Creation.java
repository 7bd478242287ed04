package tianniu.container;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.Engine;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.EngineMirror;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Operations;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Running;

/** Makes containers: everything that can be known is checked on the call, the rest is work. */
final class Creation {
  private static final Logger LOG = LoggerFactory.getLogger(Creation.class);
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(5);

  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final Operations operations;
  private final MountPolicy mounts;
  private final NetworkRules networks;
  private final RunGuard guard;

  Creation(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      Operations operations,
      MountPolicy mounts,
      NetworkRules networks,
      RunGuard guard) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.operations = operations;
    this.mounts = mounts;
    this.networks = networks;
    this.guard = guard;
  }

  /** Accepts a creation, or throws why not. */
  Running accept(Caller caller, ContainerSpec wanted) {
    ContainerSpec asked = wanted.withLabels(labelled(caller.scope(), wanted.labels()));
    if (view.snapshot().byName().containsKey(asked.name())) {
      throw new Fault.ContainerExists(asked.name()).asException();
    }
    view.requirePorts(asked.id(), asked.ports());
    ContainerSpec spec = check(caller, asked);
    view.reserve(spec);
    return operations.accept("createContainer", spec.id(), Lane.NONE, () -> make(spec));
  }

  /** What a key makes carries the labels of its scope. */
  private static Map<String, String> labelled(Scope scope, Map<String, String> given) {
    if (scope.isAll()) {
      return given;
    }
    Map<String, String> labels = new HashMap<>(given);
    scope
        .labels()
        .forEach(
            (key, value) -> {
              if (!labels.getOrDefault(key, value).equals(value)) {
                throw new Fault.Denied(
                        "This key makes containers with the label " + key + "=" + value + " only",
                        "labels." + key)
                    .asException();
              }
              labels.put(key, value);
            });
    return labels;
  }

  /** Checks what the engine and its host know; returns the spec with its paths resolved. */
  ContainerSpec check(Caller caller, ContainerSpec spec) {
    EngineInfo machine = mirror.requireConnected();
    requireImage(caller, spec.image(), machine);
    List<VolumeMount> volumes = mounts.checked(caller, spec.volumes(), machine);
    requireLimits(spec, machine);
    requireSecrets(spec.environment());
    networks.check(caller, spec.network());
    requireFreeOnHost(spec.ports());
    if (!engine.images().has(spec.image())) {
      engine.images().checkRegistry(spec.image(), REGISTRY_LIMIT);
    }
    return spec.withVolumes(volumes);
  }

  void requireFreeOnHost(List<PortMapping> ports) {
    for (PortMapping port : ports) {
      if (port.external() != 0 && !engine.host().isPortFree(port.external(), port.protocol())) {
        throw new Fault.PortInUse(port.external(), port.protocol().word()).asException();
      }
    }
  }

  /** Fetches the image if need be, makes the container and starts it; in no lane of its own. */
  @Nullable StatusReason make(ContainerSpec spec) throws InterruptedException {
    try {
      if (!engine.images().has(spec.image())) {
        operations.in(Lane.PULL, () -> pull(spec));
      }
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
    return operations.in(Lane.WORK, () -> createAndStart(spec));
  }

  private @Nullable StatusReason createAndStart(ContainerSpec spec) {
    try {
      EngineRef ref = engine.containers().create(spec);
      mirror.refresh(ref);
      view.move(spec.id(), Status.STARTING);
      try {
        engine.containers().start(ref);
        return spec.volumes().isEmpty() ? null : guard.inspect(spec.id(), ref);
      } finally {
        mirror.refresh(ref);
      }
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
  }

  private @Nullable StatusReason pull(ContainerSpec spec) {
    engine.images().pull(spec.image(), line -> LOG.debug("{}: {}", spec.image(), line));
    return null;
  }

  private static void requireImage(Caller caller, String image, EngineInfo machine) {
    List<String> allowed = caller.allowed().images();
    if (allowed != null && !new ImageRules(machine.usualRegistries()).allows(allowed, image)) {
      throw new Fault.Denied("This key may not use the image '" + image + "'", "image")
          .asException();
    }
  }

  private static void requireLimits(ContainerSpec spec, EngineInfo machine) {
    Cpus cpu = spec.limits().cpu();
    Cpus cpus = new Cpus(machine.cpus() * 1_000_000_000L);
    if (cpu != null && cpu.compareTo(cpus) > 0) {
      throw new Fault.LimitExceeded("cpu", cpus.toString(), "0.0", cpu.toString()).asException();
    }
    ByteSize memory = spec.limits().memory();
    if (memory != null && memory.compareTo(machine.memory()) > 0) {
      throw new Fault.LimitExceeded("memory", machine.memory().toString(), "0B", memory.toString())
          .asException();
    }
  }

  /** There is no secret store yet, so no secret exists. */
  private static void requireSecrets(List<EnvironmentVariable> environment) {
    for (EnvironmentVariable variable : environment) {
      SecretRef secret = variable.secret();
      if (secret != null) {
        throw new Fault.NoSuchSecret(secret.secretName(), secret.key()).asException();
      }
    }
  }
}
