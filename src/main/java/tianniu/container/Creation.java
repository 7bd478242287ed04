package tianniu.container;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.caller.Caller;
import tianniu.caller.Scope;
import tianniu.engine.ByteSize;
import tianniu.engine.ContainerId;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Cpus;
import tianniu.engine.Engine;
import tianniu.engine.EngineInfo;
import tianniu.engine.EngineRef;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.fault.Violation;
import tianniu.live.EngineMirror;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;
import tianniu.live.Status;
import tianniu.live.StatusReason;
import tianniu.operation.Operations;
import tianniu.operation.Operations.Lane;
import tianniu.operation.Running;
import tianniu.quota.Quotas;

/** Makes containers: everything that can be known is checked on the call, the rest is work. */
final class Creation {
  private static final Logger LOG = LoggerFactory.getLogger(Creation.class);
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(5);

  private final Engine engine;
  private final LiveView view;
  private final EngineMirror mirror;
  private final Operations operations;
  private final Quotas quotas;
  private final Drafts drafts;
  private final List<Path> volumeRoots;
  private final SecretValues secrets;

  Creation(
      Engine engine,
      LiveView view,
      EngineMirror mirror,
      Operations operations,
      Quotas quotas,
      Drafts drafts,
      List<Path> volumeRoots,
      SecretValues secrets) {
    this.engine = engine;
    this.view = view;
    this.mirror = mirror;
    this.operations = operations;
    this.quotas = quotas;
    this.drafts = drafts;
    this.volumeRoots = List.copyOf(volumeRoots);
    this.secrets = secrets;
  }

  /** Accepts a creation, or throws why not. */
  Running accept(Caller caller, ContainerSpec wanted) {
    ContainerSpec spec = rehearse(caller, wanted);
    view.reserve(spec, quotas.admission(caller));
    try {
      drafts.accepted(caller.scope(), spec);
    } catch (RuntimeException e) {
      view.drop(spec.id());
      throw e;
    }
    return begin(spec, () -> make(caller.scope(), spec));
  }

  /** Checks all that {@link #accept} would; returns the container as it would be made. */
  ContainerSpec rehearse(Caller caller, ContainerSpec wanted) {
    ContainerSpec asked =
        wanted.withLabels(labelled(caller.scope(), wanted.labels())).withCreatedBy(caller.keyId());
    // Before the engine and a registry are asked, which takes a while, and again after it.
    view.requireRoom(asked, quotas.admission(caller));
    ContainerSpec spec = check(caller, asked);
    view.requireRoom(spec, quotas.admission(caller));
    return spec;
  }

  /** Starts what an earlier process has made. */
  @Nullable StatusReason started(ContainerId id, EngineRef ref) throws InterruptedException {
    return operations.in(Lane.WORK, () -> start(id, ref));
  }

  /** Sets work on a creation that was accepted going. */
  Running begin(ContainerSpec spec, Operations.Work work) {
    return operations.accept(
        "createContainer", spec.id(), Lane.NONE, () -> noted(spec.id(), work.run()));
  }

  /**
   * Promises a creation that has failed once more.
   *
   * @param scope of the key that asks now
   * @param failed why it failed before, which it goes back to when it cannot be promised
   */
  void reopen(Scope scope, ContainerSpec spec, @Nullable StatusReason failed) {
    try {
      drafts.accepted(scope, spec);
    } catch (RuntimeException e) {
      view.end(spec.id(), failed);
      throw e;
    }
  }

  void forget(ContainerId id) {
    drafts.strike(id);
  }

  /** Notes how a creation, or another attempt at it, has ended. */
  @Nullable StatusReason noted(ContainerId id, @Nullable StatusReason why) {
    // What a stop of the server has broken off was promised, and stays open.
    if (!Thread.currentThread().isInterrupted()) {
      LiveContainer now = view.find(id);
      drafts.ended(id, why, now != null && now.ref() != null);
    }
    return why;
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
    List<VolumeMount> volumes = checkedVolumes(spec.volumes());
    requireLimits(spec, machine);
    filled(caller.scope(), spec.environment());
    String network = spec.network();
    if (network != null && !engine.resources().hasNetwork(network)) {
      throw new Fault.NoSuchNetwork(network).asException();
    }
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
  @Nullable StatusReason make(Scope scope, ContainerSpec spec) throws InterruptedException {
    try {
      fetch(spec);
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
    return operations.in(Lane.WORK, () -> createAndStart(scope, spec));
  }

  /** Has the image on the engine when it returns. */
  void fetch(ContainerSpec spec) throws InterruptedException {
    if (!engine.images().has(spec.image())) {
      operations.in(Lane.PULL, () -> pull(spec));
    }
  }

  private @Nullable StatusReason createAndStart(Scope scope, ContainerSpec spec) {
    try {
      return start(spec.id(), create(scope, spec));
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
  }

  /** Starts a container that was just made. */
  private @Nullable StatusReason start(ContainerId id, EngineRef ref) {
    try {
      view.move(id, Status.STARTING);
      try {
        engine.containers().start(ref);
      } finally {
        mirror.refresh(ref);
      }
      return null;
    } catch (FaultException e) {
      return Reasons.of(Action.START, e.fault());
    }
  }

  /** Makes the container: only here, and only for the engine, do secrets have their values. */
  EngineRef create(Scope scope, ContainerSpec spec) {
    EngineRef ref =
        engine.containers().create(spec.withEnvironment(filled(scope, spec.environment())));
    mirror.refresh(ref);
    return ref;
  }

  /** The environment with the values of its secrets, or a fault when one is not there. */
  List<EnvironmentVariable> filled(Scope scope, List<EnvironmentVariable> environment) {
    boolean hasSecrets = environment.stream().anyMatch(variable -> variable.secret() != null);
    return hasSecrets ? secrets.filled(scope, environment) : environment;
  }

  private @Nullable StatusReason pull(ContainerSpec spec) {
    engine.images().pull(spec.image(), line -> LOG.debug("{}: {}", spec.image(), line));
    return null;
  }

  /**
   * Refuses a container whose bind mounts lead elsewhere than when it was made: the engine follows
   * symbolic links anew at each start, and who may write below a root may have made one since.
   */
  void requireSamePlaces(List<VolumeMount> volumes) {
    for (VolumeMount volume : volumes) {
      if (volume.isBind() && !allowedPath(volume.source(), "volumes").equals(volume.source())) {
        throw denied(volume.source(), "volumes");
      }
    }
  }

  private List<VolumeMount> checkedVolumes(List<VolumeMount> asked) {
    List<VolumeMount> checked = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      VolumeMount volume = asked.get(i);
      if (volume.isBind()) {
        String place = "volumes[" + i + "].host_path";
        checked.add(
            new VolumeMount(
                allowedPath(volume.source(), place), volume.target(), volume.readOnly()));
      } else {
        if (!engine.resources().hasVolume(volume.source())) {
          throw new Fault.NoSuchVolume(volume.source()).asException();
        }
        checked.add(volume);
      }
    }
    return checked;
  }

  /**
   * The path as the engine will mount it. One outside the roots is denied before it is known
   * whether it exists, so that nobody can feel their way about the host.
   */
  private String allowedPath(String path, String place) {
    Path plain = path(path, place).normalize();
    if (volumeRoots.stream().noneMatch(plain::startsWith)) {
      throw denied(path, place);
    }
    Path real = engine.host().realPath(path);
    boolean inside =
        volumeRoots.stream().anyMatch(root -> real.startsWith(root) || real.startsWith(real(root)));
    if (!inside) {
      throw denied(path, place);
    }
    return real.toString();
  }

  private static Path path(String text, String place) {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      // Java names files in the encoding of the process's locale.
      throw Fault.invalid(
              Violation.field(
                  place, "cannot be named in this server's locale; start it with UTF-8"))
          .asException();
    }
  }

  private Path real(Path root) {
    try {
      return engine.host().realPath(root.toString());
    } catch (FaultException _) {
      return root;
    }
  }

  private static FaultException denied(String path, String place) {
    return new Fault.Denied(
            "The host path '" + path + "' does not lie under an allowed root", place)
        .asException();
  }

  private static void requireLimits(ContainerSpec spec, EngineInfo machine) {
    Cpus cpu = spec.limits().cpu();
    Cpus cpus = new Cpus(machine.cpus() * 1_000_000_000L);
    if (cpu != null && cpu.compareTo(cpus) > 0) {
      throw new Fault.LimitExceeded("cpu", cpus.toString(), "0.0", cpu.toString(), null)
          .asException();
    }
    ByteSize memory = spec.limits().memory();
    if (memory != null && memory.compareTo(machine.memory()) > 0) {
      throw new Fault.LimitExceeded(
              "memory", machine.memory().toString(), "0B", memory.toString(), null)
          .asException();
    }
  }
}
